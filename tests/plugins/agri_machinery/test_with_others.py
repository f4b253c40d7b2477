"""What the trade brings to pairing and to alliances, where those plugins are there; and its demonstrations."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.access import Viewer
from core.api.declare import FigureScope
from core.api.work import today
from core.plugin_host import service as plugins
from core.plugin_host.host import host_of
from core.stations.models import Station
from core.testing import make_chain, make_deputy, make_enterprise, make_region, make_station
from plugins.agri_machinery.comparison import service as comparison
from plugins.agri_machinery.demo import told, xinyi, yanzhou
from plugins.agri_machinery.figures import FIGURES
from plugins.agri_machinery.models import Cooperation, Plot, Problem, Product, Trial
from plugins.agri_machinery.testing import make_product, make_trial


@pytest.fixture
def station(session: Session) -> Station:
    station = make_station(session, "Red Tractor")
    plugins.switch(host_of(session), session, "agri_machinery", station, is_on=True)
    return station


def test_sides_that_complete_each_other_fit_best_for_a_whole_area_at_once(session: Session, station: Station) -> None:
    fit = pytest.importorskip("plugins.agri_machinery.with_enterprise_visits")
    maker, breeder, grower, other = (make_enterprise(session, name) for name in ("Drills", "Seeds", "Fields", "Shoes"))
    make_product(session, station, "New drill", kind="machine", maker_id=maker.id)
    make_product(session, station, maker_id=breeder.id)
    make_trial(session, station, grower_id=grower.id)
    deputies = [make_deputy(session) for _number in range(3)]
    for deputy, employer in zip(deputies, (maker, breeder, None), strict=True):
        deputy.person.employer_id = employer.id if employer else None
    session.flush()
    (part,) = fit.sides(session, [one.id for one in deputies], [one.id for one in (maker, breeder, grower, other)])
    assert part.key.startswith("agri_machinery.")
    found = np.asarray(part.points([one.id for one in deputies], [maker.id, breeder.id, grower.id, other.id]))
    assert found.tolist() == [[50, 150, 150, 0], [150, 50, 150, 0], [0, 0, 0, 0]]


def test_minutes_get_the_trials_that_are_to_be_agreed_on(session: Session, station: Station) -> None:
    ours = pytest.importorskip("plugins.agri_machinery.with_alliances")
    make_trial(session, station, "Done already")
    assert list(ours.trials_to_agree_on(session, station, None)) == []
    make_trial(session, station, "Maize *and* beans", state="proposed", place="Field 7")
    (section,) = ours.trials_to_agree_on(session, station, None)
    assert section.key == "agri_machinery.trials"
    assert "**Maize \\*and\\* beans**" in str(section.words)
    for said in ("Golden 958, Silver 605", "Field 7", "20 per cent above the usual practice"):
        assert said in str(section.words)


def test_alliances_get_a_kind_of_action_items_and_a_panel_where_the_trade_is_on(
    session: Session, station: Station
) -> None:
    ours = pytest.importorskip("plugins.agri_machinery.with_alliances")
    testing = pytest.importorskip("plugins.alliances.joining.testing")
    assert [kind.key for kind in ours.kinds(session, station)] == ["agri_machinery.trial"]
    everything = Viewer(account_id=1)
    alliance = testing.make_alliance(session, station)
    elsewhere = testing.make_alliance(session, make_station(session, "Shoes"))
    assert list(ours.alliance_panels(session, everything, elsewhere, today())) == []
    assert list(ours.alliance_panels(session, everything, alliance, today())) == []  # may not browse


def test_yanzhou_has_what_the_place_gives_and_twice_is_once(session: Session) -> None:
    station = place_of(session, "yanzhou")
    day = date(2026, 11, 20)
    yanzhou.load(session, day)
    yanzhou.load(session, day)
    counts = {figure.key: figure.compute(session, told_scope(station)) for figure in FIGURES}
    assert (counts["technology_problems_settled"] or 0) >= 60
    assert counts["research_cooperations"] == 4
    assert counts["field_trials"] == 2
    assert {trial.state for trial in session.scalars(select(Trial))} == {"proposed", "agreed", "finished"}
    weighed = session.scalars(select(Plot).where(Plot.yield_kg.is_not(None))).all()
    assert len(weighed) == 32


def test_the_trial_of_yanzhou_reaches_its_goal(session: Session) -> None:
    place_of(session, "yanzhou")
    yanzhou.load(session, date(2026, 11, 20))
    trial = session.scalars(select(Trial).where(Trial.state == "finished")).one()
    best = comparison.told(trial).rows[0]
    assert (trial.goal, best.verdict) == (20, "reached")
    assert "兖玉12" in str(comparison.told(trial).sentence)


def test_xinyi_shows_the_trade_at_work(session: Session) -> None:
    place_of(session, "xinyi")
    xinyi.load(session, date(2026, 11, 20))
    kinds: tuple[type[Trial | Problem | Cooperation | Product], ...] = (Trial, Problem, Cooperation, Product)
    assert all(session.scalar(select(func.count(kind.id))) for kind in kinds)


def place_of(session: Session, place: str) -> Station:
    words = told.words_of(place)
    make_region(session, words["region"], place)
    chain = make_chain(session, place)
    return make_station(session, words["station"], region=words["region"], chain=chain)


def told_scope(station: Station) -> FigureScope:
    return FigureScope(region_code=station.region_code, station_id=station.id)
