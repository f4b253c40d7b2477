"""A rota as a problem: the places to fill, who may fill them, and what a good answer is; and the answer.

Whoever asks gives numbers to deputies and sittings (their row numbers, say); the answer speaks in the same numbers.
Nothing here knows a database, and nothing here imports CP-SAT.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Literal

WHOLE_DAY = "day"
"""The part of a day that meets every other part."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A deputy who may serve."""

    key: int
    station: int
    """Where their load is compared with others'."""
    stations: frozenset[int]
    """Where they may serve; usually only ``{station}``."""
    level: str = ""
    """The highest level they are a deputy of: ``county``, say."""
    specialities: frozenset[str] = frozenset()
    groups: frozenset[int] = frozenset()
    """The deputy groups they belong to."""
    enterprise: int | None = None
    """Two deputies of one enterprise do not serve in one sitting, unless the sitting allows it."""
    served: int = 0
    """Duties this year outside this problem: what was served before its first day."""
    away: Mapping[int, str] = field(default_factory=dict)
    """Sittings for which they are out of the question, and why: ``leave``, ``mandate``, ``placement``, ``restricted``,
    or any other code that whoever asks can put into words."""
    wishes: Mapping[int, int] = field(default_factory=dict)
    """What it costs to go against a wish: 1 to 3 for each sitting they would rather not serve in."""
    counts: bool = True
    """Whether their load counts for fairness; False for who is away all the time."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a sitting wants of those who serve: at least so many who have one of these."""

    of: Literal["level", "speciality", "group"]
    anyof: frozenset[str] | frozenset[int]
    """Levels, specialities, or the numbers of groups; several, where any of them will do."""
    at_least: int = 1
    """How many; more than there are places means all of them."""
    weight: int | None = None
    """What each one short of it costs; None: as :attr:`Weights.wanted`. Groups in turn are a wish: give 20, say."""

    def is_met_by(self, candidate: Candidate) -> bool:
        """Whether this deputy is one of those wanted."""
        if self.of == "level":
            return candidate.level in self.anyof
        return not self.anyof.isdisjoint(candidate.specialities if self.of == "speciality" else candidate.groups)


@dataclass(frozen=True, slots=True)
class Seats:
    """A sitting to fill."""

    key: int
    station: int
    day: date
    period: int
    """Nobody serves more often than :attr:`Problem.most_a_period` in one period: :func:`month_of` the day, usually."""
    turn: int
    """Distance between duties is counted in these: :func:`turns` of the station's days, usually."""
    places: int
    minimum: int
    """With fewer than this the sitting is not fit to be held; from 0 to `places`. Give `places` where all matter."""
    part: str = WHOLE_DAY
    held: tuple[int, ...] = ()
    """Who serves whatever the rules say: locked, or signed up. Also for duties that are not to be planned, but are to
    be heeded (next month's, another station's): a sitting with as many places as it is held by."""
    kept: tuple[int, ...] = ()
    """Who serves as published: kept where possible, moved where it must be."""
    wanted: tuple[Wanted, ...] = ()
    one_of_an_enterprise: bool = True
    avoided: int = 0
    """What each duty in it costs, counted as a wish of everybody: more than 0 on days that are better avoided."""

    @property
    def least(self) -> int:
        """The minimum, as far as there are places for it."""
        return min(self.minimum, self.places)

    @property
    def to_fill(self) -> int:
        """How many places are not held."""
        return max(0, self.places - len(self.held))

    def meets(self, other: Seats) -> bool:
        """Whether nobody can serve in both: at the same time, or on one day at two stations."""
        if self.day != other.day:
            return False
        same_time = self.part == other.part or WHOLE_DAY in (self.part, other.part)
        return same_time or self.station != other.station


@dataclass(frozen=True, slots=True)
class Weights:
    """What each imperfection of a rota costs. Whole numbers; only their proportions matter.

    The order of what matters is in their sizes: places filled and composition, then what is published stays, then
    fairness, then distance between duties, then wishes.
    """

    place: int = 1000
    """Each place short of a sitting's minimum."""
    further: int = 300
    """Each free place beyond the minimum."""
    wanted: int = 1000
    """Each deputy short of what the sitting wants, where it does not say otherwise."""
    moved: int = 0
    """Each published duty that somebody else, or nobody, serves."""
    spread: int = 100
    """Each duty between who serves most and who serves least at a station."""
    same_turn: int = 9
    """Serving twice in one turn."""
    next_turn: int = 3
    """Serving in two turns running."""
    second_turn: int = 1
    """Serving in a turn and in the one after the next."""
    wish: int = 1
    """Times what a :attr:`Candidate.wishes` says."""

    def to_keep(self) -> Weights:
        """The same, where something is published: a duty moves only to fill a place, never for fairness."""
        firm = max(self.place, self.wanted, self.further)
        moved = 10 * max(1, self.spread + self.same_turn + self.next_turn + self.second_turn)
        up = max(1, -(-20 * moved // firm))
        return replace(self, place=self.place * up, further=self.further * up, wanted=self.wanted * up, moved=moved)


@dataclass(frozen=True)
class Problem:
    """Places to fill, and who may fill them."""

    candidates: tuple[Candidate, ...]
    seats: tuple[Seats, ...]
    weights: Weights = field(default_factory=Weights)
    """As they are meant while nothing is published; :attr:`costs` are those that are used."""
    most_a_period: int = 1
    """How often a deputy may serve in one period."""

    @cached_property
    def costs(self) -> Weights:
        """The weights of this problem: firmer where something is published."""
        return self.weights.to_keep() if any(seats.kept for seats in self.seats) else self.weights

    @cached_property
    def candidate(self) -> Mapping[int, Candidate]:
        """The candidates by their numbers."""
        return {each.key: each for each in self.candidates}

    @cached_property
    def sitting(self) -> Mapping[int, Seats]:
        """The seats by their numbers."""
        return {each.key: each for each in self.seats}

    @cached_property
    def candidates_at(self) -> Mapping[int, Sequence[Candidate]]:
        """Who may serve at each station, in the order given."""
        found: dict[int, list[Candidate]] = {seats.station: [] for seats in self.seats}
        for each in self.candidates:
            for station in sorted(each.stations):
                if station in found:
                    found[station].append(each)
        return found


@dataclass(frozen=True, slots=True)
class Cost:
    """What is imperfect about a rota, each part counted in its own unit."""

    missing: int = 0
    """Places short of the minimum."""
    free: int = 0
    """Free places beyond it."""
    wanted: int = 0
    """What short compositions cost, each by its own weight."""
    moved: int = 0
    """Published duties that changed hands or fell free."""
    spread: int = 0
    """Sum over stations of the duties between who serves most and who serves least."""
    spacing: int = 0
    """What duties near each other cost, by the weights of turns."""
    wishes: int = 0
    """What was wished and is not so."""

    def total(self, weights: Weights) -> int:
        """All of it, as one number."""
        return (
            self.missing * weights.place
            + self.free * weights.further
            + self.wanted
            + self.moved * weights.moved
            + self.spread * weights.spread
            + self.spacing
            + self.wishes * weights.wish
        )


@dataclass(frozen=True, slots=True)
class Unfilled:
    """A sitting that has free places in a rota, or is short of who it wants."""

    seats: int
    free: int
    below_minimum: int
    """How many of the free places are short of the minimum."""
    wanted: tuple[Wanted, ...] = ()
    """What it wants and does not have."""


@dataclass(frozen=True, slots=True)
class Rota:
    """An answer: who serves where."""

    holders: Mapping[int, tuple[int, ...]]
    """By the number of the sitting: those who held it, then the others by their numbers. Every sitting is in it."""
    cost: int
    parts: Cost
    bound: int | None = None
    """No rota costs less than this; None where nobody tried to prove anything."""
    unfilled: tuple[Unfilled, ...] = ()

    @property
    def proven(self) -> bool:
        """Whether no rota is better."""
        return self.bound is not None and self.cost <= self.bound


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a search is."""

    done: int
    total: int
    """Percent of the sittings that were gone through; while one part is searched for long, of the time it has."""
    cost: int
    bound: int | None


Told = Callable[[Progress], None]
"""Is told now and then how far a search is. Whatever it raises ends the search and reaches the caller."""


@dataclass(frozen=True, slots=True)
class Blocked:
    """One reason why a place is free, or one thing that would help: a code and its facts. See ``why``."""

    code: str
    count: int = 0
    """How many deputies it concerns."""
    deputies: tuple[int, ...] = ()
    """Who they are."""
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Why:
    """Why a sitting is not filled, most telling reason first, and what would help, the easiest first."""

    unfilled: Unfilled
    reasons: tuple[Blocked, ...]
    helps: tuple[Blocked, ...]


def month_of(day: date) -> int:
    """The number of a month: months running have numbers running."""
    return day.year * 12 + day.month - 1


def week_of(day: date) -> int:
    """The number of a week, from Monday to Sunday."""
    return (day.toordinal() - 1) // 7


def turns(days: Sequence[date]) -> Mapping[date, int]:
    """The turns of a station's days: weeks where it meets most weeks, else months."""
    ordered = sorted(set(days))
    gaps = sorted((later - earlier).days for earlier, later in pairwise(ordered))
    weekly = bool(gaps) and gaps[len(gaps) // 2] <= 10
    return {day: week_of(day) if weekly else month_of(day) for day in ordered}
