"""Xinyi: seven stations with their rules, the days of this year up to today, and the three months to come."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, time
from importlib.resources import files
from typing import Any, Final

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from core.api.data import Station
from plugins.duty_days import lists
from plugins.duty_days.demo.coming import what_is_coming
from plugins.duty_days.demo.past import what_has_been
from plugins.duty_days.models import Attendance, DutyDay, Rule
from plugins.duty_days.rules.lunar import days_ending_in
from plugins.duty_days.rules.parts import WHOLE_DAY, Part, Parts
from plugins.duty_days.rules.planning import Plan
from plugins.duty_days.rules.rhythms import LunarDates
from plugins.duty_days.rules.service import add_rule, change_rule, horizon, make_days, rules_of

XINYI: Final = "320381"
MORNING: Final[Parts] = (Part(begins=time(9), ends=time(11, 30)),)
HALVES: Final[Parts] = (
    Part("morning", "receives", time(9), time(11, 30)),
    Part("afternoon", "visits", time(14), time(16, 30), places=2),
)
MARKET: Final[Parts] = (Part(begins=time(8, 30), ends=time(11), places=2),)
MARKET_DAYS: Final = LunarDates(days_ending_in((3, 8)))
"""What the roster of one station says in words that leave open which calendar they mean."""


def load(session: Session, today: date) -> None:
    """The rules, and once only: the days of this year with who came and who was received, and what is arranged."""
    stations = session.scalars(
        select(Station).where(Station.region_code.startswith(XINYI), Station.state == "open").order_by(Station.id)
    ).all()
    rules = [rule for number, station in enumerate(stations) for rule in _rules(session, station, number, today)]
    first = today.replace(month=1, day=1)
    make_days(session, rules, first, horizon(today))
    if session.scalar(select(exists().select_from(Attendance))):
        return
    told = _told()
    for number, station in enumerate(stations):
        deputies = sorted(deputy for deputy, _name in lists.deputies_of(session, station))
        days = _days(session, station, first)
        if deputies and days:
            _name_themes(days, number, told)
            what_has_been(session, station, [day for day in days if day.day < today], deputies, told["receptions"])
    what_is_coming(session, stations, today, told)


def _rules(session: Session, station: Station, number: int, today: date) -> Sequence[Rule]:
    """Its rules with hours: one station has two halves a day, and one goes by the market."""
    rules = rules_of(session, station)
    if not rules and station.duty_words:
        since_july = Plan(MARKET_DAYS, valid_from=today.replace(month=min(today.month, 7), day=1))
        return [add_rule(session, station, since_july, today, parts=MARKET)]
    for rule in rules:
        if rule.sittings == WHOLE_DAY:
            change_rule(session, rule, rule.plan(rule.rhythm), today, parts=HALVES if number == 0 else MORNING)
    return rules


def _days(session: Session, station: Station, first: date) -> Sequence[DutyDay]:
    query = select(DutyDay).where(DutyDay.station_id == station.id, DutyDay.day >= first)
    return session.scalars(lists.with_everybody(query)).unique().all()


def _name_themes(days: Sequence[DutyDay], number: int, told: Mapping[str, Any]) -> None:
    """Every third day has a theme and is led by an official."""
    for place, duty_day in enumerate(days):
        if (place + number) % 3 == 0:
            leader = told["leaders"][(place + number) % len(told["leaders"])]
            duty_day.theme = told["themes"][(place + number) % len(told["themes"])]
            duty_day.leader, duty_day.leader_post = leader["name"], leader["post"]


def _told() -> dict[str, Any]:
    return tomllib.loads(files("plugins.duty_days.demo").joinpath("xinyi.toml").read_text("utf-8"))
