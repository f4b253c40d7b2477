"""Filling a place at once, by moving as few names as possible. No search library: a request can afford it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from plugins.duty_days.rota.solving.board import Board
from plugins.duty_days.rota.solving.problem import Candidate, Seats
from plugins.duty_days.rota.solving.scoring import short_of, weight_of

LONGEST = 3
"""So many names are moved for one place at most."""


@dataclass(frozen=True, slots=True)
class Step:
    """A deputy takes a place; `left` is the sitting they leave for it."""

    seats: Seats
    candidate: Candidate
    left: Seats | None


def fill_place(board: Board, seats: Seats) -> bool:
    """Fill one place with the fewest moves, and among these with who serves least. Whether it could be filled."""
    for length in range(1, LONGEST + 1):
        chains = list(_chains(board, seats, length, frozenset()))  # names stand as they stood before each is weighed
        best = min(chains, key=lambda chain: _price(board, chain), default=None)
        if best is not None:
            for step in best:
                _do(board, step)
            return True
    return False


def compose(board: Board, seats: Seats) -> bool:
    """Let somebody who is wanted in for somebody who is not, where that is all it takes. Whether it was done."""
    people = board.problem.candidate
    lacking = [each for each, _short in short_of(board.problem, seats, board.serving(seats))]
    for key in [key for key in board.serving(seats) if key not in seats.held and key in people]:
        before = shortfall(board, seats)
        board.take(seats, key)
        coming = [
            each
            for each in board.problem.candidates_at[seats.station]
            if any(wanted.is_met_by(each) for wanted in lacking) and board.may(each, seats)
        ]
        for each in sorted(coming, key=lambda one: (board.load(one), board.nearness(one, seats), one.key)):
            board.put(seats, each.key)
            if shortfall(board, seats) < before:
                return True
            board.take(seats, each.key)
        board.put(seats, key)
    return False


def shortfall(board: Board, seats: Seats) -> int:
    """What its composition costs as it is."""
    short = short_of(board.problem, seats, board.serving(seats))
    return sum(number * weight_of(wanted, board.problem.costs) for wanted, number in short)


def _chains(board: Board, seats: Seats, length: int, moved: frozenset[int]) -> Iterator[list[Step]]:
    """The ways to fill a place with exactly so many moves, nobody moving twice."""
    for each in board.problem.candidates_at[seats.station]:
        if each.key in moved:
            continue
        if length == 1:
            if board.may(each, seats):
                yield [Step(seats, each, None)]
            continue
        for own in [own for own in board.duties(each.key) if each.key not in own.held and own.key != seats.key]:
            board.take(own, each.key)
            if board.may(each, seats):
                board.put(seats, each.key)
                for rest in _chains(board, own, length - 1, moved | {each.key}):
                    yield [Step(seats, each, own), *rest]
                board.take(seats, each.key)
            board.put(own, each.key)


def _price(board: Board, chain: Sequence[Step]) -> tuple[int, int, int, tuple[int, ...]]:
    """Composition first, then who ends up with one duty more, then distances and wishes."""
    done: list[Step] = []
    near = 0
    for step in chain:
        near += board.nearness(step.candidate, step.seats)
        _do(board, step)
        done.append(step)
    short = sum(shortfall(board, seats) for seats in {step.seats.key: step.seats for step in chain}.values())
    load = board.load(chain[-1].candidate)
    for step in reversed(done):
        _undo(board, step)
    return short, load, near, tuple(step.candidate.key for step in chain)


def _do(board: Board, step: Step) -> None:
    if step.left is not None:
        board.take(step.left, step.candidate.key)
    board.put(step.seats, step.candidate.key)


def _undo(board: Board, step: Step) -> None:
    board.take(step.seats, step.candidate.key)
    if step.left is not None:
        board.put(step.left, step.candidate.key)
