"""Why a place is free, in reasons, and what would help, in steps a manager can take. Codes and facts; no sentences.

Reasons (``Why.reasons``), each with `count` and `deputies`: who of the station cannot take the place, and why. Every
deputy of the station is in exactly one: the firmest rule that keeps them out.

- ``nobody``: the station has no deputies who may serve.
- ``leave``, ``mandate``, ``placement``, ``restricted`` ...: they are away, as :attr:`Candidate.away` says.
- ``serves_here``: they serve in this sitting already.
- ``same_time``: they serve elsewhere at that time or on that day.
- ``period``: they serve as often as is allowed in that month already; facts: ``most``.
- ``enterprise``: a deputy of their enterprise serves in this sitting; facts: ``with``, the colleagues.
- ``above_minimum``: they could serve, but one more is less important than what it would upset (fairness, distance).
- ``places``: for a composition: one who is wanted could come, but all places are taken.
- ``minimum``: facts ``minimum``, ``deputies``: more are needed than may serve at all.
- ``lacking``: what the sitting wants and nobody or too few have; facts: ``of``, ``anyof``, ``at_least``, ``there``.

Helps (``Why.helps``):

- ``put_in``: one of these `deputies` can serve without breaking a rule.
- ``ask``: on leave, but otherwise free: ask these `deputies`, who serves least first.
- ``move``: facts ``deputy``, ``from``, ``instead``: `deputy` serves here instead of in `from`, where `instead` can.
- ``lift``: facts ``rule`` (``period``, ``enterprise``): without this rule, these `deputies` could serve.
- ``more``: facts ``of``, ``anyof`` or nothing: `count` more deputies (who are one of these) at the station.
- ``lower``: facts ``minimum``: nothing else helps; ask for fewer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from plugins.duty_days.rota.solving.board import ENTERPRISE, PERIOD, SAME_TIME, SERVES_HERE, Board
from plugins.duty_days.rota.solving.problem import Blocked, Candidate, Problem, Rota, Seats, Unfilled, Wanted, Why
from plugins.duty_days.rota.solving.scoring import unfilled

ASKED = 3
"""So many are named where somebody is to be asked."""
FIRMEST = (SERVES_HERE, SAME_TIME, PERIOD, ENTERPRISE)


def why_unfilled(problem: Problem, rota: Rota) -> tuple[Why, ...]:
    """For every sitting with a free place, or without somebody it wants: why it is so, and what would help."""
    return explain(problem, rota.holders)


def explain(problem: Problem, holders: Mapping[int, Sequence[int]]) -> tuple[Why, ...]:
    """The same for any names on the board."""
    board = Board(problem, holders)
    return tuple(_why(board, each) for each in unfilled(problem, board.holders))


def _why(board: Board, short: Unfilled) -> Why:
    seats = board.problem.sitting[short.seats]
    reasons: list[Blocked] = []
    helps: list[Blocked] = []
    if short.free:
        reasons += _place_reasons(board, seats)
        helps += _place_helps(board, seats, short)
    for wanted in short.wanted:
        reasons += _wanted_reasons(board, seats, wanted)
        helps += _wanted_helps(board, seats, wanted)
    return Why(short, tuple(reasons), tuple(_named(helps)))


def _place_reasons(board: Board, seats: Seats) -> Iterator[Blocked]:
    people = board.problem.candidates_at[seats.station]
    if not people:
        yield Blocked("nobody")
        return
    if seats.minimum > len(people):
        yield Blocked("minimum", len(people), facts={"minimum": seats.minimum, "deputies": len(people)})
    yield from _excluded(board, seats, people, otherwise="above_minimum")


def _excluded(board: Board, seats: Seats, people: Sequence[Candidate], otherwise: str) -> Iterator[Blocked]:
    """Who is kept out by what, the reason that keeps most of them out first."""
    by_reason: dict[str, list[Candidate]] = defaultdict(list)
    for each in people:
        by_reason[_reason(board, each, seats) or otherwise].append(each)
    for code, those in sorted(by_reason.items(), key=lambda item: (-len(item[1]), item[0])):
        yield Blocked(code, len(those), tuple(each.key for each in those), _facts(board, code, those, seats))


def _reason(board: Board, candidate: Candidate, seats: Seats) -> str | None:
    hindrances = list(board.hindrances(candidate, seats))
    if SERVES_HERE in hindrances:
        return SERVES_HERE
    return hindrances[0] if hindrances else None


def _facts(board: Board, code: str, those: Sequence[Candidate], seats: Seats) -> Mapping[str, object]:
    if code == PERIOD:
        return {"most": board.problem.most_a_period}
    if code == ENTERPRISE:
        colleagues = {key for each in those for key in board.colleagues(each, seats)}
        return {"with": tuple(sorted(colleagues))}
    return {}


def _place_helps(board: Board, seats: Seats, short: Unfilled) -> Iterator[Blocked]:
    people = board.problem.candidates_at[seats.station]
    yield from _steps(board, seats, people)
    missing = short.below_minimum or short.free
    yield Blocked("more", missing)
    if short.below_minimum and board.serving(seats):
        yield Blocked("lower", facts={"minimum": len(board.serving(seats))})


def _steps(board: Board, seats: Seats, people: Sequence[Candidate]) -> Iterator[Blocked]:
    """What can be done with these people as they are, the gentlest step first."""
    hindered = {each.key: list(board.hindrances(each, seats)) for each in people}

    def kept_out_by(*rules: str) -> list[Candidate]:
        only = [each for each in people if hindered[each.key] and set(hindered[each.key]) <= set(rules)]
        return sorted(only, key=lambda each: (board.load(each), each.key))

    able = sorted((each for each in people if not hindered[each.key]), key=lambda each: (board.load(each), each.key))
    if able:
        yield _of("put_in", able)
    on_leave = kept_out_by("leave")
    if on_leave:
        yield _of("ask", on_leave[:ASKED])
    moved = _move(board, seats, [*kept_out_by(PERIOD), *kept_out_by(SAME_TIME, PERIOD)])
    if moved is not None:
        yield moved
    for rule in (PERIOD, ENTERPRISE):
        if those := kept_out_by(rule):
            yield _of("lift", those[:ASKED], rule=rule)


def _of(code: str, those: Sequence[Candidate], **facts: object) -> Blocked:
    return Blocked(code, len(those), tuple(each.key for each in those), facts)


def _move(board: Board, seats: Seats, people: Sequence[Candidate]) -> Blocked | None:
    """Somebody who serves elsewhere that month serves here instead, where another can take their place there."""
    for each in people:
        for other in [own for own in board.duties(each.key) if each.key not in own.held]:
            board.take(other, each.key)
            fits = board.may(each, seats)
            instead = next(
                (
                    new
                    for new in board.problem.candidates_at[other.station]
                    if new is not each and board.may(new, other)
                ),
                None,
            )
            board.put(other, each.key)
            if fits and instead is not None:
                return Blocked("move", 1, (each.key,), {"deputy": each.key, "from": other.key, "instead": instead.key})
    return None


def _wanted_reasons(board: Board, seats: Seats, wanted: Wanted) -> Iterator[Blocked]:
    people = board.problem.candidates_at[seats.station]
    fitting = [each for each in people if wanted.is_met_by(each)]
    there = {key: board.problem.candidate[key] for key in board.serving(seats) if key in board.problem.candidate}
    has = sum(1 for each in there.values() if wanted.is_met_by(each))
    yield Blocked("lacking", len(fitting), facts={**_asked(wanted), "at_least": wanted.at_least, "there": has})
    yield from _excluded(
        board,
        seats,
        [each for each in fitting if each.key not in there],
        "above_minimum" if board.free(seats) else "places",
    )


def _wanted_helps(board: Board, seats: Seats, wanted: Wanted) -> Iterator[Blocked]:
    fitting = [each for each in board.problem.candidates_at[seats.station] if wanted.is_met_by(each)]
    yield from _steps(board, seats, fitting)
    yield Blocked("more", 1, facts=_asked(wanted))


def _asked(wanted: Wanted) -> dict[str, object]:
    return {"of": wanted.of, "anyof": tuple(sorted(wanted.anyof, key=str))}


def _named(helps: Sequence[Blocked]) -> Iterator[Blocked]:
    """Each step once; "more" of somebody in particular goes before "more" of anybody."""
    seen: list[tuple[str, object]] = []
    for each in helps:
        mark = (each.code, (each.deputies, tuple(sorted((name, str(value)) for name, value in each.facts.items()))))
        if mark not in seen:
            seen.append(mark)
            yield each
