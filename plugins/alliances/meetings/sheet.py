"""The attendance sheet: what those who come sign, printed from the list of the meeting."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from sqlalchemy.orm import Session

from core.api.declare import _
from core.api.paper import pdf
from core.api.work import STATION_ZONE
from plugins.alliances.meetings import lists
from plugins.alliances.meetings.words import ATTENDANCES, PARTS, named, when
from plugins.alliances.models import Meeting

TEMPLATE: Final = Path(__file__).parent / "documents" / "attendance.typ"
HEADS: Final = (
    _("No."),
    _("Name or unit"),
    _("Unit or who comes"),
    _("Part in the meeting"),
    _("Attendance"),
    _("Signature"),
)


def rows_of(session: Session, meeting: Meeting) -> list[list[str]]:
    """Everybody on the list in order of their parts, with what is known of whether they came."""
    rows = session.execute(lists.participants(meeting.id).order_by(*lists.IN_ORDER)).all()
    return [
        [str(number), one.title, one.organisation, str(PARTS[one.part]), _known(one)]
        for number, one in enumerate(rows, 1)
    ]


def printed(meeting: Meeting, rows: Sequence[Sequence[str]], *, blank: int, language: str) -> bytes:
    """The sheet as PDF, A4: a line for each with room to sign, then blank lines, then who vouches for it."""
    numbers = range(len(rows) + 1, len(rows) + blank + 1)
    lines = [[*row, ""] for row in rows] + [[str(number), "", "", "", "", ""] for number in numbers]
    return pdf(
        TEMPLATE,
        {
            "title": _("Attendance sheet"),
            "meeting": str(named(meeting)),
            "station": meeting.alliance.name if meeting.alliance else meeting.station.name,
            "when": str(when(meeting.day, meeting.begins, meeting.ends)),
            "place": meeting.place,
            "language": "en" if language == "en" else "zh",
            "pages": _("Page {n} of {m}"),
            "made": _("Printed from the list of the meeting"),
            "heads": [str(one) for one in HEADS],
            "lines": lines,
            "signatures": [str(_("Signed: who chaired")), str(_("Signed: who took the record")), str(_("Date"))],
        },
    )


def _known(one: Any) -> str:
    """Present with the time of checking in; excused with the reason; empty where nothing is known."""
    if one.attendance is None:
        return ""
    words = str(ATTENDANCES[one.attendance])
    if one.attendance == "present" and one.checked_in_at:
        return f"{words} {one.checked_in_at.astimezone(STATION_ZONE):%H:%M}"
    if one.attendance == "excused" and one.reason:
        return str(_("%(attendance)s: %(reason)s", attendance=words, reason=one.reason))
    return words
