"""The demonstrations: Fucheng and Yanzhou print their own figures, Xinyi has its pairs and projects; loaded twice they are there once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.api.data import Account, Deputy, Enterprise
from core.database import Database
from core.testing.databases import Store
from core.testing.promises.worlds import load_demonstration
from core.testing.serving import lianzhan
from plugins.enterprise_visits.models import Difficulty, Lead, Pairing, Visit, VisitDeputy

FUCHENG = {
    "deputies": 37,
    "enterprises_visited": 11,
    "policy_measures": 26,
    "difficulties": 21,
    "solved_by_mutual_help": 3,
    "solved_by_organs": 5,
    "planned_as_suggestions": 10,
    "still_open": 3,
}


def command(folder: Path, *words: str) -> str:
    done = lianzhan(*words, data_dir=folder, more={"LIANZHAN_PLUGINS_STRICT": "1"})
    assert done.returncode == 0, done.stdout + done.stderr
    return str(done.stdout)


def figures(folder: Path, place: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(command(folder, "figures", place, "--json"))
    return told


def test_fucheng_prints_the_figures_of_its_visits_and_twice_is_once(tmp_path: Path) -> None:
    command(tmp_path, "db", "upgrade")
    command(tmp_path, "demo", "load", "fucheng")
    first = figures(tmp_path, "fucheng")
    assert first["enterprise_brand"] == FUCHENG
    before = command(tmp_path, "audit", "verify")
    command(tmp_path, "demo", "load", "fucheng")
    assert figures(tmp_path, "fucheng") == first
    assert command(tmp_path, "audit", "verify") == before


def test_yanzhou_links_its_enterprises_with_the_deputies_of_its_station_and_twice_is_once(tmp_path: Path) -> None:
    command(tmp_path, "db", "upgrade")
    command(tmp_path, "demo", "load", "yanzhou")
    first = figures(tmp_path, "yanzhou")
    assert first["deputies_in_stations"] == 26
    assert first["enterprises_linked"] >= 20
    assert set(first["enterprise_difficulties"].values()) > {0}
    command(tmp_path, "demo", "load", "yanzhou")
    assert figures(tmp_path, "yanzhou") == first


@pytest.fixture(scope="module")
def xinyi(store: Store) -> Iterator[Database]:
    database = Database(store.sqlite("demonstration", load_demonstration))
    yield database
    database.dispose()


@pytest.fixture
def reading(xinyi: Database) -> Iterator[Session]:
    with xinyi.reading() as session:
        yield session


def counted(session: Session, *what: Any) -> list[int]:
    return [session.scalar(query) or 0 for query in what]


def test_xinyi_pairs_each_of_its_deputies_with_three_or_four_enterprises(reading: Session) -> None:
    held = Pairing.ends.is_(None)
    deputies = func.count(func.distinct(Pairing.deputy_id))
    enterprises = func.count(func.distinct(Pairing.enterprise_id))
    assert reading.execute(select(deputies, enterprises, func.count()).where(held)).one() == (88, 308, 308)
    each = reading.scalars(select(func.count()).where(held).group_by(Pairing.deputy_id)).all()
    assert set(each) == {3, 4}


def test_xinyi_has_a_year_of_visits_difficulties_in_every_state_and_sixteen_projects(reading: Session) -> None:
    first, last, visits = reading.execute(
        select(func.min(Visit.day), func.max(Visit.day), func.count()).where(Visit.state == "held")
    ).one()
    assert (last - first).days > 300
    assert visits > 300
    states = set(reading.scalars(select(Difficulty.state).distinct()))
    assert states == {"open", "answered", "mutual_help", "with_organ", "solved_by_organ", "planned"}
    projects = select(func.count()).where(Lead.stage == "project")
    confirmed = select(func.count()).where(Visit.thanks != "")
    assert counted(reading, projects, confirmed) == [16, 21]


def test_the_accounts_of_xinyi_have_something_to_see(reading: Session) -> None:
    me = select(Deputy.id).join(Account, Account.person_id == Deputy.person_id).where(Account.username == "deputy")
    mine = reading.scalars(me).one()
    asked = select(func.count()).join(VisitDeputy.visit).where(VisitDeputy.deputy_id == mine, Visit.state == "planned")
    pairs = select(func.count()).where(Pairing.deputy_id == mine, Pairing.ends.is_(None))
    overdue_long = select(func.count(Enterprise.id)).where(
        Enterprise.id.not_in(select(Visit.enterprise_id).where(Visit.day > func.date("2026-08-20")))
    )
    brought = select(func.count()).where(Difficulty.state == "with_organ")
    assert all(number > 0 for number in counted(reading, asked, pairs, overdue_long, brought))
