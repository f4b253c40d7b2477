"""Pictures: a chain is drawn from its records and told in tables; coverage is counted segment by segment."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from core.access import Reach
from core.api.data import Chain, EnterpriseSegment, Station
from core.clock import today
from core.testing import make_chain, make_deputy, make_enterprise, make_station
from core.testing.visitors import SignedIn
from plugins.enterprise_visits.models import Pairing, Visit
from plugins.enterprise_visits.pictures import graph
from plugins.enterprise_visits.pictures.coverage import by_segment, is_overdue

EVERYTHING = Reach(everything=True)
SINCE = date(2025, 1, 1)


@pytest.fixture
def chain(session: Session) -> Chain:
    return make_chain(session, segments=("Fibre", "Yarn", "Cloth"))


@pytest.fixture
def station(session: Session, chain: Chain) -> Station:
    """A station whose chain has an enterprise that is paired and overdue, one just visited, and one alone."""
    station = make_station(session, chain=chain)
    deputy = make_deputy(session, "Person of Yarn", station=station)
    late, fresh, alone = (make_enterprise(session, name) for name in ("Late", "Fresh", "Alone"))
    for enterprise, segment in ((late, 0), (fresh, 1), (alone, 1)):
        enterprise.memberships = [EnterpriseSegment(segment=chain.segments[segment])]
    for enterprise in (late, fresh):
        session.add(Pairing(deputy_id=deputy.id, enterprise_id=enterprise.id, station_id=station.id, begins=SINCE))
    day = today() - timedelta(days=2)
    session.add(Visit(station_id=station.id, enterprise_id=fresh.id, day=day, state="held"))
    session.flush()
    return station


def late(session: Session) -> ColumnElement[bool]:
    return is_overdue(session, EVERYTHING, today())


def test_coverage_counts_each_segment_in_order(session: Session, chain: Chain, station: Station) -> None:
    begins = today() - timedelta(days=30)
    (found,) = by_segment(session, Chain.id == chain.id, late(session), begins, today(), today())
    told = [(one.name, one.enterprises, one.paired, one.visited, one.overdue) for one in found.segments]
    assert told == [("Fibre", 2, 1, 0, 1), ("Yarn", 2, 1, 1, 0), ("Cloth", 0, 0, 0, 0)]
    assert (found.whole.enterprises, found.whole.paired, found.whole.per_cent) == (4, 2, 50)
    assert found.segments[2].per_cent is None


def test_a_visit_outside_the_period_does_not_count(session: Session, chain: Chain, station: Station) -> None:
    (found,) = by_segment(session, Chain.id == chain.id, late(session), SINCE, today() - timedelta(days=3), today())
    assert found.whole.visited == 0


def test_the_graph_has_a_row_for_each_enterprise_and_each_segment_that_is_empty(
    session: Session, chain: Chain, station: Station
) -> None:
    segments = [(segment.id, segment.name) for segment in chain.segments]
    enterprises = graph.enterprises_of(session, chain, late(session), today())
    drawn = graph.as_graph(segments, enterprises)
    kinds = {node["name"]: node["kind"] for node in drawn["nodes"]}
    assert drawn["rows"] == 5
    assert (kinds["Late"], kinds["Fresh"], kinds["Alone"]) == ("overdue", "paired", "alone")
    assert (kinds["Cloth"], kinds["Person of Yarn"]) == ("segment", "deputy")
    known = {node["id"] for node in drawn["nodes"]}
    assert {end for line in drawn["lines"] + drawn["thread"] for end in line} <= known
    assert [pair[0] for pair in drawn["thread"]] == [f"s{number}" for number, _name in segments[:-1]]


def test_what_is_drawn_stands_in_a_table_too(
    session: Session, chain: Chain, station: Station, signed_in: SignedIn
) -> None:
    session.commit()
    page = signed_in("manager", station=station).page(f"/stations/{station.id}/p/enterprise_visits/chain")
    for words in ("Late", "Fresh", "Alone", "Person of Yarn", "Cloth"):
        assert words in page.text


def test_a_station_without_a_chain_says_so(session: Session, signed_in: SignedIn) -> None:
    station = make_station(session)
    station.chain = None
    session.commit()
    page = signed_in("manager", station=station).page(f"/stations/{station.id}/p/enterprise_visits/chain")
    assert not [one for one in page.elements if "data-chain" in one.attributes]


def test_no_other_page_loads_the_charts(session: Session, station: Station, signed_in: SignedIn) -> None:
    session.commit()
    page = signed_in("office").page("/p/enterprise_visits/figures")
    assert not [one for one in page.elements if "echarts" in one.attributes.get("src", "")]
