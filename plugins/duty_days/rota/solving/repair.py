"""A published rota after somebody dropped out: filled again, and changed as little as possible.

Two ways with one promise. :func:`repair_at_once` moves names along chains and is fit for a request;
:func:`repair` also searches with CP-SAT for the fairest of the smallest changes: for the worker.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from plugins.duty_days.rota.solving.board import Board
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
    return as_rota(now, _mend(now, {seats for seats, _deputy in lost}))


def repair(problem: Problem, published: Mapping[int, Sequence[int]], lost: Lost, seconds: float = 10.0) -> Rota:
    """The same, and the fairest of the smallest changes. Other stations' names are moved only where nothing else helps.

    Imports CP-SAT when called. Every sitting that must not change, such as those that have passed, is to be held.
    """
    from plugins.duty_days.rota.solving.search import search

    ends = time.monotonic() + seconds
    now = after(problem, published, lost)
    best = dict(_mend(now, {seats for seats, _deputy in lost}))
    stations = {now.sitting[seats].station for seats, _deputy in lost}
    for part in components(now, stations, best):
        found = search(now, part, best, ends - time.monotonic())
        if found is not None:
            best.update(found.holders)
    return as_rota(now, best)


def after(problem: Problem, published: Mapping[int, Sequence[int]], lost: Lost) -> Problem:
    """The problem as it is now: who is published is to be kept, who dropped out is away."""
    gone: dict[int, list[int]] = defaultdict(list)
    for seats, deputy in lost:
        gone[deputy].append(seats)
    candidates = tuple(
        replace(each, away={**dict.fromkeys(gone[each.key], DROPPED_OUT), **each.away}) if each.key in gone else each
        for each in problem.candidates
    )
    return replace(
        problem,
        candidates=candidates,
        seats=tuple(_published(each, published.get(each.key, ()), lost) for each in problem.seats),
    )


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


def _published(seats: Seats, serving: Sequence[int], lost: Lost) -> Seats:
    held = tuple(key for key in seats.held if (seats.key, key) not in lost)
    kept = tuple(key for key in serving if key not in held and (seats.key, key) not in lost)
    return replace(seats, held=held, kept=kept)


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
