"""When a sitting begins, when its holders are reminded of it, and how both are said."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final

from core.api.data import day_in_words
from core.api.declare import LazyText, _
from core.api.work import STATION_ZONE

STAGES: Final = {"week": timedelta(days=7), "day": timedelta(days=1), "hours": timedelta(hours=2)}
"""The reminders, and how long before the sitting each is due."""
USUALLY_AT: Final = time(9)
"""When a sitting begins of which nobody has said so."""


def start_of(day: date, begins: time | None) -> datetime:
    """The moment a sitting begins."""
    return datetime.combine(day, begins or USUALLY_AT, STATION_ZONE)


def stage_at(start: datetime, held_since: datetime | None, at: datetime) -> str:
    """The reminder that is due at this moment: the last whose time has come; none for what is over or has begun.

    Who took the place after that time knows it anyway. After a long pause one reminder is sent, not three.
    """
    passed = [stage for stage, before in STAGES.items() if start - before <= at]
    if not passed or start <= at:
        return ""
    if held_since is not None and start - STAGES[passed[-1]] < held_since:
        return ""
    return passed[-1]


def is_later(stage: str, than: str) -> bool:
    """Whether a reminder comes after another one; any comes after none."""
    order = ["", *STAGES]
    return order.index(stage) > order.index(than)


def when(day: date, begins: time | None, ends: time | None) -> LazyText:
    """Day and hours: 10 Nov 2026, 09:00-11:30."""
    if begins is None:
        return day_in_words(day)
    if ends is None:
        return _("%(day)s, from %(begins)s", day=day_in_words(day), begins=f"{begins:%H:%M}")
    hours = {"begins": f"{begins:%H:%M}", "ends": f"{ends:%H:%M}"}
    return _("%(day)s, %(begins)s to %(ends)s", day=day_in_words(day), **hours)
