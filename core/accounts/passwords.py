"""Which passwords will do: long enough, not among those guessed first, and nothing others know about the person."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any, Final

from core.errors import DomainError
from core.words import LazyText
from core.words import lazy as _

SHORTEST: Final = 10
FEWEST_SIGNS: Final = 5
LONGEST_OF_DIGITS: Final = 18
"""Telephone numbers, birthdays, numbers of identity cards: digits alone are nearly always one of these."""
_MEANT: Final = str.maketrans("0134578@$!", "oieastbasi")
"""Signs that stand for letters they look like."""
_TELLING: Final = 4
"""Fewer signs than this of a name or number may stand in a password by chance."""


class PasswordTooWeak(DomainError):
    """A password that is guessed quickly."""

    code = "password_too_weak"
    field = "password"
    message = _("%(reason)s Take at least %(length)s characters: three or four words that nobody connects with you.")


def check_strength(password: str, about: Iterable[str | None] = ()) -> None:
    """Raise :class:`PasswordTooWeak` for a password that is guessed quickly.

    `about` are the user name, the name and the numbers of the person, none of which may stand in it.
    """
    if reason := _weakness(_folded(password), [_folded(one) for one in about if one]):
        raise PasswordTooWeak(reason=reason, length=SHORTEST)


def _weakness(password: str, about: list[str]) -> LazyText | None:
    letters, core = re.sub(r"[\d\W_]", "", password), re.sub(r"^[\d\W_]+|[\d\W_]+$", "", password)
    if len(password) < SHORTEST:
        return _("This password is too short.")
    if len(set(password)) < FEWEST_SIGNS:
        return _("This password repeats the same few characters.")
    digits = re.sub(r"[\W_]", "", password)
    if digits.isdigit() and len(digits) <= LONGEST_OF_DIGITS:
        return _("This password has digits only, like a telephone number or a birthday.")
    if any(len(one) >= _TELLING and one in password for one in _parts(about)):
        return _("This password contains your name, your user name or your number.")
    if (
        password in _known()["whole"]
        or {letters, core.translate(_MEANT)} & set(_known()["words"])
        or _is_a_row(password)
    ):
        return _("This password is one of those that are guessed first.")
    return None


def _parts(about: list[str]) -> list[str]:
    """What is known of the person, whole and without the signs between: ``zhang.san`` is also ``zhangsan``."""
    return [*about, *(re.sub(r"[\W_]", "", one) for one in about)]


def _is_a_row(password: str) -> bool:
    """Whether the keys simply follow one another, forwards or backwards."""
    rows = [way for row in _known()["rows"] for way in (row, row[::-1])]
    return any(password[:SHORTEST] in row or password[-SHORTEST:] in row for row in rows)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


@cache
def _known() -> dict[str, Any]:
    return tomllib.loads(files("core.accounts").joinpath("data/common-passwords.toml").read_text(encoding="utf-8"))
