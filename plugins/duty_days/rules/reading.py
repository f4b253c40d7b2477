"""From what is filled in on the rules page to a rhythm, and back. Pure: it knows the names of the fields, and no form."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Final

from core.api.declare import LazyText, _
from plugins.duty_days.rules import lunar
from plugins.duty_days.rules.kinds import RhythmKind
from plugins.duty_days.rules.rhythms import (
    LAST,
    LONGEST_MONTH,
    MOST_DAYS,
    MOST_LISTED,
    Dates,
    EveryDays,
    Listed,
    LunarDates,
    OfPlugin,
    Rhythm,
    Weekdays,
    Weekly,
    WeekOfMonth,
    kept,
    upcoming,
)
from plugins.duty_days.rules.words import Heard

Values = Mapping[str, Any]
FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "dates": ("day", "last_day"),
    "weekdays": ("nth", "weekday"),
    "week_of_month": ("week", "week_weekday"),
    "weekly": ("weekdays", "every", "anchor"),
    "months": ("months", "months_by", "months_day", "months_last", "months_nth", "months_weekday"),
    "digits": ("digits",),
    "lunar": ("lunar_digits", "lunar_days"),
    "every_days": ("every_days", "counted_from"),
    "listed": ("listed",),
}
"""The choices of the rules page, and which fields belong to each."""


class NotSaid(Exception):
    """Something that this choice needs is missing or cannot be: the field, and a sentence for it."""

    def __init__(self, field: str, sentence: LazyText) -> None:
        super().__init__(field)
        self.field, self.sentence = field, sentence


def field_of(option_key: str) -> str:
    """The field of an option that another plugin's kind asks for."""
    return option_key.replace(".", "-")


def rhythm_said(values: Values, others: Iterable[RhythmKind] = ()) -> Rhythm:
    """The rhythm that was chosen. Raises NotSaid."""
    kind = values["kind"]
    if read := _READERS.get(kind):
        return read(values)
    other = next((other for other in others if other.key == kind), None)
    if other is None:
        raise NotSaid("kind", _("Choose how it repeats."))
    chosen = {option.key.rpartition(".")[2]: values[field_of(option.key)] for option in other.asks}
    return OfPlugin(other, kept(chosen))


def values_of(rhythm: Rhythm, today: date | None = None) -> dict[str, Any]:
    """How a rhythm is filled in; with a day of this year, where it is counted from one."""
    fill = _FILLERS.get(type(rhythm))
    values = fill(rhythm) if fill else {}
    for name in ("anchor", "counted_from"):
        if today and values.get(name):
            values[name] = upcoming(rhythm, today.replace(month=1, day=1), 1)[0]
    return values


def values_heard(heard: Heard) -> dict[str, Any]:
    """How what a roster says is filled in, as far as it says it."""
    values = values_of(heard.rhythm) if heard.rhythm else {"kind": heard.kind} if heard.kind else {}
    if heard.rhythm is None:
        renamed = {"weekly": {}, "months": {}, "digits": {}, "every_days": {"every": "every_days"}}.get(heard.kind, {})
        values |= {renamed.get(name, name): value for name, value in heard.values.items()}
        if heard.kind == "digits" and "digits" in heard.values:
            values["lunar_digits"] = heard.values["digits"]
    if heard.policy:
        values |= {"policy": heard.policy, "policy_for": "days_off"}
    if heard.half == "both":
        values |= {"halves": "halves", "morning_purpose": "receives", "afternoon_purpose": "visits"}
    else:
        values |= {"begins": heard.begins, "ends": heard.ends} if heard.begins and heard.ends else {}
    return values


def _dates_filled(rhythm: Dates) -> dict[str, Any]:
    named = tuple(day for day in rhythm.days if day != LAST)
    if rhythm.months:
        return _in_months(rhythm.months, "dates", months_day=named, months_last=LAST in rhythm.days)
    if rhythm.digits and len(rhythm.days) > 1:
        return {"kind": "digits", "digits": rhythm.digits}
    return {"kind": "dates", "day": named, "last_day": LAST in rhythm.days}


def _weekdays_filled(rhythm: Weekdays) -> dict[str, Any]:
    if rhythm.months:
        return _in_months(rhythm.months, "weekdays", months_nth=rhythm.nths, months_weekday=rhythm.weekdays)
    return {"kind": "weekdays", "nth": rhythm.nths, "weekday": rhythm.weekdays}


def _week_filled(rhythm: WeekOfMonth) -> dict[str, Any]:
    return {"kind": "week_of_month", "week": rhythm.week, "week_weekday": rhythm.weekday}


def _weekly_filled(rhythm: Weekly) -> dict[str, Any]:
    if rhythm.months:
        return _in_months(rhythm.months, "weekdays", months_nth=(), months_weekday=rhythm.weekdays)
    anchor = rhythm.anchor if rhythm.every > 1 else None
    return {"kind": "weekly", "weekdays": rhythm.weekdays, "every": rhythm.every, "anchor": anchor}


def _lunar_filled(rhythm: LunarDates) -> dict[str, Any]:
    return {"kind": "lunar", "lunar_digits": rhythm.digits, "lunar_days": () if rhythm.digits else rhythm.days}


def _every_filled(rhythm: EveryDays) -> dict[str, Any]:
    return {"kind": "every_days", "every_days": rhythm.every, "counted_from": rhythm.anchor}


def _listed_filled(rhythm: Listed) -> dict[str, Any]:
    return {"kind": "listed", "listed": rhythm.days}


def _other_filled(rhythm: OfPlugin) -> dict[str, Any]:
    given = json.loads(rhythm.given)
    asks = {option.key.rpartition(".")[2]: field_of(option.key) for option in rhythm.made_by.asks}
    return {"kind": rhythm.key} | {asks[name]: value for name, value in given.items() if name in asks}


def _in_months(months: tuple[int, ...], by: str, **values: Any) -> dict[str, Any]:
    return {"kind": "months", "months": months, "months_by": by, **values}


_FILLERS: Final[Mapping[type[Rhythm], Callable[[Any], dict[str, Any]]]] = {
    Dates: _dates_filled,
    Weekdays: _weekdays_filled,
    WeekOfMonth: _week_filled,
    Weekly: _weekly_filled,
    LunarDates: _lunar_filled,
    EveryDays: _every_filled,
    Listed: _listed_filled,
    OfPlugin: _other_filled,
}


def _dates(values: Values) -> Rhythm:
    days = (*_days_of_month("day", values["day"]), *((LAST,) if values["last_day"] else ()))
    if not days:
        raise NotSaid("day", _("A month has days from 1 to 31. Write the one that repeats."))
    return Dates(days)


def _days_of_month(field: str, days: Iterable[int] | None, longest: int = LONGEST_MONTH) -> tuple[int, ...]:
    found = tuple(days or ())
    if not all(1 <= day <= longest for day in found):
        raise NotSaid(field, _("A month has days from 1 to %(longest)s. Write those that repeat.", longest=longest))
    return found


def _weekdays(values: Values) -> Rhythm:
    return Weekdays(_some("nth", values["nth"], _CHOOSE_WHICH), _some("weekday", values["weekday"], _CHOOSE_WEEKDAY))


def _week_of_month(values: Values) -> Rhythm:
    return WeekOfMonth(values["week"], values["week_weekday"])


def _weekly(values: Values) -> Rhythm:
    weekdays = _some("weekdays", values["weekdays"], _CHOOSE_WEEKDAY)
    if values["every"] == 1:
        return Weekly(weekdays)
    if values["anchor"] is None:
        raise NotSaid("anchor", _("Give one day in a week that counts, so that the weeks between are known."))
    return Weekly(weekdays, values["every"], values["anchor"])


def _months(values: Values) -> Rhythm:
    months = _some("months", values["months"], _("Choose at least one month."))
    if values["months_by"] == "dates":
        days = (*_days_of_month("months_day", values["months_day"]), *((LAST,) if values["months_last"] else ()))
        return Dates(_some("months_day", days, _("Write the days of the month, such as 10 or 5, 20.")), months)
    weekdays = _some("months_weekday", values["months_weekday"], _CHOOSE_WEEKDAY)
    nths = tuple(values["months_nth"] or ())
    return Weekdays(nths, weekdays, months) if nths else Weekly(weekdays, months=months)


def _digits(values: Values) -> Rhythm:
    digits = _some("digits", values["digits"], _CHOOSE_DIGITS)
    return Dates(lunar.days_ending_in(digits, LONGEST_MONTH))


def _lunar(values: Values) -> Rhythm:
    days = _days_of_month("lunar_days", values["lunar_days"], lunar.LONGEST_MONTH)
    days += lunar.days_ending_in(tuple(values["lunar_digits"] or ()))
    return LunarDates(_some("lunar_digits", days, _CHOOSE_DIGITS))


def _every_days(values: Values) -> Rhythm:
    if not 1 <= (values["every_days"] or 0) <= MOST_DAYS:
        raise NotSaid("every_days", _("Write how many days lie between: from 1 to %(most)s.", most=MOST_DAYS))
    if values["counted_from"] is None:
        raise NotSaid("counted_from", _("Give one of the days, so that the others can be counted from it."))
    return EveryDays(values["every_days"], values["counted_from"])


def _listed(values: Values) -> Rhythm:
    days = tuple(values["listed"] or ())
    if not 1 <= len(set(days)) <= MOST_LISTED:
        raise NotSaid("listed", _("Write between 1 and %(most)s dates, such as 2026-12-10.", most=MOST_LISTED))
    return Listed(days)


def _some(field: str, chosen: Iterable[int] | None, sentence: LazyText) -> tuple[int, ...]:
    found = tuple(chosen or ())
    if not found:
        raise NotSaid(field, sentence)
    return found


_CHOOSE_WEEKDAY: Final = _("Choose at least one weekday.")
_CHOOSE_WHICH: Final = _("Choose which one in the month: the first, the second …")
_CHOOSE_DIGITS: Final = _("Choose the last digits of the market days, such as 3 and 8.")
_READERS: Final[Mapping[str, Callable[[Values], Rhythm]]] = {
    "dates": _dates,
    "weekdays": _weekdays,
    "week_of_month": _week_of_month,
    "weekly": _weekly,
    "months": _months,
    "digits": _digits,
    "lunar": _lunar,
    "every_days": _every_days,
    "listed": _listed,
}


def shown_days(days: Iterable[date | int] | None) -> str:
    """Days one after the other, as they are typed."""
    return ", ".join(day.isoformat() if isinstance(day, date) else str(day) for day in days or ())
