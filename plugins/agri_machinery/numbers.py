"""Numbers as people type them into forms and tables: full-width digits, thousands apart, decimals with a point. Pure."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_NUMBER: Final = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d*)?|[+-]?\.\d+", re.ASCII)


def number(typed: str) -> float:
    """What was typed as a number. Raises ValueError for anything else: 12,5 is neither 125 nor surely 12.5."""
    text = unicodedata.normalize("NFKC", typed).strip()
    if not _NUMBER.fullmatch(text):
        raise ValueError(typed)
    return float(text.replace(",", ""))


def whole(typed: str) -> float:
    """What was typed as a number without decimals. Raises ValueError."""
    found = number(typed)
    if not found.is_integer():
        raise ValueError(typed)
    return found


def shown(value: float) -> str:
    """A number with all the decimals that are kept, and no zeros after them."""
    return f"{value:.3f}".rstrip("0").rstrip(".")
