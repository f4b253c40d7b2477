"""Peak season: duty days are better avoided where the trade is switched on."""

from __future__ import annotations

from datetime import UTC, date, datetime

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access import Role
from core.clock import today
from core.database import Database
from core.plugin_host import service as plugins
from core.plugin_host.host import host_of
from core.testing import make_account, make_station
from core.testing.signing import sign_in
from plugins.duty_days.models import DutyDay
from plugins.duty_days.rota import service
from plugins.duty_days.rules import service as rules
from plugins.duty_days.rules.planning import Plan
from plugins.duty_days.rules.rhythms import day_of_month
from plugins.duty_days.testing import make_duty_day

WINTER = date(2026, 2, 20)


def test_the_peak_seasons_are_named_and_days_are_made_all_the_same(session: Session) -> None:
    station = make_station(session, "Fine Yarn")
    plugins.switch(host_of(session), session, "textiles", station, is_on=True)
    rules.add_rule(session, station, day_of_month(10), WINTER)
    days = session.scalars(select(DutyDay).where(DutyDay.station_id == station.id).order_by(DutyDay.day)).unique().all()
    assert [(duty_day.day.month, duty_day.sittings[0].places) for duty_day in days] == [(3, 3), (4, 3), (5, 3)]
    foreseen = rules.preview(session, station, Plan(day_of_month(20)), WINTER)
    named = {one.planned.of.month: [each.kind for each in one.planned.restrictions] for one in foreseen}
    assert [month for month in sorted(named) if named[month] == ["avoid"]] == [3, 4, 9, 10]


def test_the_managers_month_and_a_proposed_rota_say_which_days_are_better_avoided(
    database: Database, app: Flask
) -> None:
    first = today().replace(month=9, day=10) if today().month < 9 else date(today().year + 1, 3, 10)
    with database.writing() as session:
        station = make_station(session, "Fine Yarn", deputies=4)
        plugins.switch(host_of(session), session, "textiles", station, is_on=True)
        manager = make_account(session, role=Role.MANAGER, station=station)
        make_duty_day(session, station, first)
        proposal = service.ask(
            session, station, first, first, at=datetime.now(UTC), today=today(), account_id=manager.id
        )
    client = sign_in(app.test_client(), manager)
    month = client.get(f"/stations/{station.id}/p/duty_days/manage?month={first:%Y-%m}")
    rota = client.get(f"/p/duty_days/proposals/{proposal.id}")
    assert month.text.count("：尽量避开") == rota.text.count("：尽量避开") == 1


def test_a_trade_that_is_switched_off_says_nothing(session: Session) -> None:
    station = make_station(session)
    assert rules.restrictions_of(session, station, date(2026, 1, 1), date(2026, 12, 31)) == ()
