"""People: their pinyin initials, and how to find them by what one remembers."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from sqlalchemy import ColumnElement, false, or_

from core.people.models import Person


def initials_of(name: str) -> str:
    """The pinyin initials of a name, lower case; surnames are read as surnames.

    A name that is no Chinese keeps the first letters of its words.
    """
    from pypinyin import Style, lazy_pinyin  # imported late: 55 MB

    surname = next((one for one in _surnames() if name.startswith(one)), "")
    rest = lazy_pinyin(
        name[len(surname) :], style=Style.FIRST_LETTER, errors=lambda other: "".join(re.findall(r"\b\w", other))
    )
    return (_surnames().get(surname, "") + "".join(rest)).lower()[:80]


@cache
def _surnames() -> dict[str, str]:
    """Surnames that are read otherwise than the characters are in words: surname to initials, longest first."""
    table = tomllib.loads(files("core.people").joinpath("surnames.toml").read_text(encoding="utf-8"))
    return dict(sorted(table["initials"].items(), key=lambda pair: -len(pair[0])))


def matching(words: str) -> ColumnElement[bool]:
    """People whose name contains the words, whose initials begin with them, or whose telephone number ends in them."""
    words = words.strip()
    if not words:
        return false()
    found = [Person.name.contains(words, autoescape=True)]
    if words.isascii() and words.isalpha():
        found.append(Person.initials.startswith(words.lower(), autoescape=True))
    if words.isascii() and words.isdigit() and len(words) >= 3:
        found.append(Person.phone.endswith(words, autoescape=True))
    return or_(*found)


def masked(phone: str) -> str:
    """A telephone number as strangers see it: its first three digits."""
    return phone[:3] + "*" * (len(phone) - 3)
