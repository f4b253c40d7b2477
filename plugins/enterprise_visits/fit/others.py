"""Parts of fit and conflicts that other plugins give, held to what they promise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from core.api.data import ask, blame
from core.api.declare import LazyText, _
from plugins.enterprise_visits import hookspecs
from plugins.enterprise_visits.fit.facts import Facts, Integers
from plugins.enterprise_visits.fit.offered import Conflict, FitPart
from plugins.enterprise_visits.fit.parts import Listed, Part, Points


def parts(session: Session, facts: Facts) -> list[Part]:
    """What plugins add; a part that fails gives nothing, and its plugin is blamed."""
    offered = ask(
        hookspecs.enterprise_visits_fit,
        session,
        deputies=facts.deputies.tolist(),
        enterprises=facts.enterprises.tolist(),
    )
    found: dict[str, Part] = {}
    for one in offered:
        made: Part = _listed(facts, one) if isinstance(one.points, Mapping) else Computed(session, facts, one)
        found.setdefault(one.key, made)
    return list(found.values())


def conflicts(session: Session, facts: Facts) -> list[Conflict]:
    """What plugins refuse."""
    numbers = facts.deputies.tolist(), facts.enterprises.tolist()
    return ask(hookspecs.enterprise_visits_conflicts, session, deputies=numbers[0], enterprises=numbers[1])


def _listed(facts: Facts, given: FitPart) -> Listed:
    points: Any = given.points
    deputies = facts.deputy_places([pair[0] for pair in points])
    enterprises = facts.enterprise_places([pair[1] for pair in points])
    known = (deputies >= 0) & (enterprises >= 0)
    values = np.clip(np.array(list(points.values()), np.int64), -given.most, given.most).astype(np.int32)
    return Listed(
        given.key,
        given.title,
        facts.deputies.size,
        deputies[known],
        enterprises[known],
        values[known],
        lambda _deputy, _enterprise: PLAIN,
    )


PLAIN: LazyText = _("Given by another plugin.")


@dataclass(slots=True, eq=False)
class Computed:
    """Points a plugin computes. Once it has failed it is not asked again."""

    session: Session
    facts: Facts
    given: FitPart
    failed: bool = field(default=False)

    @property
    def key(self) -> str:
        """By it the manager's weight is found."""
        return self.given.key

    @property
    def title(self) -> LazyText | str:
        """What managers read."""
        return self.given.title

    def block(self, first: int, last: int) -> Points:
        """The points of all deputies with these enterprises."""
        return self._asked(self.facts.deputies, self.facts.enterprises[first:last])

    def pairs(self, deputies: Integers, enterprises: Integers) -> Points:
        """The points of these pairs: of everybody among them with everybody, a piece at a time."""
        found = np.zeros(len(deputies), np.int32)
        for enterprise in np.unique(enterprises).tolist():
            these = np.flatnonzero(enterprises == enterprise)
            found[these] = self._asked(
                self.facts.deputies[deputies[these]], self.facts.enterprises[enterprise : enterprise + 1]
            )[:, 0]
        return found

    def words(self, deputy: int, enterprise: int) -> LazyText | str:  # noqa: ARG002 - what a part promises
        """Why the pair has so many: its title says it."""
        return PLAIN

    def _asked(self, deputies: Integers, enterprises: Integers) -> Points:
        size = (deputies.size, enterprises.size)
        if self.failed or not callable(self.given.points):
            return np.zeros(size, np.int32)
        try:
            answered = np.asarray(self.given.points(deputies.tolist(), enterprises.tolist()))
            found: Points = np.clip(answered.reshape(size), -self.given.most, self.given.most).astype(np.int32)
        except Exception as error:  # noqa: BLE001 - a plugin's function may fail in any way
            self.failed = True
            blame(self.session, self.key.partition(".")[0], hookspecs.enterprise_visits_fit.__name__, error)
            return np.zeros(size, np.int32)
        return found
