"""What becomes of pairings when deputies leave, come back after all, or their station closes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, joinedload

from core.api.data import Station
from core.api.declare import HandOver, Released, _
from plugins.enterprise_visits.models import Pairing, Proposal
from plugins.enterprise_visits.models.pairing import DRAFTS
from plugins.enterprise_visits.pairing.pieces import pieces

KIND: Final = "enterprise_visits.pairing"
TITLE: Final = _("Enterprises they look after")
_TOGETHER: Final = 5000  # numbers asked for in one statement


def held(deputies: Sequence[int], day: date) -> Select[int, int]:
    """How many enterprises each of them looks after from this day on."""
    counted = select(Pairing.deputy_id, func.count()).where(Pairing.deputy_id.in_(deputies), _later(day))
    return counted.group_by(Pairing.deputy_id)


def release(session: Session, deputies: Sequence[int], day: date) -> list[Released]:
    """Their pairings end with this day; the enterprises wait for others."""
    released = []
    for piece in pieces(deputies, _TOGETHER):
        query = select(Pairing).where(Pairing.deputy_id.in_(piece), _later(day)).order_by(Pairing.id)
        for one in session.scalars(query.options(joinedload(Pairing.enterprise)).with_for_update(of=Pairing)):
            facts = {"pairing": one.id, "ends": one.ends.isoformat() if one.ends else None, "how": one.how_ended}
            title = _("Looked after %(enterprise)s", enterprise=one.enterprise.name)
            released.append(Released(deputy_id=one.deputy_id, kind=KIND, title=title, facts=facts))
            one.ends, one.how_ended = max(day, one.begins), "left"
    session.flush()
    return released


def give_back(session: Session, released: Sequence[Released]) -> None:
    """Their pairings go on, where the two were not paired again meanwhile."""
    ours = {int(str(one.facts["pairing"])): one for one in released if one.kind == KIND}
    for piece in pieces(sorted(ours), _TOGETHER):
        found = session.scalars(select(Pairing).where(Pairing.id.in_(piece)).with_for_update(of=Pairing)).all()
        for one in found:
            if one.how_ended != "left" or _paired_again(session, one):
                continue
            ends = ours[one.id].facts.get("ends")
            one.ends = date.fromisoformat(str(ends)) if ends else None
            one.how_ended = str(ours[one.id].facts.get("how") or "")
    session.flush()


def _paired_again(session: Session, ended: Pairing) -> bool:
    query = select(Pairing.id).where(
        Pairing.deputy_id == ended.deputy_id, Pairing.enterprise_id == ended.enterprise_id, Pairing.id > ended.id
    )
    return session.scalar(query.limit(1)) is not None


def _later(day: date) -> ColumnElement[bool]:
    return or_(Pairing.ends.is_(None), Pairing.ends > day)


# A station that closes


def waiting(station: Station, day: date) -> Select[int]:
    """How many pairs of the station go on after this day."""
    return select(func.count(Pairing.id)).where(Pairing.station_id == station.id, _later(day))


def said(number: int, into: Station | None) -> Iterator[HandOver]:
    """What would become of so many pairs of a station, before anything is saved."""
    if number and into is not None:
        yield HandOver(
            sentence=_("Pairs of deputies and enterprises that move to %(name)s: %(n)s.", name=into.name, n=number)
        )
    elif number:
        yield HandOver(sentence=_("Pairs of deputies and enterprises that go on without a station: %(n)s.", n=number))


def hand_over(session: Session, station: Station, into: Station | None, day: date) -> None:
    """Its pairs belong to the other station, or to none; what was proposed for it is dropped.

    Pairs that have ended stay with the closed station, as its versions do.
    """
    for one in session.scalars(select(Pairing).where(Pairing.station_id == station.id, _later(day))):
        one.station_id = into.id if into is not None else None
    drafts = select(Proposal).where(Proposal.station_id == station.id, Proposal.state.in_(DRAFTS))
    for draft in session.scalars(drafts):
        draft.state = "dropped"
    session.flush()
