"""What becomes of planned visits when deputies leave, come back after all, or their station closes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from core.api.data import Station
from core.api.declare import HandOver, Holding, Released, _
from plugins.enterprise_visits.models import Visit, VisitDeputy

KIND: Final = "enterprise_visits.visit"
TITLE: Final = _("Planned visits to enterprises")
_TOGETHER: Final = 5000  # numbers asked for in one statement


def held_by(session: Session, deputies: Sequence[int], day: date) -> Iterator[Holding]:
    """How many planned visits each of them has from this day on."""
    for piece in _pieces(deputies):
        for deputy_id, number in session.execute(held(piece, day)):
            yield Holding(deputy_id=deputy_id, title=TITLE, count=number)


def held(deputies: Sequence[int], day: date) -> Select[int, int]:
    """How many planned visits each of them has from this day on, as a query."""
    return (
        select(VisitDeputy.deputy_id, func.count())
        .join(VisitDeputy.visit)
        .where(VisitDeputy.deputy_id.in_(deputies), VisitDeputy.answer != "declined")
        .where(Visit.state == "planned", Visit.day >= day)
        .group_by(VisitDeputy.deputy_id)
    )


def release(session: Session, deputies: Sequence[int], day: date) -> list[Released]:
    """They come to no visit from this day on; a visit to which nobody is left to come is cancelled."""
    released = []
    for piece in _pieces(deputies):
        query = (
            select(VisitDeputy)
            .join(VisitDeputy.visit)
            .where(VisitDeputy.deputy_id.in_(piece), Visit.state == "planned", Visit.day >= day)
            .options(joinedload(VisitDeputy.visit).selectinload(Visit.deputies))
        )
        for one in session.scalars(query).unique().all():
            visit = one.visit
            visit.deputies.remove(one)
            is_last = not any(other.answer != "declined" for other in visit.deputies)
            if is_last:
                visit.state, visit.cancel_reason = "cancelled", str(_("The deputy left."))
            facts = {"visit": visit.id, "answer": one.answer, "cancelled": is_last}
            title = _("Visit to %(enterprise)s on %(day)s", enterprise=visit.enterprise.name, day=visit.day.isoformat())
            released.append(Released(deputy_id=one.deputy_id, kind=KIND, title=title, facts=facts))
    session.flush()
    return released


def give_back(session: Session, released: Sequence[Released], at: datetime) -> None:
    """They come to these visits again, as far as these are still planned or were cancelled for their sake."""
    ours = [one for one in released if one.kind == KIND]
    for piece in _pieces(sorted({int(str(one.facts["visit"])) for one in ours})):
        query = select(Visit).where(Visit.id.in_(piece)).options(selectinload(Visit.deputies))
        found = {visit.id: visit for visit in session.scalars(query)}
        for one in ours:
            visit = found.get(int(str(one.facts["visit"])))
            if visit is None or visit.is_theirs(one.deputy_id):
                continue
            if one.facts.get("cancelled") and visit.state == "cancelled":
                visit.state, visit.cancel_reason = "planned", ""
            if visit.is_planned:
                answer = str(one.facts.get("answer") or "asked")
                visit.deputies.append(VisitDeputy(deputy_id=one.deputy_id, answer=answer, asked_at=at))
    session.flush()


def told(session: Session, station: Station, into: Station | None, day: date) -> Iterator[HandOver]:
    """What would become of the station's planned visits, before anything is saved."""
    yield from said(session.scalar(waiting(station, day)) or 0, into)


def waiting(station: Station, day: date) -> Select[int]:
    """How many visits of the station are planned."""
    return _planned(station, day, func.count(Visit.id))


def said(number: int, into: Station | None) -> Iterator[HandOver]:
    """What would become of so many planned visits."""
    if number and into is not None:
        yield HandOver(sentence=_("Planned visits: %(n)s. They move to %(name)s.", n=number, name=into.name))
    elif number:
        yield HandOver(sentence=_("Planned visits that are cancelled: %(n)s.", n=number))


def hand_over(session: Session, station: Station, into: Station | None, day: date) -> None:
    """Move the planned visits to the other station, or cancel them; what was held stays where it was."""
    for visit in session.scalars(_planned(station, day, Visit)).all():
        visit.route_id, visit.position, visit.campaign_id = None, None, None
        if into is not None:
            visit.station_id = into.id
        else:
            visit.state, visit.cancel_reason = "cancelled", str(_("The station closed."))
    session.flush()


def _planned(station: Station, day: date, what: Any) -> Select[Any]:
    return select(what).where(Visit.station_id == station.id, Visit.state == "planned", Visit.day >= day)


def _pieces(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    return (numbers[start : start + _TOGETHER] for start in range(0, len(numbers), _TOGETHER))
