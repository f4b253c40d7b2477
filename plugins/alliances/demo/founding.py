"""Alliances of a demonstration: founded with their charter, joined by enterprises, deputies, experts and growers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.api.data import Station
from plugins.alliances.demo.places import Known, Place, Words
from plugins.alliances.joining import members, service
from plugins.alliances.joining.members import Who
from plugins.alliances.models import Alliance, Member


@dataclass(frozen=True, slots=True)
class Founded:
    """An alliance with its members by role, in the order in which they joined."""

    alliance: Alliance
    members: dict[str, list[Member]]

    def one(self, role: str, turn: int = 0) -> Member:
        """A member of this role, another one at each turn."""
        several = self.members[role]
        return several[turn % len(several)]


def found(
    here: Place, station: Station, told: Words, known: Sequence[Known], deputies: Sequence[int], *, day: date
) -> Founded:
    """The alliance of a station on the day it was founded."""
    alliance = service.found(
        here.session,
        station,
        today=here.today,
        name=told["name"],
        purpose=told["purpose"],
        founded_on=day,
        chain_id=station.chain_id,
    )
    service.write_charter(here.session, alliance, told["charter"])
    made = Founded(alliance, {})
    taken: set[int] = set()
    for role in ("leading", "member"):
        for enterprise in _chosen(told[role], known, taken):
            _join(here, made, Who(enterprise_id=enterprise.id, organisation=enterprise.contact), role, day)
    for deputy in deputies[: told["deputies"]]:
        _join(here, made, Who(deputy_id=deputy), "deputy", day)
    for one in told["people"]:
        _join(here, made, Who(name=one["name"], organisation=one["organisation"]), one["role"], day)
    return made


def _chosen(wanted: Words, known: Sequence[Known], taken: set[int]) -> list[Known]:
    """So many enterprises of each segment that are not taken yet; an empty name means any segment."""
    chosen = []
    for segment, number in wanted.items():
        free = [one for one in known if one.id not in taken and segment in ("", one.segment)][:number]
        taken.update(one.id for one in free)
        chosen += free
    return chosen


def _join(here: Place, made: Founded, who: Who, role: str, day: date) -> None:
    member = members.join(here.session, made.alliance, who, role=role, joined=day, today=here.today)
    made.members.setdefault(role, []).append(member)
