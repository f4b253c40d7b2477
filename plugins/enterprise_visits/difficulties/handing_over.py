"""What becomes of difficulties when their station is merged into another one: who is still to be helped moves along."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from core.api.data import Station
from core.api.declare import HandOver, _
from plugins.enterprise_visits.models.difficulties import SOLVED, Difficulty


def told(session: Session, station: Station, into: Station | None) -> Iterator[HandOver]:
    """How many move, or stay for the congress office to see to."""
    yield from said(session.scalar(waiting(station)) or 0, into)


def waiting(station: Station) -> Select[int]:
    """How many difficulties of the station are still to be settled."""
    return select(func.count(Difficulty.id)).where(Difficulty.station_id == station.id, Difficulty.state.not_in(SOLVED))


def said(number: int, into: Station | None) -> Iterator[HandOver]:
    """What would become of so many difficulties."""
    if number and into is not None:
        yield HandOver(
            sentence=_("Difficulties still to be settled: %(n)s. They move to %(name)s.", n=number, name=into.name)
        )
    elif number:
        yield HandOver(
            sentence=_("Difficulties still to be settled, which stay with the congress office: %(n)s.", n=number)
        )


def hand_over(session: Session, station: Station, into: Station | None) -> None:
    """Those still to be settled belong to the other station from now on; settled ones stay where they were counted."""
    if into is None:
        return
    query = select(Difficulty).where(Difficulty.station_id == station.id, Difficulty.state.not_in(SOLVED))
    for difficulty in session.scalars(query).all():
        difficulty.station_id, difficulty.region_code = into.id, into.region_code
    session.flush()
