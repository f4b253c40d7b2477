"""Constituencies: which mandate of a row its cell speaks of; the same words that an export writes are read again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from core.imports.vocabulary import vocabulary

DIRECT: Final = ("county", "township")
UNKNOWN: Final = "?"
"""The level of a mandate while nobody has said what a bare word for city means."""
_BETWEEN: Final = "\uff1b"
_BETWEENS = re.compile("[;\uff1b]")


def constituency_at(levels: Sequence[str], place: int, written: str) -> str:
    """What the cell says of one of the row's mandates.

    As many parts as mandates are one for each, in their order. Otherwise voters' districts belong to direct
    mandates, electing bodies to indirect ones, and anything else to all.
    """
    if not written or len(levels) == 1:
        return written
    parts = [part.strip() for part in _BETWEENS.split(written)]
    if len(parts) == len(levels):
        return "" if parts[place] in vocabulary().empty else parts[place]
    words, level = vocabulary(), levels[place]
    is_direct = any(word in written for word in words.direct)
    is_indirect = any(word in written for word in words.indirect)
    if is_direct and not is_indirect and {*levels} & {*DIRECT, UNKNOWN}:
        return written if level in (*DIRECT, UNKNOWN) else ""
    if is_indirect and not is_direct and {*levels} - {*DIRECT, UNKNOWN}:
        return written if level not in DIRECT else ""
    return written


def cell_of(levels: Sequence[str], constituencies: Sequence[str]) -> str:
    """A cell that says exactly this of the mandates."""
    for written in dict.fromkeys(one for one in constituencies if one):
        if all(constituency_at(levels, place, written) == one for place, one in enumerate(constituencies)):
            return written
    if not any(constituencies):
        return ""
    return _BETWEEN.join(one or vocabulary().none_word for one in constituencies)
