"""An answer at once: sitting by sitting, who served least and longest ago. Fit for a request; proves nothing."""

from __future__ import annotations

from plugins.duty_days.rota.solving.board import Board
from plugins.duty_days.rota.solving.problem import Candidate, Problem, Rota, Seats
from plugins.duty_days.rota.solving.scoring import as_rota, short_of


def greedy(problem: Problem) -> Rota:
    """Fill what is free. Who holds a seat keeps it; who is published keeps it where the rules allow."""
    board = Board(problem)
    in_order = sorted(problem.seats, key=lambda seats: (seats.avoided, seats.day, seats.part, seats.station, seats.key))
    for seats in in_order:
        _keep(board, seats)
    for floor in (True, False):  # minimums first, everywhere; then what is over
        for seats in in_order:
            fill(board, seats, seats.least if floor else seats.places)
    return as_rota(problem, board.holders)


def fill(board: Board, seats: Seats, up_to: int) -> None:
    """Fill it up to so many deputies, as far as the rules allow."""
    for _place in range(up_to - len(board.serving(seats))):
        chosen = best(board, seats)
        if chosen is None:
            return
        board.put(seats, chosen.key)


def best(board: Board, seats: Seats) -> Candidate | None:
    """Who should have the next place in it; None where nobody may."""
    allowed = [each for each in board.problem.candidates_at[seats.station] if board.may(each, seats)]
    lacking = [each for each, _short in short_of(board.problem, seats, board.serving(seats))]

    def unfitness(candidate: Candidate) -> tuple[int, int, int, int]:
        meets = sum(1 for each in lacking if each.is_met_by(candidate))
        return -meets, board.load(candidate), board.nearness(candidate, seats), candidate.key

    return min(allowed, key=unfitness, default=None)


def _keep(board: Board, seats: Seats) -> None:
    people = board.problem.candidate
    for key in seats.kept:
        if key in people and board.free(seats) and board.may(people[key], seats):
            board.put(seats, key)
