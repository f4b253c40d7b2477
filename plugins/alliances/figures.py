"""What is counted of alliances, under the names that places give it. Each number is one statement."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.api.declare import Figure, FigureScope, LazyText, _
from core.api.work import today
from plugins.alliances.counting import records
from plugins.alliances.models import Action, Alliance, Document, Meeting, Member, Minutes, Passage

Compute = Callable[[Session, FigureScope], int | float | None]


def _figure(key: str, title: LazyText, unit: LazyText, records_of: Callable[..., Any], query: Any, what: str) -> Figure:
    """How many of these records there are within a scope; `what` names their list."""

    def count(session: Session, scope: FigureScope) -> int:
        return int(session.scalar(records_of(query, scope, today())) or 0)

    return Figure(
        key=key, title=title, unit=unit, compute=count, endpoint="alliances.records", arguments={"what": what}
    )


_MEETINGS: Final = select(func.count(Meeting.id))
_ENTERPRISES: Final = select(func.count(func.distinct(Member.enterprise_id))).join(Member.alliance)
_PASSAGES: Final = select(func.count(Passage.id)).join(Document, Document.id == Passage.document_id)

FIGURES: Final = (
    _figure(
        "alliances", _("Alliances"), _("alliances"), records.alliances, select(func.count(Alliance.id)), "alliances"
    ),
    _figure(
        "alliance_enterprises",
        _("Enterprises in alliances"),
        _("enterprises in number"),
        records.members,
        _ENTERPRISES,
        "enterprises",
    ),
    _figure(
        "alliance_meetings",
        _("Meetings of alliances and forums"),
        _("meetings held"),
        records.meetings,
        _MEETINGS,
        "meetings",
    ),
    _figure(
        "forum_sessions", _("Sessions of standing forums"), _("meetings held"), records.sessions, _MEETINGS, "sessions"
    ),
    _figure(
        "enterprise_opinions",
        _("Opinions of enterprises at meetings"),
        _("opinions"),
        records.opinions,
        _PASSAGES.join(Meeting, Meeting.id == Document.meeting_id),
        "opinions",
    ),
    _figure(
        "minutes_issued",
        _("Minutes issued"),
        _("minutes in number"),
        records.minutes,
        select(func.count(Minutes.id)),
        "minutes",
    ),
    _figure(
        "actions_done",
        _("Action items done"),
        _("action items"),
        records.actions_done,
        select(func.count(Action.id)),
        "done",
    ),
    _figure(
        "actions_overdue",
        _("Action items overdue"),
        _("action items"),
        records.actions_overdue,
        select(func.count(Action.id)),
        "overdue",
    ),
)
