"""What lists are ordered by: in names the number counts, not its digits, and every database orders alike."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column, validates

KEY_LENGTH: Final = 200
SORT_KEY: Final = String(KEY_LENGTH).with_variant(String(KEY_LENGTH, collation="C"), "postgresql")
"""The type of a key: compared sign by sign, whatever language the database orders by."""
DERIVED_COLUMNS: Final = frozenset({"sort_key"})
"""Columns that only say again what others say: the audit leaves them out."""

_NUMERALS: Final = {
    sign: value for value, sign in enumerate("\u3007\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d")
} | {"\u96f6": 0}
_UNITS: Final = {"\u5341": 10, "\u767e": 100, "\u5343": 1000}
_NUMBER: Final = re.compile(rf"\d+|[{''.join([*_NUMERALS, *_UNITS])}]+")


def sort_key(name: str) -> str:
    """The key of a name: the second stands before the tenth, whether in digits or in Chinese numerals."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return _NUMBER.sub(lambda found: _ordered(_value(found[0])), plain)[:KEY_LENGTH]


def _ordered(number: int) -> str:
    """Longer numbers after shorter ones: 2 is ``012``, 10 is ``0210``."""
    digits = str(number)
    return f"{len(digits):02d}{digits}"


def _value(written: str) -> int:
    if written[0].isdecimal():
        return int(written)
    if not any(sign in _UNITS for sign in written):
        return int("".join(str(_NUMERALS[sign]) for sign in written))
    total, digit = 0, None
    for sign in written:
        if sign in _UNITS:
            total += (1 if digit is None else digit) * _UNITS[sign]
            digit = None
        else:
            digit = _NUMERALS[sign]
    return total + (digit or 0)


class Named:
    """A record that lists are ordered by the name of."""

    sort_key: Mapped[str] = mapped_column(SORT_KEY, default="", server_default="")
    """The name as it is ordered by: see :func:`sort_key`."""

    @validates("name")
    def _know_order(self, _key: str, name: str) -> str:
        self.sort_key = sort_key(name or "")
        return name
