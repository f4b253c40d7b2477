"""What stands behind each figure, as rows of one kind of list: a day, what it is about, who, and where."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Select, func, literal, select

from core.api.data import Enterprise, Station
from core.api.declare import FigureScope, LazyText, _
from plugins.alliances.counting import records
from plugins.alliances.models import Action, Alliance, Document, Forum, Meeting, Member, Minutes, Passage

LONGEST_SHOWN: Final = 120
"""So many letters of what was said stand in a row."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record behind figures. Its rows have ``id``, ``day``, ``about``, ``who`` and ``station``."""

    title: LazyText
    who: LazyText
    query: Callable[[FigureScope, date], Select[Any]]
    endpoint: str
    parameter: str
    """What the page of a record is called, and asks for: the ``id`` of the row."""


def _alliances(scope: FigureScope, today: date) -> Any:
    rows = _row(Alliance, Alliance.id, Alliance.founded_on, Alliance.name, literal(""))
    return records.alliances(rows.join(Station, Station.id == Alliance.station_id), scope, today)


def _enterprises(scope: FigureScope, today: date) -> Any:
    """Each enterprise once, with the alliance it has been in for longest."""
    first = records.members(select(func.min(Member.id)).join(Member.alliance), scope, today)
    once = first.group_by(Member.enterprise_id)
    rows = _row(Member, Enterprise.id, Member.joined, Enterprise.name, Alliance.name).join(Member.enterprise)
    return rows.join(Member.alliance).join(Station, Station.id == Alliance.station_id).where(Member.id.in_(once))


def _meetings(scope: FigureScope, today: date) -> Any:
    return records.meetings(_of_meetings(), scope, today)


def _sessions(scope: FigureScope, today: date) -> Any:
    return records.sessions(_of_meetings(), scope, today)


def _of_meetings() -> Any:
    """A meeting a row, with the forum or the alliance whose it was."""
    whose = func.coalesce(Forum.name, Alliance.name, "")
    rows = _row(Meeting, Meeting.id, Meeting.day, Meeting.title, whose).join(Station, Station.id == Meeting.station_id)
    return rows.outerjoin(Forum, Forum.id == Meeting.forum_id).outerjoin(Alliance, Alliance.id == Meeting.alliance_id)


def _minutes(scope: FigureScope, today: date) -> Any:
    rows = _row(Minutes, Meeting.id, Minutes.issued_on, Meeting.title, Minutes.issuer).join(Minutes.meeting)
    return records.minutes(rows.join(Station, Station.id == Minutes.station_id), scope, today)


def _opinions(scope: FigureScope, today: date) -> Any:
    words = func.substr(Passage.words, 1, LONGEST_SHOWN)
    rows = _row(Passage, Meeting.id, Meeting.day, words, Passage.speaker).join(
        Document, Document.id == Passage.document_id
    )
    rows = rows.join(Meeting, Meeting.id == Document.meeting_id).join(Station, Station.id == Meeting.station_id)
    return records.opinions(rows, scope, today)


def _done(scope: FigureScope, today: date) -> Any:
    return records.actions_done(_of_actions(Action.closed_on), scope, today)


def _overdue(scope: FigureScope, today: date) -> Any:
    return records.actions_overdue(_of_actions(Action.due), scope, today)


def _of_actions(day: Any) -> Any:
    rows = _row(Action, Action.id, day, Action.words, func.coalesce(Alliance.name, ""))
    return rows.join(Station, Station.id == Action.station_id).outerjoin(Alliance, Alliance.id == Action.alliance_id)


def _row(first: type[Any], number: Any, day: Any, about: Any, who: Any) -> Any:
    named = (number.label("id"), day.label("day"), about.label("about"), who.label("who"))
    return select(*named, Station.name.label("station")).select_from(first)


KINDS: Final[Mapping[str, Kind]] = {
    "alliances": Kind(_("Alliances"), _("Alliance"), _alliances, "alliances.alliance", "alliance"),
    "enterprises": Kind(_("Enterprises in alliances"), _("Alliance"), _enterprises, "enterprises.show", "enterprise"),
    "meetings": Kind(_("Meetings held"), _("Forum or alliance"), _meetings, "alliances.meeting", "meeting"),
    "sessions": Kind(_("Sessions of forums"), _("Forum or alliance"), _sessions, "alliances.meeting", "meeting"),
    "opinions": Kind(_("Opinions of enterprises"), _("Speaker"), _opinions, "alliances.meeting", "meeting"),
    "minutes": Kind(_("Minutes issued"), _("Minutes issued by"), _minutes, "alliances.minutes", "meeting"),
    "done": Kind(_("Action items done"), _("Alliance"), _done, "alliances.action", "action"),
    "overdue": Kind(_("Action items overdue"), _("Alliance"), _overdue, "alliances.action", "action"),
}
