"""Visits as they are written down: logged, corrected, cancelled, with their photos."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from sqlalchemy import case, select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from core.api.data import STATION_ZONE, Deputy, Person, Prepared, Store, StoredFile, forget, keep
from plugins.enterprise_visits.models import Visit, VisitDeputy, VisitPhoto
from plugins.enterprise_visits.visiting import telling
from plugins.enterprise_visits.visiting.errors import (
    CancelReasonMissing,
    TooManyPhotos,
    VisitAhead,
    VisitCancelled,
    VisitKnown,
    VisitNobody,
)

MOST_PHOTOS: Final = 30
WORTH_BELIEVING_DAYS: Final = 3
"""A phone that was without a connection for longer than this does not tell when something was noted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is written down of a visit."""

    day: date
    begins: time | None = None
    deputies: tuple[int, ...] = ()
    met: str = ""
    words: str = ""
    purpose: str = ""
    noted_at: datetime | None = None
    """When it was typed, as far as the phone that sent it later knows."""


def log(
    session: Session,
    station_id: int,
    enterprise_id: int,
    said: Said,
    *,
    account_id: int | None,
    today: date,
    at: datetime,
    entered_later: bool | None = None,
) -> Visit:
    """Write a visit down; one that was planned for the same deputy, enterprise and day becomes this one.

    Raises VisitAhead, VisitNobody, VisitKnown.
    """
    _check_day(said, today)
    planned = _of_that_day(session, enterprise_id, said)
    visit = planned or Visit(station_id=station_id, enterprise_id=enterprise_id, day=said.day)
    if planned is None:
        session.add(visit)
        session.flush()
    _hold(session, visit, said, account_id, today, at)
    if entered_later is not None:
        visit.entered_later = entered_later
        session.flush()
    return visit


def hold(session: Session, visit: Visit, said: Said, *, account_id: int | None, today: date, at: datetime) -> None:
    """A planned visit was held, or a held one is corrected. Raises VisitAhead, VisitNobody, VisitCancelled, VisitKnown."""
    if visit.state == "cancelled":
        raise VisitCancelled
    _check_day(said, today)
    _of_that_day(session, visit.enterprise_id, said, but=visit.id)
    _hold(session, visit, said, account_id, today, at)


def cancel(session: Session, visit: Visit, reason: str, *, at: datetime, by_person: int | None = None) -> None:
    """It does not take place, or was written down by mistake; everybody who was to come is told why.

    Raises CancelReasonMissing, VisitCancelled.
    """
    if visit.state == "cancelled":
        raise VisitCancelled
    if not reason.strip():
        raise CancelReasonMissing
    was_planned = visit.is_planned
    visit.state, visit.cancel_reason, visit.route_id, visit.position = "cancelled", reason.strip(), None, None
    session.flush()
    if was_planned:
        telling.cancelled(session, visit, at, but=by_person)


def add_photos(
    session: Session, files: Store, visit: Visit, prepared: Iterable[Prepared], account_id: int | None
) -> Sequence[VisitPhoto]:
    """Keep these photos with the visit. Raises TooManyPhotos."""
    prepared = list(prepared)
    if len(visit.photos) + len(prepared) > MOST_PHOTOS:
        raise TooManyPhotos(most=MOST_PHOTOS)
    made = []
    for one in prepared:
        file = keep(session, files, one, scope=visit.station.scope(), owner="enterprise_visits", account_id=account_id)
        made.append(VisitPhoto(visit_id=visit.id, file=file))
    session.add_all(made)
    session.flush()
    session.expire(visit, ["photos"])
    return made


def remove_photo(session: Session, photo: VisitPhoto) -> None:
    """Take a photo out, and forget its file."""
    file: StoredFile = photo.file
    session.delete(photo)
    session.flush()
    forget(session, file)


def is_entered_later(day: date, today: date, noted_at: datetime | None) -> bool:
    """Whether it is written down on a later day; what a phone noted on the day and sent a little later is not."""
    if day >= today:
        return False
    noted_on = noted_at.astimezone(STATION_ZONE).date() if noted_at else None
    return noted_on != day or (today - day).days > WORTH_BELIEVING_DAYS


def with_everything() -> tuple[ORMOption, ...]:
    """What the page of a visit shows, loaded on purpose."""
    people_of = joinedload(Visit.deputies).joinedload(VisitDeputy.deputy).joinedload(Deputy.person)
    return people_of, selectinload(Visit.photos), joinedload(Visit.campaign), joinedload(Visit.route)


def people(session: Session, visits: Collection[int]) -> dict[int, list[tuple[int, str]]]:
    """Number and name of who was at these visits, or is asked to those still to come and did not decline; one statement."""
    found: dict[int, list[tuple[int, str]]] = {}
    query = (
        select(VisitDeputy.visit_id, VisitDeputy.deputy_id, Person.name)
        .join(VisitDeputy.visit)
        .join(VisitDeputy.deputy)
        .join(Deputy.person)
        .where(VisitDeputy.visit_id.in_(sorted(visits)))
        .where(case((Visit.state == "held", VisitDeputy.was_there), else_=VisitDeputy.answer != "declined"))
        .order_by(VisitDeputy.visit_id, VisitDeputy.deputy_id)
    )
    for visit, deputy, name in session.execute(query):
        found.setdefault(visit, []).append((deputy, name))
    return found


def _check_day(said: Said, today: date) -> None:
    if said.day > today:
        raise VisitAhead
    if not said.deputies:
        raise VisitNobody


def _of_that_day(session: Session, enterprise_id: int, said: Said, but: int | None = None) -> Visit | None:
    """The visit of one of these deputies to the enterprise on this day: planned. Raises VisitKnown for one that was held."""
    theirs = select(VisitDeputy.visit_id).where(
        VisitDeputy.deputy_id.in_(said.deputies), VisitDeputy.answer != "declined"
    )
    query = (
        select(Visit)
        .where(Visit.enterprise_id == enterprise_id, Visit.day == said.day, Visit.id.in_(theirs))
        .where(Visit.state != "cancelled", Visit.id != (but or 0))
        .order_by(Visit.state, Visit.id)
    )
    found = session.scalars(query.limit(1)).first()
    if found is not None and found.is_held:
        known = people(session, [found.id]).get(found.id, [])
        names = [name for number, name in known if number in said.deputies] or [name for _number, name in known]
        raise VisitKnown(name=", ".join(names))
    return found


def _hold(session: Session, visit: Visit, said: Said, account_id: int | None, today: date, at: datetime) -> None:
    if not visit.is_held:
        visit.logged_at, visit.logged_by = at, account_id
        visit.entered_later = is_entered_later(said.day, today, said.noted_at)
    visit.state, visit.day, visit.begins = "held", said.day, said.begins
    visit.met, visit.words = said.met, said.words
    visit.purpose = said.purpose or visit.purpose
    known = {one.deputy_id: one for one in visit.deputies}
    for number in dict.fromkeys(said.deputies):
        if number not in known:
            known[number] = VisitDeputy(visit_id=visit.id, deputy_id=number, answer="coming", answered_at=at)
            session.add(known[number])
    for number, one in known.items():
        one.was_there = number in said.deputies
        if one.was_there and one.answer != "coming":
            one.answer, one.answered_at, one.reason = "coming", at, ""
    session.flush()
    session.expire(visit, ["deputies"])
