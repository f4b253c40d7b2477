"""How often everybody serves at each station, without saying when: the outline of a rota of stations that share deputies.

Sittings, leave and employers are left out but for their sums, so the outline is far smaller than the rota, and no rota
costs less than it does: it is an aim and a bound at once. Only :mod:`coupled` imports this, in the worker.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from plugins.duty_days.rota.solving.groundwork import Ground, most_more
from plugins.duty_days.rota.solving.model import Aim
from plugins.duty_days.rota.solving.problem import Candidate, Wanted, Weights
from plugins.duty_days.rota.solving.scoring import weight_of
from plugins.duty_days.rota.solving.search import Heard, least, run

MOST_TURNS = 16
"""What distances cost is looked at where a deputy has no more turns than this; the bound holds without it too."""
ALIKE = tuple[int, int, tuple[int, ...], tuple[bool, ...]]


@dataclass(frozen=True, slots=True)
class Outline:
    """How often everybody is to serve, what that costs at least, and what no rota costs less than."""

    aim: Aim
    cost: int
    bound: int


class OutlineModel:
    """The outline as a CP-SAT model."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.costs = ground.problem.costs
        self.cp = cp_model.CpModel()
        self.shared: dict[tuple[int, int], cp_model.IntVar] = {}
        self.range: dict[int, tuple[cp_model.IntVar, cp_model.IntVar]] = {}
        self._costs: list[cp_model.LinearExprT] = []
        self._at: dict[int, list[tuple[Candidate, cp_model.LinearExprT]]] = defaultdict(list)
        self._homes()
        self._everybody()
        self._stations()
        self.cp.minimize(cp_model.LinearExpr.sum(self._costs))

    def solve(self, seconds: float, heard: Heard | None = None, seed: int = 0) -> Outline | None:
        """The best outline found in that time; other seeds may give others that are as good."""
        solver = run(self.cp, seconds, heard, seed)
        if solver is None:
            return None
        aim = Aim(
            {key: solver.value(variable) for key, variable in self.shared.items()},
            {home: (solver.value(floor), solver.value(top)) for home, (floor, top) in self.range.items()},
        )
        return Outline(aim, round(solver.objective_value), least(solver))

    def _number(self, lowest: int, highest: int) -> cp_model.IntVar:
        return self.cp.new_int_var(lowest, max(lowest, highest), "")

    def _homes(self) -> None:
        """Everybody's load lies between the floor and the top of their home."""
        problem = self.ground.problem
        homes = {problem.candidate[key].station for key in self.ground.chosen_from}
        loads: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for each in problem.candidates:
            if each.counts and each.station in homes:
                loads[each.station].append((self.ground.board.load(each), most_more(self.ground, each.key)))
        for home, of in loads.items():
            floor = self._number(min(load for load, _room in of), min(load + room for load, room in of))
            top = self._number(max(load for load, _room in of), max(load + room for load, room in of))
            self.range[home] = floor, top
            self._costs.append(self.costs.spread * (top - floor))

    def _everybody(self) -> None:
        """Who may serve at several stations one by one; the others of a station together with those like them."""
        problem = self.ground.problem
        alike: dict[tuple[int, int, bool], dict[ALIKE, list[Candidate]]] = defaultdict(lambda: defaultdict(list))
        for key, choices in self.ground.chosen_from.items():
            each = problem.candidate[key]
            stations = {seats.station for seats in choices}
            if len(stations) > 1:
                self._one(each, sorted(stations))
            else:
                alike[stations.pop(), each.station, each.counts][self._mark(each)].append(each)
        for (station, _home, _counts), classes in alike.items():
            for (load, room, near, _meets), those in classes.items():
                duties = self._number(0, room * len(those))
                self._at[station].append((those[0], duties))
                self._bound(those, load * len(those) + duties)
                self._space(near, duties, len(those))

    def _one(self, candidate: Candidate, stations: Sequence[int]) -> None:
        room = most_more(self.ground, candidate.key)
        for station in stations:
            open_there = sum(1 for seats in self.ground.chosen_from[candidate.key] if seats.station == station)
            duties = self._number(0, min(room, open_there))
            self.shared[candidate.key, station] = duties
            self._at[station].append((candidate, duties))
        total = cp_model.LinearExpr.sum([self.shared[candidate.key, station] for station in stations])
        self.cp.add(total <= room)
        self._bound([candidate], self.ground.board.load(candidate) + total)
        self._space(self._nearness(candidate), total, 1)

    def _bound(self, those: Sequence[Candidate], load: cp_model.LinearExprT) -> None:
        if those[0].counts:
            floor, top = self.range[those[0].station]
            self.cp.add(load >= floor * len(those))
            self.cp.add(load <= top * len(those))

    def _space(self, near: Sequence[int], duties: cp_model.LinearExprT, people: int) -> None:
        """At least what duties cost that lie as far apart as can be; `near` by their number."""
        steps = [(number, later - near[number]) for number, later in enumerate(near[1:])]
        supports = [
            (number, slope)
            for number, slope in steps
            if slope > 0 and all(cost >= near[number] + slope * (other - number) for other, cost in enumerate(near))
        ]
        if supports:
            cost = self._number(0, 1000 * people)
            for number, slope in supports:
                self.cp.add(cost >= near[number] * people + slope * (duties - number * people))
            self._costs.append(cost)

    def _mark(self, candidate: Candidate) -> ALIKE:
        wanted = self._wanted_at[self.ground.chosen_from[candidate.key][0].station]
        near = self._nearness(candidate)
        room = most_more(self.ground, candidate.key)
        return self.ground.board.load(candidate), room, near, tuple(each.is_met_by(candidate) for each in wanted)

    def _nearness(self, candidate: Candidate) -> tuple[int, ...]:
        turns = sorted({seats.turn for seats in self.ground.chosen_from[candidate.key]})
        if len(turns) > MOST_TURNS:
            return (0,)
        return least_spacing(turns, most_more(self.ground, candidate.key), self.costs)

    @property
    def _wanted_at(self) -> Mapping[int, Sequence[Wanted]]:
        found: dict[int, list[Wanted]] = defaultdict(list)
        for seats in self.ground.open:
            found[seats.station] += [each for each in seats.wanted if each not in found[seats.station]]
        return found

    def _stations(self) -> None:
        """All places of a station, and whom its sittings want together."""
        people = self.ground.problem.candidate
        for station in sorted({seats.station for seats in self.ground.open}):
            at = [seats for seats in self.ground.open if seats.station == station]
            places = sum(self.ground.board.free(seats) for seats in at)
            free = self._number(0, places)
            duties = cp_model.LinearExpr.sum([number for _candidate, number in self._at[station]])
            self.cp.add(duties + free == places)
            self._costs.append(min(self.costs.place, self.costs.further) * free)
            for wanted in self._wanted_at[station]:
                lacking = 0
                for seats in at:
                    there = sum(
                        1 for key in self.ground.board.serving(seats) if key in people and wanted.is_met_by(people[key])
                    )
                    lacking += max(0, min(wanted.at_least, seats.places) - there) if wanted in seats.wanted else 0
                short = self._number(0, lacking)
                fitting = [number for candidate, number in self._at[station] if wanted.is_met_by(candidate)]
                self.cp.add(cp_model.LinearExpr.sum(fitting) + short >= lacking)
                self._costs.append(weight_of(wanted, self.costs) * short)


def least_spacing(turns: Sequence[int], most: int, weights: Weights) -> tuple[int, ...]:
    """The least that 0, 1, ... `most` duties in different turns of these cost for being near each other."""
    # By the number of duties so far, and the last two turns: the least it cost.
    table: dict[tuple[int, int | None, int | None], int] = {(0, None, None): 0}
    best = [0] + [0] * most
    known = dict.fromkeys(range(1, most + 1), -1)
    for turn in turns:
        for (number, last, before), cost in list(table.items()):
            if number == most:
                continue
            more = cost
            for other in (last, before):
                if other is not None:
                    more += {1: weights.next_turn, 2: weights.second_turn}.get(turn - other, 0)
            state = number + 1, turn, last
            table[state] = min(more, table.get(state, more))
            if known[number + 1] < 0 or more < known[number + 1]:
                known[number + 1] = more
    for number, cost in known.items():
        best[number] = max(cost, best[number - 1])
    return tuple(best)
