"""The hooks of duty days: what other plugins add to them. They import them from :mod:`plugins.duty_days.api`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from core.api.declare import extension_point
from plugins.duty_days.receiving.passing_on import PassedOn, TakenOver
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


@extension_point(
    when="question",
    gives=TakenOver,
    one=True,
    costs="What was passed on stays open on the station's page of receptions.",
)
def duty_days_passed_on(session: Session, station: Station, passed: PassedOn) -> TakenOver | None:
    """What was said at a reception and could not be answered there: who takes it over answers with their record.

    The first that answers has it. May write: the call has a savepoint of its own. Asked again when the reception is
    corrected, as long as nobody has taken it over.
    """
