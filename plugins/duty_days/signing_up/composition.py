"""Who should sit together: what a station wants of those who serve in one sitting, and whether they are that.

Nothing here knows a database. Wishes are kept as plain JSON with the station, or with a single day that wants something
else; :func:`read` and :func:`written` turn them into :class:`Want` and back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

KINDS: Final = ("level", "speciality", "group", "turn", "enterprise")
LEVELS: Final = ("national", "provincial", "prefectural", "county", "township")
"""From the highest down: a wish for a level is met by the ones above, too."""
ALL_PLACES: Final = 0
"""As many as there are places, where a want names no number."""


@dataclass(frozen=True, slots=True)
class Traits:
    """What matters about a deputy who serves, or would."""

    deputy_id: int
    levels: frozenset[str] = frozenset()
    speciality: str = ""
    groups: frozenset[int] = frozenset()
    employer_id: int | None = None


@dataclass(frozen=True, slots=True)
class Want:
    """One thing a station wants of a sitting: a wish, or (`must`) a rule that signing up keeps."""

    of: Literal["level", "speciality", "group", "turn", "enterprise"]
    anyof: tuple[str, ...] | tuple[int, ...] = ()
    """Levels, specialities, or numbers of groups. Of a ``turn``: the groups in their order, a month each."""
    at_least: int = 1
    must: bool = False

    def is_met_by(self, one: Traits) -> bool:
        """Whether this deputy is one of those wanted."""
        if self.of == "level":
            return not one.levels.isdisjoint(self.anyof)
        if self.of == "speciality":
            return one.speciality in self.anyof
        return not one.groups.isdisjoint(self.anyof)

    def short_of(self, serving: Iterable[Traits], places: int) -> int:
        """How many of those wanted are missing among who serves."""
        number = min(self.at_least or places, places)
        return max(0, number - sum(1 for one in serving if self.is_met_by(one)))


def read(kept: Iterable[Mapping[str, Any]] | None) -> tuple[Want, ...]:
    """The wants that were kept; what an older or newer version wrote and nobody understands is left out."""
    found = []
    for one in kept or ():
        if one.get("of") in KINDS:
            anyof = tuple(one.get("anyof") or ())
            found.append(Want(one["of"], anyof, int(one.get("at_least") or 0), bool(one.get("must"))))
    return tuple(found)


def written(wants: Iterable[Want]) -> list[dict[str, Any]]:
    """The wants as they are kept."""
    return [{"of": one.of, "anyof": list(one.anyof), "at_least": one.at_least, "must": one.must} for one in wants]


def on(wants: Iterable[Want], day: date) -> tuple[Want, ...]:
    """What is wanted on this day: groups that take turns have become the one whose month it is."""
    return tuple(_whose_turn(one, day) if one.of == "turn" else one for one in wants if one.of != "turn" or one.anyof)


def from_level_up(level: str) -> tuple[str, ...]:
    """This level and the ones above it."""
    return LEVELS[: LEVELS.index(level) + 1]


def missing(wants: Iterable[Want], serving: Sequence[Traits], places: int) -> tuple[tuple[Want, int], ...]:
    """What is wanted on a day and not there, with how many are short of it; wants as :func:`on` gives them."""
    found = []
    for want in wants:
        short = len(colleagues(serving)) if want.of == "enterprise" else want.short_of(serving, places)
        if short:
            found.append((want, short))
    return tuple(found)


def colleagues(serving: Iterable[Traits]) -> tuple[Traits, ...]:
    """Those who serve beside somebody of the same enterprise who came before them."""
    seen: set[int] = set()
    found = []
    for one in serving:
        if one.employer_id is not None and one.employer_id in seen:
            found.append(one)
        elif one.employer_id is not None:
            seen.add(one.employer_id)
    return tuple(found)


def against(wants: Iterable[Want], serving: Sequence[Traits], places: int, one: Traits) -> Want | None:
    """The rule (a want that `must` be kept) that forbids this deputy a place beside those who serve; None where none does.

    The last places are kept for those who are wanted and not there yet: who is one of them may always come.
    """
    rules = [want for want in wants if want.must]
    apart = next((want for want in rules if want.of == "enterprise"), None)
    if apart and one.employer_id is not None and any(each.employer_id == one.employer_id for each in serving):
        return apart
    short = [(want, number) for want in rules if want.of != "enterprise" and (number := want.short_of(serving, places))]
    if any(want.is_met_by(one) for want, _number in short):
        return None
    free_then = places - len(serving) - 1
    return short[0][0] if short and free_then < sum(number for _want, number in short) else None


def groups_of(wants: Iterable[Want]) -> Collection[int]:
    """The numbers of the groups that are wanted: who puts a want into words needs their names."""
    return {int(one) for want in wants if want.of in ("group", "turn") for one in want.anyof}


def _whose_turn(want: Want, day: date) -> Want:
    group = want.anyof[(day.year * 12 + day.month - 1) % len(want.anyof)]
    return Want("group", (int(group),), want.at_least, want.must)
