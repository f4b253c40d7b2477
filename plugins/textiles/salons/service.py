"""Salons: founding a series, planning its numbered sessions. Imported only where alliances are active."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from core.api.data import Station, is_on
from core.api.declare import NotFound
from plugins.alliances.api import Alliance, Forum, Meeting, MeetingPlan, found_forum, next_session_number, plan_meeting
from plugins.textiles.models import Salon, SalonSession
from plugins.textiles.salons.errors import SalonPartUnknown, SalonsOff
from plugins.textiles.salons.wish import Wish
from plugins.textiles.trade.words import PARTS

ALLIANCES: Final = "alliances"


@dataclass(frozen=True, slots=True)
class Series:
    """A series with how many sessions it has had, and when the next one is."""

    id: int
    name: str
    words: str
    is_open: bool
    sessions: int
    next_on: date | None


def is_offered(session: Session, station: Station) -> bool:
    """Whether salons can be held at the station."""
    return is_on(session, ALLIANCES, station.id)


def found(session: Session, station: Station, *, name: str, words: str = "", alliance: int | None = None) -> Salon:
    """A further series of the station, on a forum of its own. Raises SalonsOff, and what founding a forum raises."""
    if not is_offered(session, station):
        raise SalonsOff
    forum = found_forum(session, station, name=name, words=words, alliance_id=alliance)
    salon = Salon(station_id=station.id, forum=forum.id)
    session.add(salon)
    session.flush()
    return salon


def plan(session: Session, salon: Salon, wish: Wish, *, account_id: int | None, at: datetime) -> Meeting:
    """The next session of the series, numbered. Raises SalonsOff, SalonPartUnknown, and what planning a meeting raises."""
    if not is_offered(session, salon.station):
        raise SalonsOff
    if wish.part and wish.part not in PARTS:
        raise SalonPartUnknown
    told = MeetingPlan(
        forum_id=salon.forum,
        number=next_session_number(session, salon.forum),
        theme=wish.theme,
        day=wish.day,
        begins=wish.begins,
        ends=wish.ends,
        place=wish.place,
    )
    meeting = plan_meeting(session, salon.station, told, account_id=account_id, at=at)
    session.add(SalonSession(meeting=meeting.id, salon_id=salon.id, part=wish.part))
    session.flush()
    return meeting


def series_of(session: Session, station: Station, today: date) -> Sequence[Series]:
    """The series of a station, by name; one statement."""
    counted = select(func.count(Meeting.id)).where(Meeting.forum_id == Salon.forum, Meeting.state != "cancelled")
    coming = select(func.min(Meeting.day)).where(
        Meeting.forum_id == Salon.forum, Meeting.state == "planned", Meeting.day >= today
    )
    query = (
        select(
            Salon.id,
            Forum.name,
            Forum.words,
            Forum.closed_on.is_(None),
            counted.correlate(Salon).scalar_subquery(),
            coming.correlate(Salon).scalar_subquery(),
        )
        .join(Forum, Forum.id == Salon.forum)
        .where(Salon.station_id == station.id)
        .order_by(Forum.name, Salon.id)
    )
    return [Series(*row) for row in session.execute(query)]


def forum_of(session: Session, salon: Salon) -> Forum:
    """The forum of a series. Raises NotFound where it is no more."""
    found = session.get(Forum, salon.forum)
    if found is None:
        raise NotFound
    return found


def sessions_of(salon: Salon) -> Select[Any]:
    """The sessions of a series as rows of a list, those too that were planned among the meetings."""
    query: Select[Any] = (
        select(  # type: ignore[assignment]  # columns by name, not by type
            Meeting.id, Meeting.number, Meeting.theme, Meeting.day, Meeting.place, Meeting.state, SalonSession.part
        )
        .outerjoin(SalonSession, SalonSession.meeting == Meeting.id)
        .where(Meeting.forum_id == salon.forum)
    )
    return query


ORDERS: Final[Mapping[str, Any]] = {
    "number": (Meeting.number.desc(), Meeting.id.desc()),
    "day": (Meeting.day.desc(), Meeting.id.desc()),
}


def alliances_of(session: Session, station: Station) -> Sequence[tuple[int, str]]:
    """The alliances of the station that a series may belong to."""
    query = select(Alliance.id, Alliance.name).where(Alliance.station_id == station.id, Alliance.dissolved_on.is_(None))
    return [(number, name) for number, name in session.execute(query.order_by(Alliance.name, Alliance.id))]
