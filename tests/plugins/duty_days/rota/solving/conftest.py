"""What tests of rotas have: small problems, and every answer to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import combinations, product
from typing import Any

import pytest

from plugins.duty_days.rota.solving.problem import Candidate, Problem, Seats, month_of
from plugins.duty_days.rota.solving.scoring import cost_of

Holders = Mapping[int, Sequence[int]]


def candidate(key: int, station: int = 0, **facts: Any) -> Candidate:
    facts.setdefault("stations", frozenset({station}))
    return Candidate(key, station, **facts)


def seats(key: int, station: int = 0, month: int | None = None, places: int = 1, **facts: Any) -> Seats:
    day = facts.pop("day", date(2026, 1 + (key if month is None else month), 15))
    facts.setdefault("minimum", places)
    facts.setdefault("period", month_of(day))
    facts.setdefault("turn", month_of(day))
    return Seats(key, station, day, places=places, **facts)


def broken(problem: Problem, holders: Holders) -> list[str]:
    """The rules that names which nobody locked break: said again here, in other words than the solver's."""
    found = []
    duties = [(key, sitting) for sitting in problem.seats for key in holders[sitting.key]]
    for sitting in problem.seats:
        serving = holders[sitting.key]
        found += [f"{key} was locked in {sitting.key}" for key in sitting.held if key not in serving]
        chosen = [key for key in serving if key not in sitting.held]
        if len(set(serving)) < len(serving) or (chosen and len(serving) > sitting.places):
            found.append(f"{sitting.key} is overfull")
        for key in chosen:
            who = problem.candidate[key]
            if sitting.station not in who.stations or sitting.key in who.away:
                found.append(f"{key} is not there for {sitting.key}")
            mine = [other for other_key, other in duties if other_key == key and other.key != sitting.key]
            if sum(1 for other in mine if other.period == sitting.period) >= problem.most_a_period:
                found.append(f"{key} serves too often")
            for other in mine:
                if other.day == sitting.day and (
                    other.station != sitting.station
                    or other.part == sitting.part
                    or "day" in (other.part, sitting.part)
                ):
                    found.append(f"{key} is in two places")
            colleagues = [
                one
                for one in serving
                if one != key and one in problem.candidate and problem.candidate[one].enterprise == who.enterprise
            ]
            if sitting.one_of_an_enterprise and who.enterprise is not None and colleagues:
                found.append(f"{key} meets colleagues")
    return found


def best_of_all(problem: Problem) -> int:
    """What the best of all rotas costs: every one of them is looked at."""
    ways = []
    for sitting in problem.seats:
        others = [each.key for each in problem.candidates if each.key not in sitting.held]
        room = max(0, sitting.places - len(sitting.held))
        ways.append([sitting.held + more for size in range(room + 1) for more in combinations(others, size)])
    best = None
    for chosen in product(*ways):
        holders = {sitting.key: who for sitting, who in zip(problem.seats, chosen, strict=True)}
        cost = cost_of(problem, holders).total(problem.costs)
        if (best is None or cost < best) and not broken(problem, holders):
            best = cost
    assert best is not None
    return best


@pytest.fixture(scope="session")
def make_candidate() -> Callable[..., Candidate]:
    return candidate


@pytest.fixture(scope="session")
def make_seats() -> Callable[..., Seats]:
    return seats


@pytest.fixture(scope="session")
def rules_broken() -> Callable[[Problem, Holders], list[str]]:
    return broken


@pytest.fixture(scope="session")
def brute_force() -> Callable[[Problem], int]:
    return best_of_all
