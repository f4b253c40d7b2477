"""The open sittings of a rota as a CP-SAT model. Only :mod:`exact` and :mod:`windows` import this, in the worker.

Every rule that can stand in the way of a full rota is soft: there is always an answer, and it says what is missing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from ortools.sat.python import cp_model

from plugins.duty_days.rota.solving.groundwork import Ground, highest_floor, lowest_top, most_more
from plugins.duty_days.rota.solving.problem import Candidate, Seats
from plugins.duty_days.rota.solving.scoring import weight_of

Group = tuple[int, list[cp_model.IntVar]]
"""A turn, and places in it of which a deputy has at most one."""


@dataclass(frozen=True, slots=True)
class Line:
    """So many more for each duty, or fewer, and so many anyway."""

    sign: int
    constant: int


@dataclass(frozen=True, slots=True)
class Aim:
    """How often everybody is to serve, where that is decided already."""

    shared: Mapping[tuple[int, int], int]
    """How often in the open sittings of a station, by deputy and station: who may serve at several."""
    between: Mapping[int, tuple[int, int]]
    """The smallest and the largest load at each home."""


class Model:
    """Who serves in the open sittings, as variables; what is imperfect about it, as one sum."""

    def __init__(self, ground: Ground, aim: Aim | None = None) -> None:
        self.ground = ground
        self.costs = ground.problem.costs
        self.cp = cp_model.CpModel()
        self.serves: dict[tuple[int, int], cp_model.IntVar] = {}
        """By candidate and seats."""
        self._sum: list[cp_model.IntVar] = []
        self._weights: list[int] = []
        self._constant = 0
        self._free: dict[int, cp_model.IntVar] = {}
        self._excesses: list[tuple[cp_model.IntVar, Sequence[cp_model.IntVar], Sequence[Line]]] = []
        self._tops: list[tuple[cp_model.IntVar, Sequence[tuple[int, Sequence[cp_model.IntVar]]], bool]] = []
        for seats in ground.open:
            for each in ground.choices[seats.key]:
                self.serves[each.key, seats.key] = self.cp.new_bool_var("")
        for seats in ground.open:
            self._fill(seats)
            self._compose(seats)
            self._keep(seats)
        for key, choices in ground.chosen_from.items():
            self._rest(ground.problem.candidate[key], choices)
        if aim is None:
            self._be_fair()
        else:
            self._aim_at(aim)
        self._cost = cp_model.LinearExpr.weighted_sum(self._sum, self._weights) + self._constant
        self.cp.minimize(self._cost)

    def costs_at_least(self, cost: int) -> None:
        """What is known already need not be proved again."""
        self.cp.add(self._cost >= cost)

    def hint(self, holders: Mapping[int, Sequence[int]]) -> int:
        """Begin from these: every variable is told, so that they are an answer from the first moment.

        Returns what they cost.
        """
        on: dict[int, int] = {}
        for (key, seats), variable in self.serves.items():
            on[variable.index] = int(key in holders.get(seats, ()))
            self.cp.add_hint(variable, on[variable.index])
        for variable, duties, lines in self._excesses:
            number = sum(on[each.index] for each in duties)
            on[variable.index] = max(0, *(line.sign * number + line.constant for line in lines))
            self.cp.add_hint(variable, on[variable.index])
        for variable, loads, is_top in self._tops:
            all_loads = [load + sum(on[each.index] for each in duties) for load, duties in loads]
            on[variable.index] = max(all_loads) if is_top else min(all_loads)
            self.cp.add_hint(variable, on[variable.index])
        of = zip(self._sum, self._weights, strict=True)
        return self._constant + sum(weight * on[variable.index] for variable, weight in of)

    def read(self, solver: cp_model.CpSolver | cp_model.CpSolverSolutionCallback) -> dict[int, tuple[int, ...]]:
        """Who serves in the open sittings, in what the solver found."""
        found = {seats.key: list(self.ground.board.serving(seats)) for seats in self.ground.open}
        for (key, seats), variable in self.serves.items():
            if solver.boolean_value(variable):
                found[seats].append(key)
        return {seats: tuple(serving) for seats, serving in found.items()}

    def _pay(self, weight: int, variable: cp_model.IntVar) -> None:
        if weight:
            self._sum.append(variable)
            self._weights.append(weight)

    def _number(self, lowest: int, highest: int) -> cp_model.IntVar:
        return self.cp.new_int_var(lowest, highest, "")

    def _excess(self, highest: int, duties: Sequence[cp_model.IntVar], *lines: Line) -> cp_model.IntVar:
        """At least 0, and at least what each line says of the number of these duties."""
        excess = self._number(0, highest)
        number = cp_model.LinearExpr.sum(duties)
        for line in lines:
            self.cp.add(excess >= line.sign * number + line.constant)
        self._excesses.append((excess, duties, lines))
        return excess

    def _places(self, seats: Seats) -> list[cp_model.IntVar]:
        return [self.serves[each.key, seats.key] for each in self.ground.choices[seats.key]]

    def _fill(self, seats: Seats) -> None:
        """As many as there are places; what stays free costs, more so below the minimum."""
        places = self.ground.board.free(seats)
        free = self._excess(places, self._places(seats), Line(-1, places))
        self.cp.add(cp_model.LinearExpr.sum([*self._places(seats), free]) == places)
        self._free[seats.key] = free
        spare = seats.places - max(seats.least, seats.places - places)
        if spare == 0:
            self._pay(self.costs.place, free)
            return
        self._pay(self.costs.further, free)
        if spare < places:
            below = self._excess(places - spare, self._places(seats), Line(-1, places - spare))
            self._pay(self.costs.place - self.costs.further, below)

    def _compose(self, seats: Seats) -> None:
        """At most one of an enterprise; and who is wanted."""
        choices = self.ground.choices[seats.key]
        if seats.one_of_an_enterprise:
            colleagues: dict[int, list[cp_model.IntVar]] = defaultdict(list)
            for each in choices:
                if each.enterprise is not None:
                    colleagues[each.enterprise].append(self.serves[each.key, seats.key])
            for places in colleagues.values():
                if len(places) > 1:
                    self.cp.add_at_most_one(places)
        people = self.ground.problem.candidate
        serving = [people[key] for key in self.ground.board.serving(seats) if key in people]
        for wanted in seats.wanted:
            lacking = min(wanted.at_least, seats.places) - sum(1 for each in serving if wanted.is_met_by(each))
            if lacking > 0:
                fitting = [self.serves[each.key, seats.key] for each in choices if wanted.is_met_by(each)]
                self._pay(weight_of(wanted, self.costs), self._excess(lacking, fitting, Line(-1, lacking)))

    def _keep(self, seats: Seats) -> None:
        """Who is published stays, where it can be."""
        for key in seats.kept:
            if (key, seats.key) in self.serves:
                self._constant += self.costs.moved
                self._pay(-self.costs.moved, self.serves[key, seats.key])
            elif key not in self.ground.board.serving(seats):
                self._constant += self.costs.moved

    def _rest(self, candidate: Candidate, choices: Sequence[Seats]) -> None:
        """Not twice at a time, not too often in a period, and as far apart as can be."""
        certain = self.ground.board.duties(candidate.key)
        most = self.ground.problem.most_a_period
        periods: dict[int, list[Seats]] = defaultdict(list)
        for seats in choices:
            periods[seats.period].append(seats)
            against = candidate.wishes.get(seats.key, 0) + seats.avoided
            self._pay(against * self.costs.wish, self.serves[candidate.key, seats.key])
        groups: list[Group] = []
        for period, seats_of in periods.items():
            left = most - sum(1 for each in certain if each.period == period)
            places = [self.serves[candidate.key, each.key] for each in seats_of]
            if left == 1 and len(places) > 1:
                self.cp.add_at_most_one(places)
            elif left < len(places):
                self.cp.add(cp_model.LinearExpr.sum(places) <= left)
            if left > 1:
                self._not_at_once(candidate, seats_of)
            groups += self._groups(candidate, seats_of, left)
        self._space(groups, [each.turn for each in certain])

    def _not_at_once(self, candidate: Candidate, seats_of: Sequence[Seats]) -> None:
        for one, other in combinations(seats_of, 2):
            if one.meets(other):
                self.cp.add_at_most_one(self.serves[candidate.key, one.key], self.serves[candidate.key, other.key])

    def _groups(self, candidate: Candidate, seats_of: Sequence[Seats], left: int) -> list[Group]:
        if left > 1:
            return [(each.turn, [self.serves[candidate.key, each.key]]) for each in seats_of]
        turns: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        for each in seats_of:
            turns[each.turn].append(self.serves[candidate.key, each.key])
        return list(turns.items())

    def _space(self, groups: Sequence[Group], certain: Sequence[int]) -> None:
        near = {0: self.costs.same_turn, 1: self.costs.next_turn, 2: self.costs.second_turn}
        for turn in certain:
            for other, places in groups:
                for place in places:
                    self._pay(near.get(abs(turn - other), 0), place)
        for (turn, places), (other, more) in combinations(groups, 2):
            weight = near.get(abs(turn - other), 0)
            if weight:
                self._pay(weight, self._excess(1, [*places, *more], Line(1, -1)))

    def _be_fair(self) -> None:
        """The duties between most and least at each home of somebody who has a choice."""
        ground = self.ground
        homes = {ground.problem.candidate[key].station for key in ground.chosen_from}
        at_home: dict[int, list[Candidate]] = defaultdict(list)
        for each in ground.problem.candidates:
            if each.counts and each.station in homes:
                at_home[each.station].append(each)
        for of in at_home.values():
            self._spread(of)

    def _spread(self, of: Sequence[Candidate]) -> None:
        ground = self.ground
        loads = [(ground.board.load(each), most_more(ground, each.key)) for each in of]
        least = min(load for load, _room in loads)
        most = max(load + room for load, room in loads)
        top = self._number(max(load for load, _room in loads), most)
        floor = self._number(least, min(load + room for load, room in loads))
        duties_of = [
            [self.serves[each.key, seats.key] for seats in ground.chosen_from.get(each.key, ())] for each in of
        ]
        for duties, (load, _room) in zip(duties_of, loads, strict=True):
            if duties:
                total = cp_model.LinearExpr.sum(duties)
                self.cp.add(total <= top - load)
                self.cp.add(total >= floor - load)
        told = [(load, duties) for duties, (load, _room) in zip(duties_of, loads, strict=True)]
        self._tops += [(top, told, True), (floor, told, False)]
        self._cut(of, loads, top, floor)
        self._pay(self.costs.spread, top)
        self._pay(-self.costs.spread, floor)

    def _aim_at(self, aim: Aim) -> None:
        """What deviates from the aim costs, instead of what is unfair: other stations may not have names yet."""
        for key, choices in self.ground.chosen_from.items():
            candidate = self.ground.problem.candidate[key]
            at: dict[int, list[cp_model.IntVar]] = defaultdict(list)
            for seats in choices:
                at[seats.station].append(self.serves[key, seats.key])
            load = self.ground.board.load(candidate)
            for station, duties in at.items():
                if (key, station) in aim.shared:
                    self._near(duties, aim.shared[key, station], aim.shared[key, station])
                elif candidate.counts and candidate.station in aim.between:
                    floor, top = aim.between[candidate.station]
                    self._near(duties, floor - load, top - load)

    def _near(self, duties: Sequence[cp_model.IntVar], floor: int, top: int) -> None:
        off = self._excess(len(duties) + max(0, floor, -top), duties, Line(1, -top), Line(-1, floor))
        self._pay(self.costs.spread, off)

    def _cut(
        self, of: Sequence[Candidate], loads: Sequence[tuple[int, int]], top: cp_model.IntVar, floor: cp_model.IntVar
    ) -> None:
        """What the search would have to find out: full sittings cannot be divided more evenly than this."""
        homely = {each.key for each in of}
        shared = [
            seats for seats in self.ground.open if any(each.key in homely for each in self.ground.choices[seats.key])
        ]
        own = [seats for seats in shared if all(each.key in homely for each in self.ground.choices[seats.key])]
        if own:
            duties = sum(self.ground.board.free(seats) for seats in own)
            lowest = lowest_top(loads, duties)
            free = [self._free[seats.key] for seats in own]
            self.cp.add(top + cp_model.LinearExpr.sum(free) >= lowest)
        at_most = sum(self.ground.board.free(seats) for seats in shared)
        self.cp.add(floor <= highest_floor(loads, at_most))
