"""Salons: numbered sessions of a forum of alliances with a theme and a part of the trade; and what textiles tell alliances."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.api.data import Station
from core.testing import make_chain, make_enterprise, make_station, switch
from plugins.alliances.api import Meeting, MeetingPlan, MinutesSection, plan_meeting
from plugins.textiles.capacity import service as capacity
from plugins.textiles.labour import service as labour
from plugins.textiles.salons import service
from plugins.textiles.salons.errors import SalonPartUnknown, SalonsOff
from plugins.textiles.salons.wish import Wish
from plugins.textiles.with_alliances import minutes_sections

TODAY = date(2026, 11, 5)
AT = datetime(2026, 11, 5, 2, tzinfo=UTC)


@pytest.fixture
def station(session: Session) -> Station:
    station = make_station(session, chain=make_chain(session))
    switch(session, "textiles", station, is_on=True)
    return station


def test_sessions_of_a_series_are_numbered_meetings_with_a_theme_and_a_part(session: Session, station: Station) -> None:
    salon = service.found(session, station, name="Loom talk")
    for theme, part in (("Spare looms", "weaving"), ("Sewing workers", "")):
        service.plan(session, salon, Wish(theme=theme, part=part, day=TODAY), account_id=None, at=AT)
    rows = session.execute(service.sessions_of(salon).order_by(*service.ORDERS["number"])).all()
    assert [(row.number, row.theme, row.part) for row in rows] == [
        (2, "Sewing workers", ""),
        (1, "Spare looms", "weaving"),
    ]
    shown = service.series_of(session, station, TODAY)
    assert [(one.name, one.sessions, one.next_on, one.is_open) for one in shown] == [("Loom talk", 2, TODAY, True)]


def test_a_session_planned_among_the_meetings_belongs_to_the_series_too(session: Session, station: Station) -> None:
    salon = service.found(session, station, name="Loom talk")
    plan_meeting(session, station, MeetingPlan(forum_id=salon.forum, number=7, day=TODAY), account_id=None, at=AT)
    made = service.plan(session, salon, Wish(theme="Dyes", day=TODAY), account_id=None, at=AT)
    assert made.number == 8
    assert len(session.execute(service.sessions_of(salon)).all()) == 2


def test_where_alliances_are_switched_off_salons_are_not_offered(session: Session, station: Station) -> None:
    salon = service.found(session, station, name="Loom talk")
    switch(session, "alliances", station, is_on=False)
    with pytest.raises(SalonsOff):
        service.found(session, station, name="Another")
    with pytest.raises(SalonsOff):
        service.plan(session, salon, Wish(theme="Dyes", day=TODAY), account_id=None, at=AT)


def test_a_part_that_the_trade_does_not_have_is_refused(session: Session, station: Station) -> None:
    salon = service.found(session, station, name="Loom talk")
    with pytest.raises(SalonPartUnknown):
        service.plan(session, salon, Wish(theme="Steel", part="steel", day=TODAY), account_id=None, at=AT)
    assert session.scalars(select(Meeting)).all() == []


def test_minutes_of_a_salon_begin_with_what_is_free_and_whom_enterprises_look_for(
    session: Session, station: Station
) -> None:
    enterprise = make_enterprise(session, "Mill | Sons", chain=station.chain).id
    said = capacity.Said(process="dyeing", unit="t", capacity=Decimal(60))
    made = capacity.enter(session, station, enterprise, said, TODAY)
    capacity.say_free(session, made, {date(2026, 11, 1): Decimal(20)}, TODAY)
    need = labour.Said(trade="dyer", month=date(2026, 12, 1), persons=4)
    labour.enter(session, station, enterprise, need, TODAY)
    salon = service.found(session, station, name="Loom talk")
    meeting = service.plan(session, salon, Wish(theme="Dyes", day=TODAY), account_id=None, at=AT)
    sections: list[MinutesSection] = list(minutes_sections(session, station, meeting))
    assert [section.key for section in sections] == ["textiles.free_capacity", "textiles.labour"]
    assert "| Mill / Sons | Dyeing | 20 tons |" in str(sections[0].words)
    assert str(sections[1].words) == "- Dyer: 4"
    alone = plan_meeting(session, station, MeetingPlan(title="Board", day=TODAY), account_id=None, at=AT)
    assert list(minutes_sections(session, station, alone)) == []
