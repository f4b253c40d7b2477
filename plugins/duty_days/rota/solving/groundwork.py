"""What is certain about a rota before any search: who can still serve where, and how even it can be at best."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from plugins.duty_days.rota.solving.board import Board
from plugins.duty_days.rota.solving.problem import Candidate, Problem, Seats


@dataclass(frozen=True)
class Ground:
    """A problem of which only some sittings are open; in the others serves who serves there now."""

    problem: Problem
    board: Board
    """Who serves whatever the search finds."""
    open: tuple[Seats, ...]
    """The sittings with places to fill."""
    choices: Mapping[int, tuple[Candidate, ...]]
    """Who may serve in each of them, as far as those who certainly serve leave them."""
    chosen_from: Mapping[int, tuple[Seats, ...]]
    """The other way round: the open sittings of each deputy who has a choice, by their number."""


def ground(problem: Problem, open_seats: Collection[int], elsewhere: Mapping[int, Sequence[int]]) -> Ground:
    """The ground of a search in these sittings, while in the others serves who serves `elsewhere`."""
    board = Board(problem, {key: serving for key, serving in elsewhere.items() if key not in open_seats})
    to_fill = tuple(seats for seats in problem.seats if seats.key in open_seats and board.free(seats))
    choices: dict[int, tuple[Candidate, ...]] = {}
    chosen_from: dict[int, list[Seats]] = defaultdict(list)
    for seats in to_fill:
        choices[seats.key] = tuple(each for each in problem.candidates_at[seats.station] if board.may(each, seats))
        for each in choices[seats.key]:
            chosen_from[each.key].append(seats)
    return Ground(problem, board, to_fill, choices, {key: tuple(of) for key, of in chosen_from.items()})


def most_more(ground: Ground, key: int) -> int:
    """How many of the open sittings a deputy can serve in at most."""
    of_period: dict[int, int] = defaultdict(int)
    for seats in ground.chosen_from.get(key, ()):
        of_period[seats.period] += 1
    served: dict[int, int] = defaultdict(int)
    for seats in ground.board.duties(key):
        served[seats.period] += 1
    most = ground.problem.most_a_period
    return sum(min(number, most - served[period]) for period, number in of_period.items())


def lowest_top(loads: Sequence[tuple[int, int]], duties: int) -> int:
    """The smallest load that nobody need exceed, where `duties` are divided among deputies of (load, room for more)."""

    def held_under(top: int) -> int:
        return sum(max(0, min(room, top - load)) for load, room in loads)

    top = max((load for load, _room in loads), default=0)
    most = max((load + room for load, room in loads), default=0)
    while held_under(top) < duties and top < most:
        top += 1
    return top


def highest_floor(loads: Sequence[tuple[int, int]], duties: int) -> int:
    """The largest load that everybody can reach, where at most `duties` are divided among them."""
    reach = min((load + room for load, room in loads), default=0)
    floor = min((load for load, _room in loads), default=0)
    while floor < reach and sum(max(0, floor + 1 - load) for load, _room in loads) <= duties:
        floor += 1
    return floor


def components(
    problem: Problem, stations: Collection[int] | None = None, now: Mapping[int, Sequence[int]] | None = None
) -> list[frozenset[int]]:
    """The sittings with free places, station by station; together where stations share somebody who may serve.

    Each set can be filled for itself. With `stations`, only sittings of these are open, and in all others serves who
    serves `now`.
    """
    is_open = frozenset(each.key for each in problem.seats if stations is None or each.station in stations)
    found = ground(problem, is_open, now or {})
    root, join = _joining(seats.station for seats in found.open)
    at_home: dict[int, int] = {}
    for key, choices in found.chosen_from.items():
        candidate, first = problem.candidate[key], choices[0].station
        for seats in choices:
            join(first, seats.station)
        if candidate.counts:  # their load is compared with those of the same home
            join(first, at_home.setdefault(candidate.station, first))
    together: dict[int, set[int]] = defaultdict(set)
    for seats in found.open:
        together[root(seats.station)].add(seats.key)
    return [frozenset(together[each]) for each in sorted(together)]


def _joining(of: Iterable[int]) -> tuple[Callable[[int], int], Callable[[int, int], None]]:
    parent = {each: each for each in of}

    def find(each: int) -> int:
        while parent[each] != each:
            parent[each] = parent[parent[each]]
            each = parent[each]
        return each

    def join(one: int, other: int) -> None:
        one, other = find(one), find(other)
        parent[max(one, other)] = min(one, other)

    return find, join
