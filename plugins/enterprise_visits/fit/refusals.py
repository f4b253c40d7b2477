"""Which deputies and enterprises must not be paired, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from core.api.data import Deputy, Person
from core.api.declare import LazyText, _
from plugins.enterprise_visits.fit import others
from plugins.enterprise_visits.fit.facts import Facts, Integers
from plugins.enterprise_visits.models import Competitor, Competitors, Interest, Ruling

OWN_EMPLOYER: Final = _("The deputy works there: nobody looks after their own employer.")
INTEREST: Final = _("The deputy has declared an interest in this enterprise.")
COMPETITOR: Final = _(
    "The deputy works for a competitor of this enterprise, and their group keeps its employees apart."
)
FORBIDDEN: Final = _("The pair was forbidden by hand.")

Refusal = tuple[int, int, LazyText]
"""The numbers of a deputy and an enterprise, and why they must not be paired."""


@dataclass(frozen=True, slots=True, eq=False)
class Refusals:
    """Refused pairs, by the places of deputies and enterprises, in the order of the enterprises."""

    deputy: Integers
    enterprise: Integers
    why: Mapping[tuple[int, int], Sequence[LazyText]] = field(default_factory=dict)

    def of(self, deputy: int, enterprise: int) -> Sequence[LazyText]:
        """Why these two must not be paired; empty where they may."""
        return self.why.get((deputy, enterprise), ())

    def within(self, first: int, last: int) -> tuple[Integers, Integers]:
        """The refused pairs with the enterprises from `first` to before `last`."""
        begin, end = np.searchsorted(self.enterprise, (first, last))
        return self.deputy[begin:end], self.enterprise[begin:end]


def found(session: Session, facts: Facts, deputies: Select[int]) -> Refusals:
    """All pairs of the deputies and enterprises that must not be; `deputies` names the deputies of the facts."""
    why: dict[tuple[int, int], list[LazyText]] = defaultdict(list)
    refused = list(_all(session, facts, deputies))
    mine = facts.deputy_places([one[0] for one in refused]).tolist()
    theirs = facts.enterprise_places([one[1] for one in refused]).tolist()
    for deputy, enterprise, one in zip(mine, theirs, refused, strict=True):
        if deputy >= 0 and enterprise >= 0:
            why[deputy, enterprise].append(one[2])
    pairs = np.array(sorted(why, key=lambda pair: pair[1]), np.int64).reshape(-1, 2)
    return Refusals(pairs[:, 0], pairs[:, 1], why)


def _all(session: Session, facts: Facts, deputies: Select[int]) -> Iterator[Refusal]:
    employed = zip(facts.deputies.tolist(), facts.employer.tolist(), strict=True)
    yield from ((deputy, employer, OWN_EMPLOYER) for deputy, employer in employed if employer)
    interests = select(Interest.deputy_id, Interest.enterprise_id)
    interests = interests.where(Interest.ended_on.is_(None), Interest.deputy_id.in_(deputies))
    yield from _with(session.execute(interests), INTEREST)
    yield from _with(session.execute(_rivals(deputies)), COMPETITOR)
    rulings = select(Ruling.deputy_id, Ruling.enterprise_id, Ruling.reason)
    for row in session.execute(rulings.where(Ruling.kind == "forbidden", Ruling.deputy_id.in_(deputies))):
        yield row[0], row[1], _forbidden(row[2])
    yield from ((one.deputy_id, one.enterprise_id, one.reason) for one in others.conflicts(session, facts))


def _with(rows: Iterable[tuple[int, int]], why: LazyText) -> Iterator[Refusal]:
    return ((deputy, enterprise, why) for deputy, enterprise in rows)


def _rivals(deputies: Select[int]) -> Select[int, int]:
    """The deputies, and the competitors of their employers where the group keeps employees apart."""
    other = aliased(Competitor)
    query = (
        select(Deputy.id, other.enterprise_id)
        .join(Person, Person.id == Deputy.person_id)
        .join(Competitor, Competitor.enterprise_id == Person.employer_id)
        .join(Competitors, Competitors.id == Competitor.competitors_id)
        .join(other, other.competitors_id == Competitors.id)
    )
    return query.where(
        Deputy.id.in_(deputies), Competitors.bars_employers.is_(True), other.enterprise_id != Person.employer_id
    )


def _forbidden(reason: str) -> LazyText:
    return _("The pair was forbidden by hand: %(reason)s", reason=reason) if reason else FORBIDDEN
