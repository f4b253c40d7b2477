"""What the festivals are called, and the words in which the State Council announces them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from core.words import LazyText
from core.words import lazy as _

FESTIVALS: Final[Mapping[str, LazyText]] = {
    "new_year": _("New Year"),
    "spring": _("Spring Festival"),
    "tomb_sweeping": _("Tomb-Sweeping Day"),
    "labour": _("Labour Day"),
    "dragon_boat": _("Dragon Boat Festival"),
    "mid_autumn": _("Mid-Autumn Festival"),
    "national": _("National Day"),
    "victory": _("Victory Day"),
}


def festival_words(name: str) -> str:
    """What a festival is called; a name somebody typed is that name."""
    return str(FESTIVALS.get(name, name))


def festival_key(words: str) -> str:
    """The festival that these words name, so that it is called rightly in every language; else the words."""
    words = words.strip()
    notice = notice_words()
    return next(
        (key for key, text in FESTIVALS.items() if words in (str(text), text.msgid)), notice.festivals.get(words, words)
    )


@dataclass(frozen=True, slots=True)
class NoticeWords:
    """How a notice says it."""

    section: re.Pattern[str]
    """The beginning of a festival's part: its name."""
    clause: re.Pattern[str]
    """Dates and what they are: free, or worked."""
    day: re.Pattern[str]
    """A day, or a day and the last one of several; with the weekday where the notice gives it."""
    year: re.Pattern[str]
    free: str
    weekdays: str
    festivals: Mapping[str, str]


@cache
def notice_words() -> NoticeWords:
    """The words of notices, read once from ``words.toml`` next door."""
    told = tomllib.loads(files("core.calendar").joinpath("words.toml").read_text(encoding="utf-8"))
    patterns = {name: re.compile(told["notice"][name]) for name in ("section", "clause", "day", "year")}
    named = {word: key for key, words in told["festivals"].items() for word in words}
    return NoticeWords(**patterns, free=told["notice"]["free"], weekdays=told["notice"]["weekdays"], festivals=named)
