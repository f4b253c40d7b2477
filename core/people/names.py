"""Names of people and things: what cannot be one, wherever it is typed."""

from __future__ import annotations

import re
from typing import Final

_MARKUP: Final = re.compile(r"[<>]|&(?:[a-z]+|#\d+|#x[0-9a-f]+);", re.IGNORECASE)


def has_markup(text: str) -> bool:
    """Whether the text holds HTML: a name copied from a page, or worse."""
    return _MARKUP.search(text) is not None
