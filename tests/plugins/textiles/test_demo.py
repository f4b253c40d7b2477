"""The demonstration of Xinyi shows the trade at work at its textile station, and is there once however often it is loaded."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.api.data import EnterpriseSegment, Reach, Station
from core.testing import make_chain, make_enterprise, make_station, switch
from plugins.textiles.capacity import lists
from plugins.textiles.demo import salons, xinyi
from plugins.textiles.models import Base, Capability, Certificate, LabourNeed, Salon
from plugins.textiles.salons import service

TODAY = date(2026, 11, 20)
SEGMENTS = ("化纤纺丝", "纺纱", "织造", "印染后整理", "服装家纺", "纺织机械")


def textile_station(session: Session) -> Station:
    """The station as the core's part of the demonstration makes it, with seven enterprises a segment."""
    chain = make_chain(session, "高端纺织", region=xinyi.XINYI, segments=SEGMENTS)
    for segment in chain.segments * 7:
        make_enterprise(session, region=xinyi.XINYI, memberships=[EnterpriseSegment(segment=segment)])
    station = make_station(session, xinyi.told()["station"], region=xinyi.XINYI, chain=chain)
    switch(session, "textiles", station, is_on=True)
    return station


def counted(session: Session) -> dict[type[Base], int]:
    kinds: tuple[type[Base], ...] = (Capability, Certificate, LabourNeed, Salon)
    return {kind: session.scalar(select(func.count()).select_from(kind)) or 0 for kind in kinds}


def test_mills_say_what_they_can_do_whom_they_look_for_and_meet_in_numbered_salons(session: Session) -> None:
    station = textile_station(session)
    assert list(xinyi.stations(session)) == [station]
    for _twice in range(2):
        xinyi.load(session, TODAY)
        salons.load(session, TODAY)
    words = xinyi.told()
    assert counted(session) == {
        Capability: len(words["capabilities"]),
        Certificate: len(words["certificates"]),
        LabourNeed: sum(len(need["persons"]) for need in words["needs"]),
        Salon: 1,
    }
    assert any(one.has_expired(TODAY) for one in session.scalars(select(Certificate)))
    series = service.series_of(session, station, TODAY)
    assert [(one.sessions, one.next_on) for one in series] == [(4, date(2026, 12, 2))]


def test_somebody_can_dye_20_tons_that_month(session: Session) -> None:
    station = textile_station(session)
    xinyi.load(session, TODAY)
    asked = lists.question("dyeing", Decimal(20), "t", date(2026, 11, 1))
    here = lists.within(session, Capability, Reach(everything=True), station)
    told = lists.answer(session, here, asked, TODAY)
    assert told.able == 2
    assert told.elsewhere == 1


def test_where_there_is_no_such_station_nothing_is_loaded(session: Session) -> None:
    xinyi.load(session, TODAY)
    salons.load(session, TODAY)
    assert set(counted(session).values()) == {0}
