"""What becomes of links when deputies leave, and of residents when a station closes or is merged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from core.api.data import Station
from core.api.declare import HandOver, Holding, Released, _
from plugins.enterprise_visits.models import CommitteeLink, Resident, ResidentLink

WITH_RESIDENT: Final = "enterprise_visits.resident_link"
WITH_COMMITTEE: Final = "enterprise_visits.committee_link"
RESIDENTS: Final = _("Residents to keep in touch with")
_TOGETHER = 5000  # numbers asked for in one statement


def held_by(session: Session, deputies: Sequence[int]) -> Iterator[Holding]:
    """How many residents each of them keeps in touch with."""
    for piece in _pieces(deputies):
        for deputy_id, count in session.execute(held(piece)):
            yield Holding(deputy_id=deputy_id, title=RESIDENTS, count=count)


def held(deputies: Sequence[int]) -> Select[int, int]:
    """How many residents each of them keeps in touch with, as a query."""
    query = select(ResidentLink.deputy_id, func.count())
    query = query.where(ResidentLink.deputy_id.in_(deputies), ResidentLink.ends.is_(None))
    return query.group_by(ResidentLink.deputy_id)


def release(session: Session, deputies: Sequence[int], day: date) -> Iterator[Released]:
    """End their links: with residents, and as either side of the committee's."""
    for piece in _pieces(deputies):
        for one in session.scalars(_open(ResidentLink).where(ResidentLink.deputy_id.in_(piece))):
            one.ends = max(one.begins, day)
            title = _("Kept in touch with a resident")
            yield Released(deputy_id=one.deputy_id, kind=WITH_RESIDENT, title=title, facts={"link": one.id})
        sides = or_(CommitteeLink.member_id.in_(piece), CommitteeLink.deputy_id.in_(piece))
        for link in session.scalars(_open(CommitteeLink).where(sides)):
            link.ends = max(link.begins, day)
            who = link.deputy_id if link.deputy_id in piece else link.member_id
            title = _("Was linked with the standing committee")
            yield Released(deputy_id=who, kind=WITH_COMMITTEE, title=title, facts={"link": link.id})
    session.flush()


def give_back(session: Session, released: Iterable[Released]) -> None:
    """Their links hold again, where nobody has taken over meanwhile."""
    ours: dict[str, list[int]] = {WITH_RESIDENT: [], WITH_COMMITTEE: []}
    for one in released:
        if one.kind in ours:
            ours[one.kind].append(int(str(one.facts["link"])))
    _again(session, ResidentLink, ResidentLink.resident_id, ours[WITH_RESIDENT])
    _again(session, CommitteeLink, CommitteeLink.deputy_id, ours[WITH_COMMITTEE])
    session.flush()


def hands_over(session: Session, station: Station) -> Iterator[HandOver]:
    """What becomes of the residents of a station."""
    yield from said(session.scalar(waiting(station)) or 0)


def waiting(station: Station) -> Select[int]:
    """How many residents are on the list of the station."""
    return select(func.count(Resident.id)).where(Resident.station_id == station.id)


def said(number: int) -> Iterator[HandOver]:
    """What becomes of so many residents."""
    if number:
        yield HandOver(sentence=_("Residents on its list: %(n)s; they go along, with their links.", n=number))


def closed(session: Session, station: Station, into: Station | None) -> None:
    """The residents go to the station that takes over."""
    if into is not None:
        for one in session.scalars(select(Resident).where(Resident.station_id == station.id)):
            one.station_id = into.id
        session.flush()


def _again(session: Session, model: Any, below: Any, numbers: Sequence[int]) -> None:
    for piece in _pieces(sorted(numbers)):
        links = session.scalars(select(model).where(model.id.in_(piece))).all()
        keys = [getattr(one, below.key) for one in links]
        taken = set(session.scalars(select(below).where(below.in_(keys), model.ends.is_(None))))
        for one in links:
            if getattr(one, below.key) not in taken:
                one.ends = None


def _open(model: Any) -> Select[Any]:
    found: Select[Any] = select(model).where(model.ends.is_(None)).order_by(model.id)
    return found


def _pieces(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    return (numbers[start : start + _TOGETHER] for start in range(0, len(numbers), _TOGETHER))
