"""What a deputy could take, what opens later, and what they could wait for."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from plugins.duty_days import lists
from plugins.duty_days.models import SignUpChoice, Sitting
from plugins.duty_days.signing_up.opening import Times


@dataclass(slots=True)
class Offers:
    """The coming sittings at a deputy's stations in which they do not serve."""

    free: list[Sitting] = field(default_factory=list)
    later: list[tuple[Sitting, date]] = field(default_factory=list)
    """Signing up opens on this day."""
    full: list[Sitting] = field(default_factory=list)


def offers_to(
    session: Session, deputy_id: int, stations: Collection[int], today: date, at: datetime, waits_for: Collection[int]
) -> Offers:
    """What is offered to the deputy at these stations, soonest first; two statements."""
    found = Offers()
    sittings = lists.open_to(session, deputy_id, stations, today, also_full=True)
    choices = _choices(session, stations)
    for sitting in sittings:
        times = times_of(sitting, choices.get(sitting.duty_day.station_id))
        if at >= times.closes_at:
            continue
        if not times.is_open(at):
            found.later.append((sitting, times.opens_on or today))
        elif sitting.free:
            found.free.append(sitting)
        elif sitting.id not in waits_for:
            found.full.append(sitting)
    return found


def times_of(sitting: Sitting, choice: SignUpChoice | None) -> Times:
    """When signing up for the sitting is open."""
    duty_day = sitting.duty_day
    opens, closes = duty_day.opens_days, duty_day.closes_hours
    if choice is not None:
        opens = choice.opens_days if opens is None else opens
        closes = choice.closes_hours if closes is None else closes
    return Times(duty_day.day, sitting.begins, opens, closes)


def _choices(session: Session, stations: Collection[int]) -> dict[int, SignUpChoice]:
    found = session.scalars(_CHOICES, {"stations": sorted(stations)})
    return {choice.station_id: choice for choice in found}


_CHOICES = select(SignUpChoice).where(SignUpChoice.station_id.in_(bindparam("stations", expanding=True)))
