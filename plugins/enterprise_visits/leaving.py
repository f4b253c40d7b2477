"""What deputies hold, and what a station would hand over, in all rooms: one statement each, however many rooms ask."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import literal, select, union_all
from sqlalchemy.orm import Session

from core.api.data import Station
from core.api.declare import HandOver, Holding
from plugins.enterprise_visits.difficulties import handing_over as difficulties
from plugins.enterprise_visits.helping import leaving as helping
from plugins.enterprise_visits.links import leaving as links
from plugins.enterprise_visits.pairing import leaving as pairs
from plugins.enterprise_visits.pairing.pieces import pieces
from plugins.enterprise_visits.visiting import leaving as visits

_TITLES: Final = (pairs.TITLE, visits.TITLE, links.RESIDENTS)
_TOGETHER: Final = 5000  # numbers asked for in one statement


def held_by(session: Session, deputies: Sequence[int], day: date) -> Iterator[Holding]:
    """The enterprises each of them looks after, the visits they are to come to, the residents they keep in touch with."""
    for piece in pieces(deputies, _TOGETHER):
        queries: tuple[Any, ...] = (pairs.held(piece, day), visits.held(piece, day), links.held(piece))
        together = union_all(*(query.add_columns(literal(kind)) for kind, query in enumerate(queries)))
        for deputy_id, number, kind in session.execute(together):
            yield Holding(deputy_id=deputy_id, title=_TITLES[kind], count=number)


def handed_over(session: Session, station: Station, into: Station | None, day: date) -> Iterator[HandOver]:
    """What would become of all that waits at a station."""
    queries: tuple[Any, ...] = (
        pairs.waiting(station, day),
        visits.waiting(station, day),
        difficulties.waiting(station),
        *helping.waiting(station, day),
        links.waiting(station),
    )
    counts = session.execute(select(*(query.scalar_subquery() for query in queries))).one()
    yield from pairs.said(counts[0], into)
    yield from visits.said(counts[1], into)
    yield from difficulties.said(counts[2], into)
    yield from helping.said(counts[3], counts[4], into)
    if into is not None:
        yield from links.said(counts[5])
