"""Why somebody cannot serve, and why a place is free, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from core.api.data import day_in_words
from core.api.declare import LazyText, _
from plugins.duty_days.rota.solving.problem import Blocked, Rota, Why
from plugins.duty_days.rota.solving.why import why_unfilled

if TYPE_CHECKING:
    from plugins.duty_days.rota.planning import Plan

WHY_NOT: Final[Mapping[str, LazyText]] = {
    "leave": _("on leave"),
    "mandate": _("no mandate in force"),
    "placement": _("not placed at this station"),
    "restricted": _("the station restricts this day"),
    "elsewhere": _("not placed at this station"),
    "serves_here": _("serves here already"),
    "same_time": _("serves somewhere else at that time"),
    "period": _("already serves shortly before or after"),
    "enterprise": _("a colleague of the same enterprise serves here"),
    "above_minimum": _("could serve, but would then serve too often or too close together"),
    "not_wanted": _("not one of those wanted"),
    "places": _("could come, but all places are taken"),
    "unwilling": _("declined the invitation"),
    "wish": _("would rather not then"),
}
LEVEL_WORDS: Final[Mapping[str, LazyText]] = {
    "national": _("a deputy of the national congress"),
    "provincial": _("a deputy of the provincial congress"),
    "prefectural": _("a deputy of the city congress"),
    "county": _("a deputy of the county congress"),
    "township": _("a deputy of the town congress"),
}
MOST_NAMES: Final = 6
MOST_HELPS: Final = 3
_OTHER: Final = _("not available")


def why_not(reason: str) -> LazyText:
    """Why a deputy cannot serve in a sitting, as part of a sentence."""
    return WHY_NOT.get(reason, _OTHER)


def listed(days: Iterable[date]) -> LazyText:
    """Days in words, one after the other; each once."""
    first, *others = dict.fromkeys(days)
    words = day_in_words(first)
    for day in others:
        words = _("%(before)s, %(last)s", before=words, last=day_in_words(day))
    return words


@dataclass(frozen=True, slots=True)
class Gap:
    """A sitting with a free place, or without somebody it wants: what is missing, why, and what would help."""

    sitting_id: int
    day: date
    sentence: LazyText
    reasons: tuple[LazyText, ...]
    helps: tuple[LazyText, ...]


def gaps_in_words(drawn: Plan, rota: Rota) -> list[Gap]:
    """Why places stay free, soonest first."""
    found = [_gap(drawn, why) for why in why_unfilled(drawn.problem, rota) if why.unfilled.seats in drawn.sitting]
    return sorted(found, key=lambda gap: (gap.day, gap.sitting_id))


def _gap(drawn: Plan, why: Why) -> Gap:
    seats, short = drawn.problem.sitting[why.unfilled.seats], why.unfilled
    day = day_in_words(seats.day)
    if short.below_minimum:
        sentence = _("%(day)s: places free: %(n)s, too few to be held", day=day, n=short.free)
    elif short.free:
        sentence = _("%(day)s: places free: %(n)s", day=day, n=short.free)
    else:
        sentence = _("%(day)s: somebody is missing whom the station wants", day=day)
    reasons = tuple(words for one in why.reasons if (words := _reason(drawn, one)) is not None)
    helps = tuple(words for one in why.helps if (words := _help(drawn, one)) is not None)
    return Gap(seats.key, seats.day, sentence, reasons, helps[:MOST_HELPS])


def _reason(drawn: Plan, one: Blocked) -> LazyText | None:
    if one.code == "nobody":
        return _("no deputy who may serve is placed at this station")
    if one.code == "minimum":
        return _("more deputies are needed (%(minimum)s) than may serve (%(deputies)s)", **dict(one.facts))
    if one.code == "lacking":
        return _("wanted and not there: %(what)s", what=_asked(one))
    if one.code == "serves_here":
        return None
    words = WHY_NOT.get(one.code, _OTHER)
    return _("%(why)s: %(names)s", why=words, names=_names(drawn, one.deputies)) if one.deputies else words


def _help(drawn: Plan, one: Blocked) -> LazyText | None:
    names = _names(drawn, one.deputies)
    if one.code == "put_in":
        return _("Put in: %(names)s", names=names)
    if one.code == "ask":
        return _("Ask in spite of leave: %(names)s", names=names)
    if one.code == "move":
        moved = drawn.problem.sitting[int(str(one.facts["from"]))]
        return _(
            "Move %(name)s here from %(day)s, and put %(instead)s in there",
            name=_name(drawn, one.facts["deputy"]),
            day=day_in_words(moved.day),
            instead=_name(drawn, one.facts["instead"]),
        )
    if one.code == "lift":
        return _(
            "Put in all the same, though %(why)s: %(names)s", why=why_not(str(one.facts.get("rule", ""))), names=names
        )
    if one.code == "more":
        return _("Place more deputies at this station: %(n)s", n=one.count)
    return _("Be content with fewer: %(n)s", n=one.facts["minimum"]) if one.code == "lower" else None


def _asked(one: Blocked) -> LazyText | str:
    of = one.facts.get("of")
    names = one.facts.get("anyof")
    wanted = names if isinstance(names, tuple) else ()
    if of == "level":
        return _listed([LEVEL_WORDS.get(str(each), str(each)) for each in wanted])
    return _listed([str(each) for each in wanted]) if of == "speciality" else _("the group whose turn it is")


def _names(drawn: Plan, deputies: Iterable[int]) -> LazyText | str:
    return _listed([_name(drawn, one) for one in deputies][:MOST_NAMES])


def _name(drawn: Plan, deputy: object) -> str:
    who = drawn.people.get(int(str(deputy)))
    return who.name if who else "?"


def _listed(words: Iterable[LazyText | str]) -> LazyText | str:
    first, *others = [*words] or [""]
    for other in others:
        first = _("%(before)s, %(last)s", before=first, last=other)
    return first
