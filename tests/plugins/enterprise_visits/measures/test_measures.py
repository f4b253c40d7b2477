"""Measures are offered where and while they are in force; those explained at a visit stay with it."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from core.api.data import Reach, Station
from core.testing import make_region, make_station
from plugins.enterprise_visits.contacts.testing import make_held_visit
from plugins.enterprise_visits.measures import service
from plugins.enterprise_visits.measures.errors import MeasureKnown, MeasureNotOffered, MeasureUsed
from plugins.enterprise_visits.measures.service import Wanted
from plugins.enterprise_visits.measures.testing import make_measure
from plugins.enterprise_visits.models import Measure

DAY = date(2026, 11, 20)


@pytest.fixture
def station(session: Session) -> Station:
    return make_station(session)


def offered(session: Session, station: Station, day: date = DAY) -> list[str]:
    return [name for _number, name in service.offered(session, station.region_code, day)]


def found(session: Session, reach: Reach, **wanted: str) -> list[str]:
    return sorted(row.name for row in session.execute(service.in_library(session, reach, Wanted(**wanted), DAY)))


def test_only_what_is_in_force_is_offered(session: Session, station: Station) -> None:
    make_measure(session, station, "Over", valid_to=date(2026, 11, 19))
    make_measure(session, station, "Last day", valid_to=DAY, number="")
    make_measure(session, station, "Coming", valid_from=date(2026, 11, 21))
    make_measure(session, station, "Always", valid_from=None)
    assert sorted(offered(session, station)) == ["Always (12)", "Last day"]
    assert "Over (12)" in offered(session, station, date(2026, 11, 19))


def test_what_holds_in_the_regions_above_is_offered_and_what_holds_beside_is_not(
    session: Session, station: Station
) -> None:
    for code, name in (("32", "Province"), ("3203", "City"), ("320382", "Neighbour"), ("320381001", "Township")):
        make_region(session, code)
        service.save(session, Measure(region_code=code, name=name))
    assert sorted(offered(session, station)) == ["City", "Province"]


def test_what_was_explained_stays_with_the_visit_also_after_it_expired(session: Session, station: Station) -> None:
    visit = make_held_visit(session, station, day=DAY)
    loans, land = make_measure(session, station, "Loans"), make_measure(session, station, "Land")
    service.explain(session, visit.id, station.region_code, DAY, [loans.id, land.id])
    loans.valid_to = date(2026, 1, 1)
    service.explain(session, visit.id, station.region_code, DAY, [loans.id])
    assert service.of_visit(session, visit.id) == [loans.id]
    assert service.explained_at(session, [visit.id]) == {visit.id: ["Loans"]}


def test_what_is_not_in_force_is_not_said_to_have_been_explained(session: Session, station: Station) -> None:
    visit = make_held_visit(session, station, day=DAY)
    over = make_measure(session, station, "Over", valid_to=date(2026, 1, 1))
    for number in (over.id, 987654):
        with pytest.raises(MeasureNotOffered):
            service.explain(session, visit.id, station.region_code, DAY, [number])


def test_one_that_was_explained_is_not_removed(session: Session, station: Station) -> None:
    visit, measure = make_held_visit(session, station, day=DAY), make_measure(session, station)
    service.explain(session, visit.id, station.region_code, DAY, [measure.id])
    with pytest.raises(MeasureUsed):
        service.remove(session, measure)
    service.explain(session, visit.id, station.region_code, DAY, [])
    service.remove(session, measure)
    assert offered(session, station) == []


def test_the_same_measure_is_entered_once(session: Session, station: Station) -> None:
    make_measure(session, station, "Loans")
    with pytest.raises(MeasureKnown):
        service.save(session, Measure(region_code=station.region_code, name="Loans", number="12"))


def test_the_library_holds_what_concerns_the_viewer_and_is_searched(session: Session, station: Station) -> None:
    make_measure(session, station, "Loans", words="For looms")
    make_measure(session, station, "Over", valid_to=date(2026, 1, 1))
    other = make_station(session, region="320382")
    make_measure(session, other, "Elsewhere")
    staff = Reach(station_ids=frozenset({station.id}))
    assert found(session, staff) == ["Loans", "Over"]
    assert found(session, staff, words="looms") == ["Loans"]
    assert found(session, staff, state="expired") == ["Over"]
    assert found(session, staff, state="valid") == ["Loans"]
    assert found(session, Reach(region_codes=frozenset({"3203"}))) == ["Elsewhere", "Loans", "Over"]
    assert found(session, Reach()) == []
