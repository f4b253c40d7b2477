"""The registers of links, to print and to export: without telephone numbers."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from core.api.data import Deputy, Person, Placement
from core.api.declare import FigureScope, Register, RegisterColumn, _
from plugins.enterprise_visits.models import CommitteeLink, Resident, ResidentLink


def with_residents(_scope: FigureScope) -> Select[Any]:
    """Which deputy keeps in touch with which resident, a link a line."""
    found: Any = (
        select(
            ResidentLink.id.label("id"),
            Resident.station_id.label("station_id"),
            ResidentLink.begins.label("day"),
            Person.name.label("deputy"),
            Resident.name.label("resident"),
            Resident.village.label("village"),
            ResidentLink.ends.label("ends"),
        )
        .join(Resident, Resident.id == ResidentLink.resident_id)
        .join(Deputy, Deputy.id == ResidentLink.deputy_id)
        .join(Person, Person.id == Deputy.person_id)
    )
    lines: Select[Any] = found
    return lines


def of_committee(_scope: FigureScope) -> Select[Any]:
    """Which member keeps in touch with which deputy, a link a line; at the deputy's station."""
    member, person = aliased(Deputy), aliased(Person)
    station = (
        select(func.min(Placement.station_id))
        .where(Placement.deputy_id == CommitteeLink.deputy_id, Placement.ends.is_(None))
        .correlate(CommitteeLink)
        .scalar_subquery()
    )
    return (
        select(
            CommitteeLink.id.label("id"),
            station.label("station_id"),
            CommitteeLink.begins.label("day"),
            person.name.label("member"),
            Person.name.label("deputy"),
            CommitteeLink.ends.label("ends"),
        )
        .join(Deputy, Deputy.id == CommitteeLink.deputy_id)
        .join(Person, Person.id == Deputy.person_id)
        .join(member, member.id == CommitteeLink.member_id)
        .join(person, person.id == member.person_id)
    )


REGISTERS: Final = (
    Register(
        key="enterprise_visits.residents",
        title=_("Register of deputies and residents"),
        lead=_("Which deputy keeps in touch with which residents, from which day to which."),
        columns=(
            RegisterColumn(key="deputy", title=_("Deputy")),
            RegisterColumn(key="resident", title=_("Resident")),
            RegisterColumn(key="village", title=_("Village or street")),
            RegisterColumn(key="day", title=_("From"), kind="day"),
            RegisterColumn(key="ends", title=_("Until"), kind="day"),
        ),
        query=with_residents,
        order=62,
        holds_personal_data=True,
    ),
    Register(
        key="enterprise_visits.committee",
        title=_("Register of the standing committee and deputies"),
        lead=_("Which member of the standing committee keeps in touch with which deputies, from which day to which."),
        columns=(
            RegisterColumn(key="member", title=_("Committee member")),
            RegisterColumn(key="deputy", title=_("Deputy")),
            RegisterColumn(key="day", title=_("From"), kind="day"),
            RegisterColumn(key="ends", title=_("Until"), kind="day"),
        ),
        query=of_committee,
        order=63,
        holds_personal_data=True,
    ),
)
