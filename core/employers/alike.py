"""Which enterprises a text may mean: by the pairs of characters they share, rare pairs counting most."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from math import log

from core.imports.vocabulary import compared

MOST_SUGGESTED = 3
_ENOUGH = 0.6
"""This part of the name, or of what the text says of any name, has to be the same."""
_RARE = 10
"""A pair says something where at most one name in so many has it."""
_DISTINCT = 2


class Likeness:
    """Enterprises to compare texts with; what many names share (the place, "company limited") says little."""

    def __init__(self, enterprises: Iterable[tuple[int, str]]) -> None:
        self._pairs = {id_: _pairs(name) for id_, name in enterprises}
        self._holders: dict[str, list[int]] = defaultdict(list)
        for id_, pairs in self._pairs.items():
            for pair in pairs:
                self._holders[pair].append(id_)
        number = len(self._pairs)
        self._weights = {pair: log(1 + number / len(ids)) for pair, ids in self._holders.items()}
        self._many = max(3, number // _RARE)

    def suggest(self, text: str) -> list[int]:
        """The enterprises the text may mean, the likeliest first."""
        known = [pair for pair in _pairs(text) if pair in self._holders]
        likely = Counter(id_ for pair in known if self._is_rare(pair) for id_ in self._holders[pair])
        scores = {id_: self._likeness(known, id_) for id_, shared in likely.items() if shared >= _DISTINCT}
        ranked = sorted((id_ for id_ in scores if scores[id_] >= _ENOUGH), key=lambda id_: (-scores[id_], id_))
        return ranked[:MOST_SUGGESTED]

    def _is_rare(self, pair: str) -> bool:
        return len(self._holders[pair]) <= self._many

    def _likeness(self, known: Sequence[str], id_: int) -> float:
        shared = self._weigh(pair for pair in known if pair in self._pairs[id_])
        return shared / min(self._weigh(known), self._weigh(self._pairs[id_]))

    def _weigh(self, pairs: Iterable[str]) -> float:
        return sum(self._weights[pair] for pair in pairs)


def _pairs(text: str) -> frozenset[str]:
    plain = compared(text)
    return frozenset(plain[place : place + 2] for place in range(len(plain) - 1))
