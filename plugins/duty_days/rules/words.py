"""Reading duty rules in words: what a roster says becomes a rhythm, the beginning of one, or stays words."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import time
from functools import cache
from importlib.resources import files
from typing import Any, Final

from plugins.duty_days.rules import lunar
from plugins.duty_days.rules.rhythms import LAST, Dates, LunarDates, Rhythm, Weekdays, Weekly, WeekOfMonth

LONGEST = 60
"""Rules are a few words; anything longer is a story."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What words say: a rhythm, or a kind of rhythm with what is known of it, and what they say beside it."""

    kind: str
    """The choice on the rules page that fits: ``dates``, ``weekdays``, ``weekly``, ``months``, ``digits``, ``lunar`` ..."""
    rhythm: Rhythm | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    """What is known where it is no rhythm yet: ``every``, ``weekdays``, ``months``, ``digits``."""
    policy: str = ""
    half: str = ""
    """``morning``, ``afternoon``; ``both`` where people are visited in one half and received in the other."""
    begins: time | None = None
    ends: time | None = None

    @property
    def is_whole(self) -> bool:
        """Whether a rule can be made of it as it is: it says a rhythm, and nothing that is to be decided."""
        return self.rhythm is not None and not (self.policy or self.half or self.begins)


def understood(words: str) -> Rhythm | None:
    """The rhythm these words name, if they name exactly one we know and say no more than that."""
    said = heard(words)
    return said.rhythm if said and said.is_whole else None


def heard(words: str) -> Heard | None:
    """What can be made of the words: enough for a rule, or for the beginning of one; None if nothing."""
    plain = "".join(unicodedata.normalize("NFKC", words).split())
    if not plain or len(plain) > LONGEST:
        return None
    vocabulary = _vocabulary()
    plain, beside = vocabulary.without_fringes(plain)
    if not plain and beside.get("half") == "both":
        return Heard("", half="both")
    for pattern, says in vocabulary.patterns:
        found = says.fullmatch(plain)
        if found and (said := _said(pattern, found.groupdict(), vocabulary)):
            return Heard(**said, **beside)
    return None


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    patterns: tuple[tuple[Mapping[str, Any], re.Pattern[str]], ...]
    numbers: Mapping[str, int]
    signs: Mapping[str, re.Pattern[str]]
    fringes: Mapping[str, re.Pattern[str]]
    policies: Mapping[str, str]

    def without_fringes(self, plain: str) -> tuple[str, dict[str, Any]]:
        """The words without what stands around a rhythm, and what that says."""
        beside: dict[str, Any] = {}
        for name in ("holidays", "except", "halves", "hours", "half"):
            if found := self.fringes[name].search(plain):
                told = found.groupdict()
                plain = plain[: found.start()] + plain[found.end() :]
                beside |= self._beside(name, told)
        plain = self.fringes["before"].sub("", plain, count=1)
        return self.fringes["after"].sub("", plain, count=1).strip(",;()"), beside

    def _beside(self, name: str, told: Mapping[str, str | None]) -> dict[str, Any]:
        if name == "halves":
            return {"half": "both"}
        if name == "half":
            half = ("", "morning", "afternoon")[self.halves.index(str(told["half"]))]
            return {"half": half} if half else {}
        if name == "hours":
            return {
                side: time.fromisoformat(str(told[side]).zfill(5))
                for side in ("begins", "ends")
                if _is_time(told[side])
            }
        return {"policy": self.policies[str(told["policy"])]}

    @property
    def halves(self) -> list[str]:
        """All of the day, morning, afternoon, as rosters say it."""
        return self.fringes["half"].pattern.removeprefix("(?P<half>").removesuffix(")").split("|")


def _is_time(text: str | None) -> bool:
    return bool(text) and int(str(text).partition(":")[0]) < 24


@cache
def _vocabulary() -> _Vocabulary:
    said = tomllib.loads(files("plugins.duty_days.rules").joinpath("words.toml").read_text(encoding="utf-8"))
    signs: dict[str, str] = said["signs"]

    def compiled(text: str) -> re.Pattern[str]:
        for name, sign in signs.items():
            text = text.replace(f"{{{name}}}", sign)
        return re.compile(text)

    def patterns() -> Iterator[tuple[Mapping[str, Any], re.Pattern[str]]]:
        for pattern in said["pattern"]:
            if pattern.get("of_months"):
                for months in said["months"]:
                    yield {**pattern, "months": months.get("months")}, compiled(months["says"] + pattern["says"])
            else:
                yield pattern, compiled(pattern["says"])

    fringes = {name: compiled(text) for name, text in said["fringes"].items()}
    fringes["before"] = re.compile("^" + fringes["before"].pattern)
    fringes["after"] = re.compile(fringes["after"].pattern + "$")
    return _Vocabulary(
        tuple(patterns()),
        said["numbers"],
        {name: re.compile(sign) for name, sign in signs.items()},
        fringes,
        said["policies"],
    )


def _said(
    pattern: Mapping[str, Any], parts: Mapping[str, str | None], vocabulary: _Vocabulary
) -> dict[str, Any] | None:
    """What a pattern that fits says: a rhythm, or what is known of one; None where it names what cannot be."""
    values = _values(pattern, parts, vocabulary)
    kind = pattern["kind"]
    if pattern.get("asks"):
        return {"kind": kind, "values": values}
    try:
        return {"kind": kind, "rhythm": _rhythm(kind, values)}
    except ValueError:
        return None


def _rhythm(kind: str, values: Mapping[str, Any]) -> Rhythm:
    months = values.get("months", ())
    if kind == "dates":
        return Dates(values["days"], months)
    if kind == "weekdays":
        return Weekdays(values["nths"], values["weekdays"], months)
    if kind == "week_of_month":
        return WeekOfMonth(values["nths"][0], values["weekdays"][0], months)
    if kind == "weekly":
        return Weekly(values.get("weekdays", (0, 1, 2, 3, 4)))
    if kind == "lunar":
        return LunarDates(values["lunar"] if "lunar" in values else lunar.days_ending_in(values["digits"]))
    return Dates(lunar.days_ending_in(values["digits"], 31))


def _values(pattern: Mapping[str, Any], parts: Mapping[str, str | None], vocabulary: _Vocabulary) -> dict[str, Any]:
    """What the groups of a pattern say, in numbers."""
    values: dict[str, Any] = {name: _fixed(value) for name, value in pattern.get("values", {}).items()}
    if pattern.get("months") is not None:
        values["months"] = tuple(pattern["months"])
    if parts.get("first"):
        values["nths"] = (1,)
    if parts.get("last"):
        values["nths"] = values["days"] = (LAST,)
    for group, text in parts.items():
        if text is not None and group in _READ_AS:
            name, sign, make = _READ_AS[group]
            found = vocabulary.signs[sign].findall(text)
            values[name] = make(tuple(_number(each, vocabulary.numbers) for each in found))
    return values


def _fixed(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _as_weekdays(numbers: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(number - 1 for number in numbers)


def _as_range(numbers: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(range(numbers[0] - 1, numbers[-1]))


def _as_digits(numbers: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(number % 10 for number in numbers)


def _as_one(numbers: tuple[int, ...]) -> int:
    return numbers[0]


_READ_AS: Final[Mapping[str, tuple[str, str, Callable[[tuple[int, ...]], Any]]]] = {
    "days": ("days", "N", tuple),
    "months": ("months", "N", tuple),
    "weekdays": ("weekdays", "W", _as_weekdays),
    "weekday": ("weekdays", "W", _as_weekdays),
    "range": ("weekdays", "W", _as_range),
    "nths": ("nths", "D", tuple),
    "week": ("nths", "D", tuple),
    "digits": ("digits", "D", _as_digits),
    "lunar": ("lunar", "LUNAR", tuple),
    "every": ("every", "N", _as_one),
}
"""What each group of a pattern says: the name of the value, the sign its numbers are written with, what they mean."""


def _number(text: str, numbers: Mapping[str, int]) -> int:
    """A number up to 99 in digits or in words: 25, two-ten-five; of the lunar calendar beginning-ten, score-five."""
    if text.isascii():
        return int(text)
    ten = next(word for word, value in numbers.items() if value == 10)
    tens, found, ones = text.rpartition(ten)
    before = numbers[tens] if tens else 1
    if before == 0:  # beginning-ten
        return 10
    if not found and len(ones) > 1:  # beginning-three, score-five
        return numbers[ones[0]] + numbers[ones[1]]
    return before * 10 * bool(found) + (numbers[ones] if ones else 0)
