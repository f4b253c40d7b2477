"""The history of a deputy: mandates, stations and groups, each line on its day, the latest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from core.congresses.words import congress_title, level_title, term_title
from core.deputies.models import Deputy, Mandate, MandateEvent
from core.groups.models import GroupMember
from core.mandates.words import EVENT_TITLES
from core.words import LazyText
from core.words import lazy as _


@dataclass(frozen=True, slots=True)
class Line:
    """Something that happened on a day."""

    day: date
    words: LazyText
    about: str
    """The congress, station or group."""
    reason: str = ""
    event: MandateEvent | None = None
    """What can be corrected, where it can."""


def history_of(session: Session, deputy: Deputy) -> list[Line]:
    """All that is known of a deputy whose mandates and placements are loaded; two statements more."""
    events = session.scalars(
        select(MandateEvent).join(MandateEvent.mandate).where(Mandate.deputy_id == deputy.id).order_by(MandateEvent.id)
    ).all()
    members = session.scalars(
        select(GroupMember).where(GroupMember.deputy_id == deputy.id).options(joinedload(GroupMember.group))
    ).all()
    lines = [*_of_mandates(deputy, events), *_of_placements(deputy), *_of_groups(members)]
    return sorted(lines, key=lambda line: line.day, reverse=True)


def seat_of(mandate: Mandate) -> str:
    """Which congress and term a mandate belongs to, as far as it is known."""
    named = congress_title(mandate.congress) if mandate.congress else level_title(mandate.level)
    return f"{named} {term_title(mandate.term.number)}" if mandate.term else named


def _of_mandates(deputy: Deputy, events: Sequence[MandateEvent]) -> Iterator[Line]:
    by_election = {event.mandate_id for event in events if event.state == "by-elected"}
    mandates = {mandate.id: mandate for mandate in deputy.mandates}
    for mandate in mandates.values():
        begins = mandate.begins or (mandate.term.begins if mandate.term else None)
        if begins and mandate.id not in by_election and mandate.state != "elected":
            yield Line(begins, _("Mandate begins"), seat_of(mandate))
    for event in events:
        mandate = mandates[event.mandate_id]
        yield Line(event.day, EVENT_TITLES[event.state], seat_of(mandate), event.reason, event)


def _of_placements(deputy: Deputy) -> Iterator[Line]:
    for placement in deputy.placements:
        if placement.begins:
            yield Line(placement.begins, _("Placed at a station"), placement.station.name, placement.reason)
        if placement.ends:
            yield Line(placement.ends, _("Left a station"), placement.station.name, placement.end_reason)


def _of_groups(members: Sequence[GroupMember]) -> Iterator[Line]:
    for member in members:
        if member.begins:
            joined = _("Convenes a group") if member.is_convener else _("Joined a group")
            yield Line(member.begins, joined, member.group.name)
        if member.ends:
            yield Line(member.ends, _("Left a group"), member.group.name)
