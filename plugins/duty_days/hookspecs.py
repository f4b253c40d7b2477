"""The hooks of duty days: what other plugins add to them. They import them from :mod:`plugins.duty_days.api`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from core.api.declare import extension_point
from plugins.duty_days.rules.kinds import RhythmKind
from plugins.duty_days.rules.restrictions import Restriction

if TYPE_CHECKING:
    from core.api.data import Session, Station


@extension_point(
    when="question", gives=RhythmKind, costs="Rules of its kinds make no further days; those that are there stay."
)
def duty_days_rules(session: Session) -> Iterable[RhythmKind]:  # type: ignore[empty-body]  # a hook has a promise, not a body
    """Further kinds of rhythm, beside those of the calendar and the lunar calendar.

    They are offered on the rules page of every station; their keys begin with the plugin's name.
    """


@extension_point(
    when="question", gives=Restriction, costs="Its seasons are not shown, and days are made as if there were none."
)
def duty_days_restrictions(session: Session, station: Station, begins: date, ends: date) -> Iterable[Restriction]:  # type: ignore[empty-body]
    """Spans of days on which the station receives nobody or fewer, or had better not, between two days.

    Asked where days are made or looked at, also for many stations: what it reads should be read once a session.
    """
