"""What all pages of minutes are given: words, and how text is shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from plugins.alliances.minutes.words import MARKS, PARTS, STATES, STEPS, WAYS
from plugins.alliances.writing.text import html

PLUGIN: Final = "alliances"
WORDS: Final[Mapping[str, Any]] = {
    "states": STATES,
    "marks": MARKS,
    "parts": PARTS,
    "steps": STEPS,
    "ways": WAYS,
    "html": html,
}
