"""What the day keeps about a person."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import ColumnElement, inspect, select

from core.api.data import Person
from core.api.declare import PersonalData, _
from plugins.duty_days.models import Attendance, ReceivedBy, Visitor


def _with_their_number(person_id: int) -> ColumnElement[Any]:
    number = select(Person.phone).where(Person.id == person_id, Person.phone.is_not(None), Person.phone != "")
    return Visitor.phone.in_(number)


# Visitors are found by the person's number: they go before it does.
inspect(Visitor).local_table.add_is_dependent_on(inspect(Person).local_table)  # type: ignore[attr-defined]

ATTENDED: Final = PersonalData(
    model=Attendance,
    title=_("Check-ins on duty days"),
    shown={
        "sitting.duty_day.day": _("Day"),
        "sitting.duty_day.station.name": _("Station"),
        "state": _("State"),
        "checked_in_at": _("Checked in at"),
        "revoked_reason": _("Taken back because"),
    },
    erased={"revoked_reason": ""},
)
RECEIVED: Final = PersonalData(
    model=ReceivedBy,
    title=_("People received"),
    shown={"reception.duty_day.day": _("Day"), "reception.subject": _("Subject")},
)
VISITED: Final = PersonalData(
    model=Visitor,
    title=_("Received on a duty day"),
    shown={"day": _("Day"), "name": _("Name"), "phone": _("Telephone")},
    belongs=_with_their_number,
    rows_go=True,
)
PERSONAL: Final = (ATTENDED, RECEIVED, VISITED)
