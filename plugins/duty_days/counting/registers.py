"""The register of duty days: which were held, who was there, and how many people they received."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Row, Select, exists, func, or_, select
from sqlalchemy.orm import Session

from core.api.data import Deputy, Person
from core.api.declare import FigureScope, Register, RegisterColumn, _
from core.api.work import today
from plugins.duty_days.counting import records
from plugins.duty_days.models import Attendance, DutyDay, Reception, Sitting


def days_held(scope: FigureScope) -> Select[Any]:
    """The days that the figure "duty days held" counts, with what the figures count of each."""
    served = records.served(scope, today())
    received = records.receptions(select(Reception.duty_day_id), scope, today())
    here = (Reception.duty_day_id == DutyDay.id, Reception.kind != "visited")
    numbers = select(func.coalesce(func.sum(Reception.persons), 0)).where(*here)
    parties = select(func.count(Reception.id)).where(*here, Reception.party)
    deputies = select(func.count(func.distinct(served.c.deputy_id))).where(served.c.day_id == DutyDay.id)
    passed = select(func.count(Reception.id)).where(Reception.duty_day_id == DutyDay.id, Reception.passed_on != "")
    return select(
        DutyDay.id.label("id"),
        DutyDay.station_id.label("station_id"),
        DutyDay.day.label("day"),
        DutyDay.theme.label("theme"),
        deputies.scalar_subquery().label("deputies"),
        parties.scalar_subquery().label("parties"),
        numbers.scalar_subquery().label("persons"),
        passed.scalar_subquery().label("passed_on"),
        _entered_later().label("entered_later"),
    ).where(or_(DutyDay.id.in_(select(served.c.day_id)), DutyDay.id.in_(received)))


def hours_and_names(session: Session, rows: Sequence[Row[Any]]) -> Iterator[Mapping[str, object]]:
    """The hours of each of these days, and who was there."""
    days = [row.id for row in rows]
    hours: dict[int, list[str]] = defaultdict(list)
    sittings = select(Sitting.duty_day_id, Sitting.begins, Sitting.ends).where(Sitting.duty_day_id.in_(days))
    for day, begins, ends in session.execute(sittings.order_by(Sitting.begins, Sitting.id)):
        if begins is not None:
            hours[day].append(f"{begins:%H:%M}\N{EN DASH}{ends.strftime('%H:%M') if ends else ''}")
    names: dict[int, list[str]] = defaultdict(list)
    there = records.served(FigureScope(region_code=""), today())
    people = (
        select(there.c.day_id, Person.name)
        .select_from(there)
        .join(Deputy, Deputy.id == there.c.deputy_id)
        .join(Person, Person.id == Deputy.person_id)
        .where(there.c.day_id.in_(days))
        .distinct()
        .order_by(Person.initials, Person.name)
    )
    for day, name in session.execute(people.add_columns(Person.initials)).columns(0, 1):
        names[day].append(name)
    for day in days:
        yield {"hours": str(_(", ")).join(hours[day]), "names": str(_(", ")).join(names[day])}


def _entered_later() -> Any:
    came = exists().where(Sitting.duty_day_id == DutyDay.id, Attendance.sitting_id == Sitting.id)
    received = exists().where(Reception.duty_day_id == DutyDay.id, Reception.entered_later)
    return or_(received, came.where(Attendance.how == "entered_later"))


REGISTERS: Final = (
    Register(
        key="duty_days.days",
        title=_("Register of duty days"),
        lead=_("The days that were held, who was there, and how many people they received."),
        columns=(
            RegisterColumn(key="day", title=_("Day"), kind="day"),
            RegisterColumn(key="hours", title=_("Hours")),
            RegisterColumn(key="theme", title=_("Theme")),
            RegisterColumn(key="names", title=_("Deputies who were there")),
            RegisterColumn(key="deputies", title=_("How many deputies"), kind="number", total=True),
            RegisterColumn(key="parties", title=_("Parties received"), kind="number", total=True),
            RegisterColumn(key="persons", title=_("People received"), kind="number", total=True),
            RegisterColumn(key="passed_on", title=_("Matters passed on"), kind="number", total=True),
            RegisterColumn(key="entered_later", title=_("Entered later"), kind="entered_later"),
        ),
        query=days_held,
        filled=hours_and_names,
        order=10,
        holds_personal_data=True,
    ),
)
"""What the plugin declares; the signed register of receptions is its own (receiving/register.py)."""
