"""The words of meetings: parts, answers, attendance, and how a meeting is called."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Any, Final

from core.api.data import day_in_words
from core.api.declare import LazyText, _

PARTS: Final[Mapping[str, LazyText]] = {
    "chairs": _("Chairs the meeting"),
    "attends": _("Attends the meeting"),
    "sits_in": _("Sits in on the meeting"),
    "records": _("Takes the record"),
}
STATES: Final[Mapping[str, LazyText]] = {
    "planned": _("To be held"),
    "held": _("Was held"),
    "cancelled": _("Does not take place"),
}
STATE_MARKS: Final[Mapping[str, str]] = {"planned": "soon", "held": "done", "cancelled": "quiet"}
ANSWERS: Final[Mapping[str, LazyText]] = {
    "asked": _("Has not answered"),
    "coming": _("Comes to the meeting"),
    "declined": _("Does not come"),
}
ANSWER_MARKS: Final[Mapping[str, str]] = {"asked": "soon", "coming": "done", "declined": "quiet"}
ATTENDANCES: Final[Mapping[str, LazyText]] = {
    "present": _("Present at the meeting"),
    "excused": _("Excused from the meeting"),
    "absent": _("Absent from the meeting"),
}
ATTENDANCE_MARKS: Final[Mapping[str, str]] = {"present": "done", "excused": "info", "absent": "late"}


def named(meeting: Any) -> LazyText | str:
    """How a meeting is called: its title, with the number of its session. Takes a row of a list as well."""
    if meeting.number is None:
        return str(meeting.title)
    return _("%(title)s, session %(number)s", title=meeting.title, number=meeting.number)


def when(day: date, begins: time | None, ends: time | None) -> LazyText:
    """Day and hours."""
    if begins is None:
        return day_in_words(day)
    if ends is None:
        return _("%(day)s, from %(begins)s", day=day_in_words(day), begins=f"{begins:%H:%M}")
    hours = {"begins": f"{begins:%H:%M}", "ends": f"{ends:%H:%M}"}
    return _("%(day)s, %(begins)s to %(ends)s", day=day_in_words(day), **hours)
