"""Reading duty rules in words: what a roster says becomes a rhythm, or stays words."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from plugins.duty_days.rules.rhythms import LAST, DayOfMonth, NthWeekday, Rhythm

LONGEST = 60
"""Rules are a few words; anything longer is a story."""


def understood(words: str) -> Rhythm | None:
    """The rhythm these words name, if they name exactly one we know."""
    plain = "".join(unicodedata.normalize("NFKC", words).split())
    if not plain or len(plain) > LONGEST:
        return None
    vocabulary = _vocabulary()
    for rhythm, pattern in vocabulary.patterns:
        if found := pattern.fullmatch(plain):
            return _rhythm(rhythm, found.groupdict(), vocabulary.numbers)
    return None


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    patterns: tuple[tuple[str, re.Pattern[str]], ...]
    numbers: Mapping[str, int]


@cache
def _vocabulary() -> _Vocabulary:
    said = tomllib.loads(files("plugins.duty_days.rules").joinpath("words.toml").read_text(encoding="utf-8"))
    patterns = tuple((each["rhythm"], re.compile(each["says"])) for each in said["pattern"])
    return _Vocabulary(patterns, said["numbers"])


def _rhythm(rhythm: str, parts: Mapping[str, str | None], numbers: Mapping[str, int]) -> Rhythm:
    if rhythm == DayOfMonth.kind:
        return DayOfMonth(_number(parts["day"], numbers))
    nth = LAST if parts["last"] else 1 if parts["first"] else _number(parts["nth"], numbers)
    return NthWeekday(nth, _number(parts["weekday"], numbers) - 1)


def _number(text: str | None, numbers: Mapping[str, int]) -> int:
    """A number up to 99 in digits or in words: 25, or two-ten-five."""
    if text is None or text.isascii():
        return int(text or 0)
    ten = next(word for word, value in numbers.items() if value == 10)
    tens, found, ones = text.rpartition(ten)
    return (numbers[tens] if tens else 1) * 10 * bool(found) + (numbers[ones] if ones else 0)
