"""Reminders: of one's own place a week, a day and two hours before; of places nobody holds; of who serves tomorrow.

All of it is worked out from the rows at each run and told under keys: it does not matter which process runs when, nor
how often.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session, selectinload

from core.api.data import Deputy, Station, notify, on_at, post, tell_staff
from core.api.declare import LazyText, _
from core.api.work import STATION_ZONE
from plugins.duty_days.lists import PLUGIN
from plugins.duty_days.models import DutyDay, Known, Sitting, Slot, Tells
from plugins.duty_days.telling.changes import MINE
from plugins.duty_days.telling.times import STAGES, is_later, stage_at, start_of, when

EVENING: Final = time(18)
"""From then on the group of a station is told who serves tomorrow."""
_TITLES: Final = {
    "week": _("In a week you are on duty: %(when)s"),
    "day": _("You are on duty within a day: %(when)s"),
    "hours": _("You are on duty soon: %(when)s"),
}


def remind_holders(session: Session, today: date, at: datetime) -> int:
    """Remind who holds a place of it, where it is time; returns how many reminders were written."""
    reminded = 0
    for known, person_id, taken_at, station in session.execute(_held(session, today)).all():
        start = start_of(known.day, known.begins)
        stage = stage_at(start, taken_at, at)
        if not stage or not is_later(stage, known.reminded):
            continue
        known.reminded = stage
        reminded += notify(
            session,
            person_id=person_id,
            key=f"duty_days.reminder:{known.sitting_id}.{known.day}:{known.deputy_id}:{stage}",
            title=_TITLES[stage].with_facts(when=when(known.day, known.begins, known.ends)),
            body=_("At %(station)s. If you cannot come, say so, so that somebody else can.", station=station),
            link=MINE,
            at=at,
            station_id=known.station_id,
            good_until=start,
        )
    session.flush()
    return reminded


def tell_gaps(session: Session, today: date, at: datetime) -> int:
    """Tell who runs a station of each sitting of the coming week that fewer hold than it needs, once."""
    told = 0
    for sitting, station, held in session.execute(_short_of_people(session, today)).all():
        start = start_of(sitting.duty_day.day, sitting.begins)
        if start - STAGES["week"] <= at < start:
            day = sitting.duty_day.day
            told += tell_staff(
                session,
                station,
                key=f"duty_days.gap:{sitting.id}.{day}",
                title=_("Too few on duty: %(when)s", when=when(day, sitting.begins, sitting.ends)),
                body=_(
                    "At %(station)s, deputies on duty: %(held)s, needed: %(needed)s.",
                    station=station.name,
                    held=held,
                    needed=sitting.minimum,
                ),
                link=f"/stations/{station.id}/p/duty_days/manage?month={day:%Y-%m}",
                at=at,
                good_until=start,
            )
    return told


def tell_groups(session: Session, today: date, at: datetime) -> int:
    """Tell each station's group the evening before who serves; returns how many groups hear of it.

    Names, as the people of a station know them; no telephone numbers.
    """
    here = at.astimezone(STATION_ZONE)
    days = [today + timedelta(days=1)] if here.time() >= EVENING else [today]  # the next morning is not too late
    told = 0
    for duty_day in _listed(session, days):
        sittings = sorted(duty_day.sittings, key=lambda one: (one.begins or time(0), one.id))
        start = start_of(duty_day.day, sittings[0].begins) if sittings else at
        if start <= at or (duty_day.day == today and start - at > timedelta(hours=16)):
            continue
        told += post(
            session,
            duty_day.station,
            key=f"duty_days.list:{duty_day.id}.{duty_day.day}",
            title=_("On duty at %(station)s", station=duty_day.station.name),
            body=_in_lines([_line(duty_day.day, sitting) for sitting in sittings]),
            link=f"/stations/{duty_day.station_id}/p/duty_days/",
            at=at,
            good_until=start,
        )
    return told


def wants(session: Session, of: ColumnElement[int], what: ColumnElement[bool]) -> ColumnElement[bool]:
    """The condition that the station wants this and has duty days switched on."""
    refused = select(Tells.station_id).where(~what)
    return and_(of.not_in(refused), on_at(session, PLUGIN, of))


def _held(session: Session, today: date) -> Any:
    until = today + STAGES["week"] + timedelta(days=1)
    return (
        select(Known, Deputy.person_id, Slot.taken_at, Station.name)
        .join(Slot, and_(Slot.sitting_id == Known.sitting_id, Slot.deputy_id == Known.deputy_id))
        .join(Deputy, Deputy.id == Known.deputy_id)
        .join(Station, Station.id == Known.station_id)
        .where(
            Known.day.between(today, until),
            Known.state == "open",
            Known.reminded != "hours",
            wants(session, Known.station_id.expression, Tells.reminders.expression),
        )
        .order_by(Known.day, Known.id)
    )


def _short_of_people(session: Session, today: date) -> Any:
    held = select(func.count()).where(Slot.sitting_id == Sitting.id, Slot.deputy_id.is_not(None)).scalar_subquery()
    return (
        select(Sitting, Station, held)
        .join(Sitting.duty_day)
        .join(Station, Station.id == DutyDay.station_id)
        .where(
            DutyDay.day.between(today, today + STAGES["week"]),
            DutyDay.state == "open",
            held < Sitting.minimum,
            wants(session, DutyDay.station_id.expression, Tells.gaps.expression),
        )
        .order_by(DutyDay.day, Sitting.id)
    )


def _listed(session: Session, days: Sequence[date]) -> Sequence[DutyDay]:
    people = selectinload(DutyDay.sittings).selectinload(Sitting.slots).joinedload(Slot.deputy)
    query = select(DutyDay).where(
        DutyDay.day.in_(days),
        DutyDay.state == "open",
        wants(session, DutyDay.station_id.expression, Tells.lists.expression),
    )
    return session.scalars(query.options(people.joinedload(Deputy.person)).order_by(DutyDay.id)).unique().all()


def _line(day: date, sitting: Sitting) -> LazyText:
    hours = when(day, sitting.begins, sitting.ends)
    names: LazyText | str = ""
    for deputy in sitting.on_duty:
        name = deputy.person.name
        names = _("%(names)s, %(name)s", names=names, name=name) if names else name
    return _("%(when)s: %(names)s", when=hours, names=names) if names else _("%(when)s: nobody yet", when=hours)


def _in_lines(lines: Iterable[LazyText]) -> LazyText:
    said = LazyText("")
    for line in lines:
        said = line if not said.msgid else _("%(before)s\n%(line)s", before=said, line=line)
    return said
