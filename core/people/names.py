"""Names of people and things: what cannot be one, wherever it is typed, and their pinyin initials."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from functools import cache, lru_cache, partial
from importlib.resources import files
from typing import Final

_REMEMBERED: Final = 10_000
_MARKUP: Final = re.compile(r"[<>]|&(?:[a-z]+|#\d+|#x[0-9a-f]+);", re.IGNORECASE)


def has_markup(text: str) -> bool:
    """Whether the text holds HTML: a name copied from a page, or worse."""
    return _MARKUP.search(text) is not None


def initials_of(name: str) -> str:
    """The pinyin initials of a name, lower case; surnames are read as surnames.

    A name that is no Chinese keeps the first letters of its words.
    """
    surname = next((one for one in _surnames() if name.startswith(one)), "")
    rest = _first_letters()(name[len(surname) :])
    return (_surnames().get(surname, "") + "".join(rest)).lower()[:80]


def person_key(initials: str, name: str) -> str:
    """What people are ordered by in lists."""
    return f"{initials} {name}"


@cache
def _first_letters() -> Callable[[str], list[str]]:
    """Reads a text; remembers the words it was cut into, which are few: long rosters have a hundred thousand names."""
    from pypinyin import Style  # imported late: 55 MB
    from pypinyin.converter import DefaultConverter
    from pypinyin.core import Pinyin

    reader = DefaultConverter()
    reader.convert = lru_cache(_REMEMBERED)(reader.convert)  # type: ignore[method-assign]  # what a subclass would do
    return partial(Pinyin(reader).lazy_pinyin, style=Style.FIRST_LETTER, errors=_letters_of_words)


def _letters_of_words(other: str) -> str:
    return "".join(re.findall(r"\b\w", other))


@cache
def _surnames() -> dict[str, str]:
    """Surnames that are read otherwise than the characters are in words: surname to initials, longest first."""
    table = tomllib.loads(files("core.people").joinpath("surnames.toml").read_text(encoding="utf-8"))
    return dict(sorted(table["initials"].items(), key=lambda pair: -len(pair[0])))
