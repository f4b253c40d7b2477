"""The part of fit that asks how near deputy and enterprise are to each other along the chain."""

from __future__ import annotations

from typing import Final

import numpy as np

from core.api.declare import LazyText, _
from plugins.enterprise_visits.fit.facts import Facts
from plugins.enterprise_visits.fit.parts import Table, kinds

KEY: Final = "chain"
TITLE: Final = _("Chain and segment")
SAME: Final = 400
STEP: Final = 100
"""How many points each segment in between takes off."""
FAR: Final = 100
"""The least on the same chain."""
STATION: Final = 200
"""Where the deputy's station stands on the enterprise's chain, and the employer is not on it."""

Where = tuple[frozenset[int], frozenset[int]]
"""The segments in which a deputy works, and the chains on which the deputy's stations stand."""


def part(facts: Facts) -> Table:
    """Same segment, neighbouring segment, same chain."""
    deputies, row = kinds(list(zip(facts.works_in, facts.stands_on, strict=True)))
    enterprises, column = kinds(facts.segments)
    table = np.array([[_points(facts, one, other) for other in enterprises] for one in deputies], np.int32)
    return Table(
        KEY,
        TITLE,
        table.reshape(len(deputies), len(enterprises)),
        row,
        column,
        lambda deputy, enterprise: _words(facts, deputies[row[deputy]], enterprises[column[enterprise]]),
    )


def _points(facts: Facts, deputy: Where, segments: frozenset[int]) -> int:
    steps = _steps(facts, deputy[0], segments)
    along = max(SAME - STEP * steps, FAR) if steps is not None else 0
    return max(along, STATION if _on_chain(facts, deputy[1], segments) else 0)


def _steps(facts: Facts, mine: frozenset[int], theirs: frozenset[int]) -> int | None:
    """How many segments lie between the nearest two; None where they share no chain."""
    known = [(facts.order[one], facts.order[other]) for one in mine for other in theirs]
    return min((abs(one[1] - other[1]) for one, other in known if one[0] == other[0]), default=None)


def _on_chain(facts: Facts, chains: frozenset[int], segments: frozenset[int]) -> bool:
    return any(facts.order[one][0] in chains for one in segments)


def _words(facts: Facts, deputy: Where, segments: frozenset[int]) -> LazyText:
    steps = _steps(facts, deputy[0], segments)
    if steps == 0:
        names = sorted(facts.names[one] for one in deputy[0] & segments)
        return _("Works in the same segment: %(segment)s.", segment=names[0])
    if steps == 1:
        return _("Works in the neighbouring segment of the chain.")
    if _on_chain(facts, deputy[1], segments) and (steps is None or SAME - STEP * steps < STATION):
        return _("The deputy's station stands on the enterprise's chain.")
    if steps is not None:
        return _("Works on the same chain, %(n)s segments away.", n=steps)
    return _("They share no chain.")
