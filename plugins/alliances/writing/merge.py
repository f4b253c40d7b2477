"""Two people changed the same text: both changes in one, as far as they do not touch each other.

Where both changed the same words, both wordings stand in the merged text, each between brackets of its own, theirs first:
``yield rose by ⟪20 %⟫⟪25 %⟫``. A text with such brackets is not saved: somebody has to choose.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from plugins.alliances.writing.compare import common_blocks, words_of

OPENS: Final = "\u27ea"
CLOSES: Final = "\u27eb"
_LEFT_OPEN: Final = re.compile(f"{OPENS}[^{CLOSES}]*{CLOSES}{OPENS}[^{CLOSES}]*{CLOSES}")


@dataclass(frozen=True, slots=True)
class Merged:
    """The proposal, and at how many places both wordings stand."""

    text: str
    conflicts: int

    @property
    def is_clean(self) -> bool:
        """Whether the changes did not touch each other."""
        return self.conflicts == 0


def merged(base: str, theirs: str, mine: str) -> Merged:
    """Both changes of the base in one text."""
    if mine in (theirs, base):
        return Merged(theirs, 0)
    if theirs == base:
        return Merged(mine, 0)
    return _by_words(base, theirs, mine)


def merged_line(base: str, theirs: str, mine: str) -> Merged:
    """The same of a heading or a name, which is one thing: changed by both, mine stands and one conflict is counted."""
    if mine in (theirs, base):
        return Merged(theirs, 0)
    return Merged(mine, 0 if theirs == base else 1)


def left_open(text: str) -> int:
    """At how many places both wordings still stand."""
    return len(_LEFT_OPEN.findall(text))


def _by_words(base: str, theirs: str, mine: str) -> Merged:
    from merge3 import Merge3

    groups = Merge3(words_of(base), words_of(theirs), words_of(mine), sequence_matcher=_Words).merge_groups()
    parts: list[str] = []
    conflicts = 0
    for kind, *wordings in groups:
        if kind == "conflict":
            # Of the three wordings the first is that of the base.
            their_words, my_words = ("".join(words) for words in wordings[1:])
            parts.append(f"{OPENS}{their_words}{CLOSES}{OPENS}{my_words}{CLOSES}")
            conflicts += 1
        else:
            parts.append("".join(wordings[0]))
    return Merged("".join(parts), conflicts)


class _Words:
    """What the merge asks for what two texts have in common: in words, whole sentences first."""

    def __init__(self, isjunk: Any = None, a: Sequence[str] = (), b: Sequence[str] = (), autojunk: bool = True) -> None:
        del isjunk, autojunk
        self._one, self._other = a, b

    def get_matching_blocks(self) -> list[tuple[int, int, int]]:
        """Where each stretch begins in both and its length; a last one of no length says where they end."""
        found = [(block.one, block.other, block.size) for block in common_blocks(self._one, self._other)]
        return [*found, (len(self._one), len(self._other), 0)]
