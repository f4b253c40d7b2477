"""What links keep about a person."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import ColumnElement, inspect, select

from core.api.data import Person
from core.api.declare import PersonalData, _
from plugins.enterprise_visits.models import CommitteeLink, CommitteeMember, Resident, ResidentLink


def _with_their_number(person_id: int) -> ColumnElement[Any]:
    number = select(Person.phone).where(Person.id == person_id, Person.phone.is_not(None), Person.phone != "")
    return Resident.phone.in_(number)


# Residents are found by the person's number: they go before it does.
inspect(Resident).local_table.add_is_dependent_on(inspect(Person).local_table)  # type: ignore[attr-defined]

PERSONAL: Final = (
    PersonalData(
        model=CommitteeMember,
        title=_("Member of the standing committee"),
        shown={"since": _("Entered on")},
        rows_go=True,
    ),
    PersonalData(
        model=CommitteeLink,
        title=_("Links between committee members and deputies"),
        shown={
            "member.person.name": _("Committee member"),
            "deputy.person.name": _("Deputy"),
            "begins": _("From"),
            "ends": _("Until"),
        },
    ),
    PersonalData(
        model=ResidentLink,
        title=_("Links with residents"),
        shown={"resident.village": _("Village"), "begins": _("From"), "ends": _("Until")},
    ),
    PersonalData(
        model=Resident,
        title=_("A deputy keeps in touch with you"),
        shown={
            "name": _("Full name"),
            "phone": _("Telephone"),
            "address": _("Address"),
            "village": _("Village"),
            "station.name": _("Station"),
        },
        belongs=_with_their_number,
        rows_go=True,
    ),
)
