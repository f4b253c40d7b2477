"""The records behind the figures, within a scope and a period: each figure counts what one of these gives."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from core.api.data import Enterprise, Station, stations_within
from core.api.declare import FigureScope
from plugins.alliances.models import Action, Alliance, Document, Meeting, Member, Minutes, Participant, Passage


def last_day(scope: FigureScope, today: date) -> date:
    """The last day of the period that has been."""
    return min(scope.ends or today, today)


def stations(scope: FigureScope) -> Select[int]:
    """The stations a scope is about."""
    return select(Station.id).where(stations_within(scope))


def alliances(what: Any, scope: FigureScope, today: date) -> Any:
    """This of the alliances that were there on the last day: ``select(func.count(Alliance.id))``."""
    return what.where(Alliance.station_id.in_(stations(scope)), _there(last_day(scope, today)))


def members(what: Any, scope: FigureScope, today: date) -> Any:
    """This of the enterprises that were members of one of them that day; `what` selects from members and alliances."""
    last = last_day(scope, today)
    open_then = and_(Member.joined <= last, or_(Member.left.is_(None), Member.left > last))
    return alliances(what.where(Member.enterprise_id.is_not(None), open_then), scope, today)


def meetings(what: Any, scope: FigureScope, today: date) -> Any:
    """This of the meetings that were held: ``select(func.count(Meeting.id))``."""
    held = what.where(Meeting.state == "held", Meeting.station_id.in_(stations(scope)))
    return _within(held, Meeting.day, scope, today)


def sessions(what: Any, scope: FigureScope, today: date) -> Any:
    """This of them that were numbered sessions of a standing forum."""
    return meetings(what.where(Meeting.forum_id.is_not(None), Meeting.number.is_not(None)), scope, today)


def minutes(what: Any, scope: FigureScope, today: date) -> Any:
    """This of the minutes that were issued: ``select(func.count(Minutes.id))``."""
    issued = what.where(Minutes.state == "issued", Minutes.station_id.in_(stations(scope)))
    return _within(issued, Minutes.issued_on, scope, today)


def opinions(what: Any, scope: FigureScope, today: date) -> Any:
    """This of what enterprises said at meetings, a passage of the record each; `what` joins passages to meetings."""
    said = what.where(Document.kind == "record", Passage.removed.is_(False), Passage.words != "", by_an_enterprise())
    return meetings(said, scope, today)


def by_an_enterprise() -> ColumnElement[bool]:
    """Whether a passage was spoken by an enterprise that took part, as a member or a guest, or by who came for it."""
    spoken, here = Passage.speaker, Participant.meeting_id == Meeting.id
    as_member = (
        select(Participant.id)
        .join(Member, Member.id == Participant.member_id)
        .join(Enterprise, Enterprise.id == Member.enterprise_id)
        .where(here, _is(spoken, Enterprise.name, Participant.organisation, Member.organisation))
    )
    # Asked once for all passages, however many enterprises there are: names alone have no index.
    known = select(Enterprise.name)
    as_guest = select(Participant.id).where(
        here,
        Participant.name != "",
        _is(spoken, Participant.organisation, Participant.name),
        or_(Participant.organisation.in_(known), Participant.name.in_(known)),
    )
    return or_(*(exists(query.correlate(Passage, Meeting)) for query in (as_member, as_guest)))


def _is(spoken: Any, enterprise: Any, *who: Any) -> ColumnElement[bool]:
    """Whether the speaker is written as the enterprise, alone or before a name, or as who came for it."""
    named = and_(enterprise != "", func.substr(spoken, 1, func.length(enterprise)) == enterprise)
    return and_(spoken != "", or_(named, *(spoken == one for one in who)))


def actions_done(what: Any, scope: FigureScope, today: date) -> Any:
    """This of the action items that were done within the period: ``select(func.count(Action.id))``."""
    done = what.where(Action.state == "done", Action.station_id.in_(stations(scope)))
    return _within(done, Action.closed_on, scope, today)


def actions_overdue(what: Any, scope: FigureScope, today: date) -> Any:
    """This of the action items that should have been done before the last day, and were not by then."""
    last = last_day(scope, today)
    waited = or_(Action.closed_on.is_(None), Action.closed_on > last)
    return what.where(Action.due < last, waited, Action.station_id.in_(stations(scope)))


def _there(last: date) -> ColumnElement[bool]:
    return and_(Alliance.founded_on <= last, or_(Alliance.dissolved_on.is_(None), Alliance.dissolved_on > last))


def _within(query: Any, day: Any, scope: FigureScope, today: date) -> Any:
    query = query.where(day <= last_day(scope, today))
    return query.where(day >= scope.begins) if scope.begins else query
