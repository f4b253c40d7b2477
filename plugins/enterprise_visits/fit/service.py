"""All parts of fit together: the built-in ones and those of plugins, as far as the manager lets them count."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from sqlalchemy import Select
from sqlalchemy.orm import Session

from core.api.declare import LazyText, _
from plugins.enterprise_visits.fit import chain, distance, others, refusals, speciality, wishes
from plugins.enterprise_visits.fit.facts import Facts, Integers, load
from plugins.enterprise_visits.fit.parts import EVERYTHING, Part, Points, weighed
from plugins.enterprise_visits.fit.refusals import Refusals
from plugins.enterprise_visits.solving.problem import Costs

CONTINUITY: Final = "continuity"
CONTINUITY_TITLE: Final = _("Continuity of pairs")
KEEPING: Final = Costs().continuity
"""What it is worth, in points, that a pair stays together."""


@dataclass(frozen=True, eq=False)
class Fit:
    """How well each deputy and each enterprise fit, and who must not be paired."""

    facts: Facts
    parts: Sequence[Part]
    weights: Mapping[str, int]
    """In per cent, by key."""
    find_refusals: Callable[[], Refusals]

    @cached_property
    def refused(self) -> Refusals:
        """Who must not be paired; looked for when somebody asks."""
        return self.find_refusals()

    def weight(self, key: str) -> int:
        """How much a part counts."""
        return self.weights.get(key, EVERYTHING)

    def block(self, first: int, last: int) -> Points:
        """The total of all deputies, a row each, with the enterprises from `first` to before `last`."""
        total = np.zeros((self.facts.deputies.size, last - first), np.int32)
        for part in self.parts:
            if weight := self.weight(part.key):
                total += weighed(part.block(first, last), weight)
        return total

    def pairs(self, deputies: Integers, enterprises: Integers) -> Mapping[str, Points]:
        """What each part gives these pairs, by its key."""
        return {part.key: weighed(part.pairs(deputies, enterprises), self.weight(part.key)) for part in self.parts}


def fit(
    session: Session, deputies: Select[int], enterprises: Select[int], weights: Mapping[str, int] | None = None
) -> Fit:
    """The fit of all these deputies with all these enterprises."""
    facts = load(session, deputies, enterprises)
    parts: list[Part] = [
        chain.part(facts),
        speciality.part(facts),
        distance.Distance(facts),
        wishes.part(session, facts, deputies),
        *others.parts(session, facts),
    ]
    return Fit(facts, parts, weights or {}, lambda: refusals.found(session, facts, deputies))


def titles(session: Session) -> Mapping[str, LazyText | str]:
    """The parts a manager weighs, by key: those of plugins too."""
    given = {part.key: part.title for part in others.parts(session, NOBODY)}
    return {
        chain.KEY: chain.TITLE,
        speciality.KEY: speciality.TITLE,
        distance.KEY: distance.TITLE,
        CONTINUITY: CONTINUITY_TITLE,
        wishes.KEY: wishes.TITLE,
        **given,
    }


_NONE: Final = np.zeros(0, np.int64)
NOBODY: Final = Facts(
    deputies=_NONE,
    enterprises=_NONE,
    employer=_NONE,
    deputy_at=np.zeros((0, 2)),
    enterprise_at=np.zeros((0, 2)),
    speciality=(),
    needs=(),
    works_in=(),
    stands_on=(),
    segments=(),
    order={},
    names={},
)
"""Of nobody: parts are asked for their titles with it."""
