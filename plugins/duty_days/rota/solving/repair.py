"""A published rota after somebody dropped out: filled again, and changed as little as possible.

Two ways with one promise. :func:`repair_at_once` moves names along chains and is fit for a request;
:func:`repair` also searches with CP-SAT for the fairest of the smallest changes: for the worker.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from plugins.duty_days.rota.solving.board import ELSEWHERE, Board
from plugins.duty_days.rota.solving.chains import compose, fill_place, shortfall
from plugins.duty_days.rota.solving.groundwork import components
from plugins.duty_days.rota.solving.problem import Problem, Rota, Seats
from plugins.duty_days.rota.solving.scoring import as_rota

DROPPED_OUT = "dropped_out"
"""Why they are away from the sittings they lost, where the problem gives no other reason."""

Lost = Collection[tuple[int, int]]
"""Duties that somebody cannot serve any more: the numbers of the sitting and of the deputy."""


@dataclass(frozen=True, slots=True)
class Change:
    """A sitting in which not the same deputies serve as before."""

    seats: int
    out: tuple[int, ...]
    into: tuple[int, ...]


def repair_at_once(problem: Problem, published: Mapping[int, Sequence[int]], lost: Lost) -> Rota:
    """The published rota without what was lost, its places filled with the fewest moves."""
    now = after(problem, published, lost)
    return as_rota(now, _mend(now, _short(now, published)))


def repair(problem: Problem, published: Mapping[int, Sequence[int]], lost: Lost, seconds: float = 10.0) -> Rota:
    """The same, and the fairest of the smallest changes. Other stations' names are moved only where nothing else helps.

    Imports CP-SAT when called. Every sitting that must not change, such as those that have passed, is to be held.
    """
    from plugins.duty_days.rota.solving.search import search

    ends = time.monotonic() + seconds
    now = after(problem, published, lost)
    short = _short(now, published)
    best = dict(_mend(now, short))
    stations = {now.sitting[seats].station for seats in short}
    for part in components(now, stations, best):
        found = search(now, part, best, ends - time.monotonic())
        if found is not None:
            best.update(found.holders)
    return as_rota(now, best)


def after(problem: Problem, published: Mapping[int, Sequence[int]], lost: Lost) -> Problem:
    """The problem as it is now: who dropped out is away, and who is published is to be kept.

    Published names that can serve no longer, because they are away or left, are lost too. Those that are there against
    another rule somebody put there on purpose: they are held.
    """
    gone: dict[int, list[int]] = defaultdict(list)
    for seats, deputy in lost:
        gone[deputy].append(seats)
    candidates = tuple(
        replace(each, away={**dict.fromkeys(gone[each.key], DROPPED_OUT), **each.away}) if each.key in gone else each
        for each in problem.candidates
    )
    seats_now = tuple(
        replace(each, held=tuple(key for key in each.held if (each.key, key) not in lost)) for each in problem.seats
    )
    left = {each.key: [key for key in published.get(each.key, ()) if (each.key, key) not in lost] for each in seats_now}
    now = replace(problem, candidates=candidates, seats=seats_now)
    board = Board(now, left)
    return replace(now, seats=tuple(_published(board, each, left[each.key]) for each in seats_now))


def changes(before: Mapping[int, Sequence[int]], rota: Rota) -> tuple[Change, ...]:
    """Where the rota is not as before."""
    found = []
    for seats, serving in rota.holders.items():
        old = before.get(seats, ())
        out = tuple(key for key in old if key not in serving)
        into = tuple(key for key in serving if key not in old)
        if out or into:
            found.append(Change(seats, out, into))
    return tuple(found)


def _published(board: Board, seats: Seats, serving: Sequence[int]) -> Seats:
    people = board.problem.candidate
    overfull = len(board.serving(seats)) > seats.places
    held, kept = list(seats.held), list[int]()
    for key in serving:
        if key in seats.held or key not in people:
            continue
        board.take(seats, key)
        hindrances = list(board.hindrances(people[key], seats))
        board.put(seats, key)
        if ELSEWHERE in hindrances or seats.key in people[key].away:
            continue
        (held if hindrances or overfull else kept).append(key)
    return replace(seats, held=tuple(held), kept=tuple(kept))


def _short(now: Problem, published: Mapping[int, Sequence[int]]) -> frozenset[int]:
    """The sittings in which somebody who was published does not serve any longer."""
    return frozenset(each.key for each in now.seats if set(published.get(each.key, ())) - {*each.held, *each.kept})


def _mend(now: Problem, short: Collection[int]) -> Mapping[int, Sequence[int]]:
    """Fill the places of these sittings again."""
    board = Board(now, {seats.key: seats.kept for seats in now.seats})
    in_order = [seats for seats in now.seats if seats.key in short]
    for seats in in_order:
        while board.free(seats) and fill_place(board, seats):
            pass
        if shortfall(board, seats):
            compose(board, seats)
    return board.holders
