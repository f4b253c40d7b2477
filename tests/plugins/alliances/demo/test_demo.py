"""The demonstrations: Yanzhou prints the figures of its forum and alliance, Xinyi has an alliance for every chain; twice is once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.api.data import Account, Deputy
from core.database import Database
from core.testing.databases import Store
from core.testing.promises.worlds import load_demonstration
from core.testing.serving import lianzhan
from plugins.alliances.minutes import service as minutes
from plugins.alliances.models import Action, Alliance, Amendment, Meeting, Member, Minutes, Participant


def command(folder: Path, *words: str) -> str:
    done = lianzhan(*words, data_dir=folder, more={"LIANZHAN_PLUGINS_STRICT": "1"})
    assert done.returncode == 0, done.stdout + done.stderr
    return str(done.stdout)


def figures(folder: Path, place: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(command(folder, "figures", place, "--json"))
    return told


def test_yanzhou_prints_the_figures_of_its_forum_and_alliance_and_twice_is_once(tmp_path: Path) -> None:
    command(tmp_path, "db", "upgrade")
    command(tmp_path, "demo", "load", "yanzhou")
    first = figures(tmp_path, "yanzhou")
    assert first["deputies_in_stations"] == 26
    assert first["forum_sessions"] >= 30
    assert first["enterprise_opinions"] >= 100
    assert first["alliances"] == 1
    before = command(tmp_path, "audit", "verify")
    command(tmp_path, "demo", "load", "yanzhou")
    assert figures(tmp_path, "yanzhou") == first
    assert command(tmp_path, "audit", "verify") == before
    with Database(f"sqlite:///{next(tmp_path.glob('*.db'))}").reading() as session:
        leading = select(func.count()).select_from(Member).where(Member.role == "leading")
        assert session.scalar(leading) == 3
        assert session.scalar(select(func.count(Amendment.id))) == 1
        assert set(session.scalars(select(Minutes.state).distinct())) == {"draft", "circulated", "issued"}
        assert minutes.verify(session) == (first["minutes_issued"], [])


@pytest.fixture(scope="module")
def xinyi(store: Store) -> Iterator[Database]:
    database = Database(store.sqlite("demonstration", load_demonstration))
    yield database
    database.dispose()


@pytest.fixture
def reading(xinyi: Database) -> Iterator[Session]:
    with xinyi.reading() as session:
        yield session


def test_every_chain_of_xinyi_has_an_alliance_that_meets_issues_minutes_and_acts(reading: Session) -> None:
    chains = reading.scalars(select(Alliance.chain_id).where(Alliance.founded_on.is_not(None))).all()
    assert len(set(chains)) == len(chains) == 7
    issued = select(func.count(func.distinct(Meeting.alliance_id))).join(Minutes, Minutes.meeting_id == Meeting.id)
    assert reading.scalar(issued.where(Minutes.state == "issued")) == 7
    assert reading.scalar(issued.where(Minutes.state == "circulated")) == 7
    assert {"open", "doing", "done"} <= set(reading.scalars(select(Action.state).distinct()))
    answers = select(Participant.answer).join(Participant.meeting).where(Meeting.state == "planned").distinct()
    assert set(reading.scalars(answers)) == {"asked", "coming", "declined"}


def test_the_deputy_and_the_manager_of_xinyi_are_asked_to_the_next_meeting(reading: Session) -> None:
    coming = select(Participant.id).join(Participant.meeting).where(Meeting.state == "planned")
    deputies = (
        select(Deputy.id).join(Account, Account.person_id == Deputy.person_id).where(Account.username == "deputy")
    )
    manager = select(Account.id).where(Account.username == "manager")
    assert reading.scalars(coming.where(Participant.is_one_of(deputies))).all()
    assert reading.scalars(coming.where(Participant.account_id.in_(manager))).all()
