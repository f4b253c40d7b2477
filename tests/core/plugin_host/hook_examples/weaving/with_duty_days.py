"""What weaving adds to duty days: loaded only where that plugin is active."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from plugins.weaving.models import Turn

from core.api.data import Session, Station
from core.api.declare import _, implements, options
from plugins.duty_days.api import (
    PassedOn,
    Restriction,
    RhythmKind,
    TakenOver,
    duty_days_passed_on,
    duty_days_restrictions,
    duty_days_rules,
)

# region duty_days_rules
EVERY = options.Number(key="weaving.cloth.every", title=_("Every how many days"), default=9, lowest=2, highest=90)


def cloth_days(every: int, begins: date, ends: date) -> Iterable[date]:
    """The days on which a cloth is finished, counted from the beginning of the year."""
    day = date(begins.year, 1, 1)
    while day <= ends:
        if day >= begins:
            yield day
        day += timedelta(days=every)


@implements(duty_days_rules)
def rhythms(session: Session) -> list[RhythmKind]:
    return [
        RhythmKind(
            key="weaving.cloth",
            title=_("When a cloth is finished"),
            asks=(EVERY,),
            dates=lambda facts, begins, ends: cloth_days(facts["every"], begins, ends),
            sentence=lambda facts: _("Every %(n)s days, when a cloth is finished", n=facts["every"]),
        )
    ]


# endregion


# region duty_days_restrictions
@implements(duty_days_restrictions)
def yarn_fair(session: Session, station: Station, begins: date, ends: date) -> Iterable[Restriction]:
    """From 1 to 5 March few can come: one place in each sitting."""
    for year in range(begins.year, ends.year + 1):
        first, last = date(year, 3, 1), date(year, 3, 5)
        if first <= ends and last >= begins:
            yield Restriction(begins=first, ends=last, reason=_("Yarn fair"), kind="fewer", most=1)


# endregion


# region duty_days_passed_on
@implements(duty_days_passed_on)
def torn_cloth(session: Session, station: Station, passed: PassedOn) -> TakenOver | None:
    """What is said about cloth is kept as a turn for whoever received it."""
    if "cloth" not in passed.subject:
        return None
    turn = Turn(station_id=station.id, deputy_id=passed.deputies[0], day=date(2026, 12, 1), words=passed.words)
    session.add(turn)
    session.flush()
    return TakenOver(key=f"weaving:turn:{turn.id}", title=_("Turn %(n)s", n=turn.id))


# endregion
