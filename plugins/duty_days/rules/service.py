"""Rules, and the duty days they make."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, time

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from core.api.data import Station, ask
from plugins.duty_days import hookspecs
from plugins.duty_days.errors import RuleTwice
from plugins.duty_days.models import DutyDay, Rule, Sitting
from plugins.duty_days.rules.restrictions import Restriction
from plugins.duty_days.rules.rhythms import DayOfMonth, Rhythm, between
from plugins.duty_days.rules.words import understood
from plugins.duty_days.service import USUAL_PLACES, lock_days, months_after, new_day

AHEAD_MONTHS = 3
"""How far ahead duty days are made from the rules."""


def horizon(today: date) -> date:
    """The last day up to which duty days are made."""
    return months_after(today, AHEAD_MONTHS)


def add_rule(
    session: Session,
    station: Station,
    rhythm: Rhythm,
    today: date,
    *,
    places: int = USUAL_PLACES,
    begins: time | None = None,
    ends: time | None = None,
    valid_from: date | None = None,
) -> Rule:
    """Receive people in this rhythm from now on, and make its coming days. Raises RuleTwice."""
    lock_days(session, [station.id])
    check_new(rules_of(session, station), rhythm)
    rule = Rule(station_id=station.id, kind=rhythm.kind, places=places, begins=begins, ends=ends, valid_from=valid_from)
    if isinstance(rhythm, DayOfMonth):
        rule.day, rule.nth, rule.weekday = rhythm.day, 0, 0
    else:
        rule.day, rule.nth, rule.weekday = 0, rhythm.nth, rhythm.weekday
    session.add(rule)
    session.flush()
    make_days(session, [rule], today, horizon(today))
    return rule


def delete_rule(session: Session, rule: Rule, today: date) -> int:
    """Receive people in this rhythm no longer. Its coming days go with it, but for those somebody is signed up for.

    Returns how many of these there are: they stay, as extra days.
    """
    lock_days(session, [rule.station_id])
    days = (
        select(DutyDay)
        .where(DutyDay.rule_id == rule.id)
        .options(selectinload(DutyDay.sittings).selectinload(Sitting.slots))
    )
    kept = 0
    for day in session.scalars(days):
        if day.day >= today and not any(slot.deputy_id for sitting in day.sittings for slot in sitting.slots):
            session.delete(day)
        else:
            day.rule_id = None
            kept += day.day >= today
    session.flush()
    session.delete(rule)
    session.flush()
    return kept


def check_new(rules: Iterable[Rule], rhythm: Rhythm) -> None:
    """Raise RuleTwice where one of the rules has this rhythm."""
    if any(rule.rhythm == rhythm for rule in rules):
        raise RuleTwice(rule=rhythm.sentence)


def rules_of(session: Session, station: Station) -> Sequence[Rule]:
    """The rules of a station, oldest first."""
    return session.scalars(select(Rule).where(Rule.station_id == station.id).order_by(Rule.id)).all()


def make_days(session: Session, rules: Iterable[Rule], begins: date, ends: date) -> int:
    """Make the days of these rules that are not there yet, from one day to another; how many they were.

    Doing it twice makes none. A day that was cancelled stays cancelled; where two rules meet, one day is made.
    """
    rules = list(rules)
    stations = sorted({rule.station_id for rule in rules})
    lock_days(session, stations)
    there = {
        (station_id, day)
        for station_id, day in session.execute(
            select(DutyDay.station_id, DutyDay.day).where(
                DutyDay.station_id.in_(stations), DutyDay.day.between(begins, ends)
            )
        )
    }
    made = 0
    for rule in rules:
        for day in between(rule.rhythm, max(begins, rule.valid_from or begins), ends):
            if (rule.station_id, day) not in there:
                there.add((rule.station_id, day))
                session.add(new_day(rule.station_id, day, rule.places, rule.begins, rule.ends, rule_id=rule.id))
                made += 1
    session.flush()
    return made


def understand_words(session: Session, station: Station, today: date) -> Rule | None:
    """Make the rule that the station's roster names in words, unless the station has rules or the words say more."""
    rhythm = understood(station.duty_words)
    if rhythm is None or station.state == "closed" or rules_of(session, station):
        return None
    return add_rule(session, station, rhythm, today)


def restrictions_of(session: Session, station: Station, begins: date, ends: date) -> tuple[Restriction, ...]:
    """When the trade of a station can spare nobody, or few: from one day to another, soonest first."""
    found = ask(hookspecs.duty_days_restrictions, session, station, begins, ends)
    between_them = [one for one in found if one.begins <= ends and one.ends >= begins]
    return tuple(sorted(between_them, key=lambda one: (one.begins, one.ends)))
