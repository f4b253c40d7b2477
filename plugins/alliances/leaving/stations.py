"""What becomes of alliances, forums, meetings and action items when their station closes, or is merged into another."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from core.api.data import Station
from core.api.declare import HandOver, LazyText, _
from plugins.alliances.meetings import service
from plugins.alliances.models import Action, Alliance, Forum, Meeting, Minutes
from plugins.alliances.models.actions import OPEN
from plugins.alliances.models.alliances import LONGEST_NAME

_MOVES: Final[tuple[LazyText, ...]] = (
    _("Alliances that move along: %(n)s."),
    _("Standing forums that move along: %(n)s."),
    _("Planned meetings that move along: %(n)s."),
    _("Minutes on their way that are finished there: %(n)s."),
    _("Open action items that move along: %(n)s."),
)
_ENDS: Final[tuple[LazyText, ...]] = (
    _("Alliances that nobody looks after any more: %(n)s."),
    _("Standing forums that are closed: %(n)s."),
    _("Planned meetings that are cancelled: %(n)s."),
    _("Minutes on their way that stay as they are: %(n)s."),
    _("Open action items that stay with the closed station: %(n)s."),
)


def handed_over(session: Session, station: Station, into: Station | None, day: date) -> Iterator[HandOver]:
    """A sentence for each room of which something would move, or end."""
    counted = (query.with_only_columns(func.count()).order_by(None) for query in _waiting(station, day))
    numbers = session.execute(select(*(query.scalar_subquery() for query in counted))).one()
    for number, sentence in zip(numbers, _ENDS if into is None else _MOVES, strict=True):
        if number:
            yield HandOver(sentence=sentence.with_facts(n=number))


def closed(session: Session, station: Station, into: Station | None, day: date, at: datetime) -> None:
    """Everything that goes on goes to the station that takes over; without one, planned meetings and forums end.

    What was held, issued or done stays with the closed station, whose pages remain readable.
    """
    found = [session.scalars(query).all() for query in _waiting(station, day)]
    alliances, forums, meetings, minutes, actions = found
    if into is None:
        _end(session, forums, meetings, day, at)
    else:
        for one in (*alliances, *forums):
            one.name = _free_name(session, type(one), into, one.name, station)
        for one in (*alliances, *forums, *meetings, *actions):
            one.station = into
        for one in minutes:
            one.station, one.meeting.station = into, into
    session.flush()


def _waiting(station: Station, day: date) -> tuple[Select[Any], ...]:
    """What goes on: alliances, forums, planned meetings, minutes that are not issued, open action items."""
    return (
        select(Alliance).where(Alliance.station_id == station.id, Alliance.dissolved_on.is_(None)),
        select(Forum).where(Forum.station_id == station.id, Forum.closed_on.is_(None)),
        select(Meeting).where(Meeting.station_id == station.id, Meeting.state == "planned", Meeting.day >= day),
        select(Minutes).where(Minutes.station_id == station.id, Minutes.state != "issued"),
        select(Action).where(Action.station_id == station.id, Action.state.in_(OPEN)),
    )


def _end(session: Session, forums: Any, meetings: Any, day: date, at: datetime) -> None:
    for forum in forums:
        service.close_forum(session, forum, day)
    for meeting in meetings:
        service.cancel(session, meeting, str(_("The station closed.")), at=at)


def _free_name(session: Session, model: type[Any], into: Station, name: str, station: Station) -> str:
    """The name, with that of its old station where the new one has such a name already."""
    if session.scalar(select(model.id).where(model.station_id == into.id, model.name == name)) is None:
        return name
    return f"{name} ({station.name})"[:LONGEST_NAME]
