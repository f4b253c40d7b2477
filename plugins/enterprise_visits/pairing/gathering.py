"""Candidates: which deputies and enterprises of an area may be paired, how well they fit, as a problem to be solved."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from sqlalchemy import ColumnElement, and_, not_, or_, select
from sqlalchemy.orm import Session

from core.api.data import Deputy, Enterprise
from core.api.declare import LazyText, _
from plugins.enterprise_visits.fit.facts import Integers
from plugins.enterprise_visits.fit.parts import EVERYTHING
from plugins.enterprise_visits.fit.service import CONTINUITY, KEEPING, Fit, fit
from plugins.enterprise_visits.models import Competitor, Pairing, Ruling, Wanted
from plugins.enterprise_visits.pairing.area import Area
from plugins.enterprise_visits.solving.problem import NO_GROUP, Costs, Problem

ALL_UP_TO: Final = 5000
"""Up to so many enterprises every pair that may be is a candidate."""
BEST: Final = 20
"""Above that: the deputies that fit an enterprise best."""
PIECE: Final = 1_000_000
"""So many pairs are looked at together."""

RIVAL: Final = _("The deputy looks after a competitor of this enterprise already, outside of what is paired here.")

Told = Callable[[float], None]
"""Hears which share of the pairs was looked at."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a manager asks of a proposal."""

    at_least: int = 3
    at_most: int = 4
    weights: Mapping[str, int] = field(default_factory=dict)
    """In per cent, by the key of the part of fit; one that is not there counts in full."""


@dataclass(frozen=True, slots=True, eq=False)
class Gathered:
    """A problem, and what its numbers stand for."""

    fit: Fit
    problem: Problem
    best: int
    """How many deputies of each enterprise were looked at; 0 where all were."""
    refused_locks: tuple[tuple[int, int], ...]
    """Locked pairs that a rule refuses, by their places."""
    rivals: frozenset[tuple[int, int]]
    """Deputies, and the groups of competitors of which they look after one that is not of the area."""

    def deputy(self, place: int) -> int:
        """The number of the deputy at this place."""
        return int(self.fit.facts.deputies[place])

    def refusals(self, deputy: int, enterprise: int) -> Sequence[LazyText]:
        """Why these two, by their places, must not be paired; empty where they may."""
        rival = (deputy, int(self.problem.group[enterprise])) in self.rivals
        return [*self.fit.refused.of(deputy, enterprise), *([RIVAL] if rival else [])]

    def enterprise(self, place: int) -> int:
        """The number of the enterprise at this place."""
        return int(self.fit.facts.enterprises[place])


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Pairs by the places of their deputies and enterprises, sorted: by enterprise, then by deputy."""

    deputy: Integers
    enterprise: Integers

    def keys(self, deputies: int) -> Integers:
        """One number a pair."""
        return _keys(self.deputy, self.enterprise, deputies)

    def pairs(self) -> Iterator[tuple[int, int]]:
        """One by one."""
        return zip(self.deputy.tolist(), self.enterprise.tolist(), strict=True)


@dataclass(frozen=True, slots=True)
class Few:
    """Some deputies and enterprises of an area, by their numbers: a question about two of them is answered sooner."""

    deputies: frozenset[int]
    enterprises: frozenset[int]


def gather(
    session: Session,
    area: Area,
    asked: Asked,
    day: date,
    told: Told | None = None,
    *,
    most: int = ALL_UP_TO,
    few: Few | None = None,
) -> Gathered:
    """All that may be paired in the area from this day on; or among a few of it."""
    deputies, enterprises = area.deputies(), area.enterprises()
    if few is not None:
        deputies = deputies.where(Deputy.id.in_(sorted(few.deputies)))
        enterprises = select(Enterprise.id).where(Enterprise.id.in_(sorted(few.enterprises)))
    known = fit(session, deputies, enterprises, asked.weights)
    size = (known.facts.deputies.size, known.facts.enterprises.size)
    kept, locked = _there(session, area, known, day), _locked(session, area, known)
    group, number = _groups(session, known)
    elsewhere, rivals = _elsewhere(session, area, known, day, number)
    best = BEST if size[1] > most and size[0] > BEST else 0
    deputy, enterprise, score = _candidates(known, best, [kept, locked], told or _nobody)
    if rivals:
        allowed = ~np.isin(_keys(deputy, group[enterprise], size[0]), [g * size[0] + d for d, g in rivals])
        deputy, enterprise, score = deputy[allowed], enterprise[allowed], score[allowed]
    keys = _keys(deputy, enterprise, size[0])
    problem = Problem.of(
        size[0],
        size[1],
        deputy,
        enterprise,
        score,
        kept=np.isin(keys, kept.keys(size[0])),
        locked=np.isin(keys, locked.keys(size[0])),
        wanted=_wanted(session, area, known, day),
        group=group,
        elsewhere=elsewhere,
        at_least=asked.at_least,
        at_most=asked.at_most,
        costs=Costs(continuity=KEEPING * known.weight(CONTINUITY) // EVERYTHING),
    )
    never = tuple(
        (one, other)
        for one, other in locked.pairs()
        if known.refused.of(one, other) or (one, int(group[other])) in rivals
    )
    return Gathered(known, problem, best, never, rivals)


def _nobody(share: float) -> None:
    """Where nobody asked to hear how far it is."""


# Candidates


def _candidates(known: Fit, best: int, also: list[Pairs], told: Told) -> tuple[Integers, Integers, Integers]:
    """All pairs that may be, or the best of each enterprise and these; with their points."""
    deputies, enterprises = known.facts.deputies.size, known.facts.enterprises.size
    step = max(1, PIECE // max(deputies, 1))
    found: list[tuple[npt.NDArray[np.int32], npt.NDArray[np.int32], npt.NDArray[np.int32]]] = []
    for first in range(0, enterprises, step):
        last = min(first + step, enterprises)
        points = known.block(first, last)
        allowed = np.ones(points.shape, np.bool_)
        refused = known.refused.within(first, last)
        allowed[refused[0], refused[1] - first] = False
        if best:
            allowed &= _among_best(points, allowed, best, [_within(one, first, last) for one in also])
        enterprise, deputy = np.nonzero(allowed.T)  # in the order of the enterprises
        found.append(((deputy).astype(np.int32), (enterprise + first).astype(np.int32), points[deputy, enterprise]))
        told(last / enterprises)
    if not found:
        none = np.zeros(0, np.int64)
        return none, none, none
    return (
        np.concatenate([one[0] for one in found]).astype(np.int64),
        np.concatenate([one[1] for one in found]).astype(np.int64),
        np.concatenate([one[2] for one in found]).astype(np.int64),
    )


def _among_best(
    points: npt.NDArray[np.int32], allowed: npt.NDArray[np.bool_], best: int, also: list[tuple[Integers, Integers]]
) -> npt.NDArray[np.bool_]:
    """Which pairs are among the best of their enterprise, or among `also`.

    Those that fit equally well are taken in turn, so that not the same twenty deputies stand for everybody.
    """
    deputies = points.shape[0]
    turn = (np.arange(deputies)[:, None] * 7919 + np.arange(points.shape[1])[None, :] * 104_729) % deputies
    rank = np.where(allowed, points.astype(np.int64) * deputies + turn, np.iinfo(np.int64).min)
    chosen = np.argpartition(rank, deputies - best, axis=0)[deputies - best :]
    found = np.zeros(points.shape, np.bool_)
    np.put_along_axis(found, chosen, values=True, axis=0)
    for deputy, enterprise in also:
        found[deputy, enterprise] = True
    return found


def _within(pairs: Pairs, first: int, last: int) -> tuple[Integers, Integers]:
    begin, end = np.searchsorted(pairs.enterprise, (first, last))
    return pairs.deputy[begin:end], pairs.enterprise[begin:end] - first


def _keys(deputy: Integers, enterprise: Integers, deputies: int) -> Integers:
    """One number a pair."""
    return enterprise * deputies + deputy


def _sorted(known: Fit, rows: list[tuple[int, int]]) -> Pairs:
    """These pairs of numbers, as far as they are known, by their places."""
    deputy = known.facts.deputy_places([row[0] for row in rows])
    enterprise = known.facts.enterprise_places([row[1] for row in rows])
    there = (deputy >= 0) & (enterprise >= 0)
    keys = np.unique(_keys(deputy[there], enterprise[there], max(known.facts.deputies.size, 1)))
    return Pairs(keys % max(known.facts.deputies.size, 1), keys // max(known.facts.deputies.size, 1))


# What is there


def _later(day: date) -> ColumnElement[bool]:
    return or_(Pairing.ends.is_(None), Pairing.ends > day)


def _there(session: Session, area: Area, known: Fit, day: date) -> Pairs:
    """The pairs of the area that hold, or will."""
    query = select(Pairing.deputy_id, Pairing.enterprise_id).where(area.pairings(), _later(day))
    return _sorted(known, [(row[0], row[1]) for row in session.execute(query)])


def _locked(session: Session, area: Area, known: Fit) -> Pairs:
    query = select(Ruling.deputy_id, Ruling.enterprise_id).where(
        Ruling.kind == "locked", Ruling.deputy_id.in_(area.deputies())
    )
    return _sorted(known, [(row[0], row[1]) for row in session.execute(query)])


def _elsewhere(
    session: Session, area: Area, known: Fit, day: date, number: Mapping[int, int]
) -> tuple[Integers, frozenset[tuple[int, int]]]:
    """How many enterprises outside of the area each deputy looks after, and to which competitors these belong."""
    columns: tuple[Any, ...] = (Pairing.deputy_id, Competitor.competitors_id)
    query = select(*columns).outerjoin(Competitor, Competitor.enterprise_id == Pairing.enterprise_id)
    here = Pairing.deputy_id.in_(area.deputies())
    rows = session.execute(query.where(here, not_(area.pairings()), _later(day))).all()
    places = known.facts.deputy_places([row[0] for row in rows])
    loads = np.bincount(places[places >= 0], minlength=known.facts.deputies.size).astype(np.int64)
    rivals = ((place, number.get(row[1])) for place, row in zip(places.tolist(), rows, strict=True))
    return loads, frozenset((place, group) for place, group in rivals if place >= 0 and group is not None)


def _wanted(session: Session, area: Area, known: Fit, day: date) -> Integers:
    """How many deputies each enterprise should have, less those who are not of the area and look after it."""
    wanted = np.ones(known.facts.enterprises.size, np.int64)
    said = session.execute(select(Wanted.enterprise_id, Wanted.deputies)).all()
    places = known.facts.enterprise_places([row[0] for row in said])
    wanted[places[places >= 0]] = np.array([row[1] for row in said], np.int64)[places >= 0]
    others = and_(Pairing.enterprise_id.in_(area.enterprises()), not_(area.pairings()), _later(day))
    places = known.facts.enterprise_places(list(session.scalars(select(Pairing.enterprise_id).where(others))))
    covered = np.bincount(places[places >= 0], minlength=wanted.size)
    left: Integers = np.maximum(wanted - covered, 0)
    return left


def _groups(session: Session, known: Fit) -> tuple[Integers, Mapping[int, int]]:
    """The competitors each enterprise belongs to, numbered from 0; and the number of each group."""
    group = np.full(known.facts.enterprises.size, NO_GROUP, np.int64)
    rows = session.execute(select(Competitor.enterprise_id, Competitor.competitors_id)).all()
    number = {one: place for place, one in enumerate(sorted({row[1] for row in rows}))}
    places = known.facts.enterprise_places([row[0] for row in rows])
    group[places[places >= 0]] = np.array([number[row[1]] for row in rows], np.int64)[places >= 0]
    return group, number
