"""What a rota costs: counted from who serves, by nobody's model."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from plugins.duty_days.rota.solving.problem import Candidate, Cost, Problem, Rota, Seats, Unfilled, Wanted, Weights

Holders = Mapping[int, Sequence[int]]
"""Who serves in each sitting."""


def as_rota(problem: Problem, holders: Holders, bound: int | None = None) -> Rota:
    """These holders as an answer, with what they cost and what they leave free."""
    parts = cost_of(problem, holders)
    ordered = {seats.key: _in_order(seats, holders.get(seats.key, ())) for seats in problem.seats}
    return Rota(ordered, parts.total(problem.costs), parts, bound, tuple(unfilled(problem, ordered)))


def cost_of(problem: Problem, holders: Holders) -> Cost:
    """What is imperfect about it."""
    missing = free = wanted = moved = wishes = 0
    duties: dict[int, list[Seats]] = defaultdict(list)
    for seats in problem.seats:
        serving = holders.get(seats.key, ())
        below = max(0, seats.least - len(serving))
        missing += below
        free += max(0, seats.places - len(serving)) - below
        wanted += sum(short * weight_of(each, problem.costs) for each, short in short_of(problem, seats, serving))
        moved += sum(1 for key in seats.kept if key not in serving)
        for key in serving:
            duties[key].append(seats)
            if key in problem.candidate and key not in seats.held:
                wishes += problem.candidate[key].wishes.get(seats.key, 0) + seats.avoided
    spacing = sum(spacing_of([each.turn for each in own], problem.costs) for own in duties.values())
    loads = {each.key: each.served + len(duties[each.key]) for each in problem.candidates}
    spread = sum(max(of) - min(of) for of in loads_by_station(problem.candidates, loads).values())
    return Cost(missing, free, wanted, moved, spread, spacing, wishes)


def spacing_of(turns: Sequence[int], weights: Weights) -> int:
    """What one deputy's duties cost for being near each other."""
    if len(turns) < 2:
        return 0
    on = Counter(turns)
    return sum(
        times * (times - 1) // 2 * weights.same_turn
        + times * on.get(turn + 1, 0) * weights.next_turn
        + times * on.get(turn + 2, 0) * weights.second_turn
        for turn, times in on.items()
    )


def loads_by_station(candidates: Iterable[Candidate], loads: Mapping[int, int]) -> Mapping[int, list[int]]:
    """The loads that are compared at each station."""
    found: dict[int, list[int]] = defaultdict(list)
    for each in candidates:
        if each.counts:
            found[each.station].append(loads[each.key])
    return found


def short_of(problem: Problem, seats: Seats, serving: Sequence[int]) -> Iterator[tuple[Wanted, int]]:
    """What the sitting wants and does not have, and how many of it."""
    people = [problem.candidate[key] for key in serving if key in problem.candidate]
    for each in seats.wanted:
        short = min(each.at_least, seats.places) - sum(1 for person in people if each.is_met_by(person))
        if short > 0:
            yield each, short


def weight_of(wanted: Wanted, weights: Weights) -> int:
    """What each one short of it costs."""
    return weights.wanted if wanted.weight is None else wanted.weight


def unfilled(problem: Problem, holders: Holders) -> Iterator[Unfilled]:
    """The sittings that have free places or lack somebody they want."""
    for seats in problem.seats:
        serving = holders.get(seats.key, ())
        free = max(0, seats.places - len(serving))
        lacking = tuple(each for each, _short in short_of(problem, seats, serving))
        if free or lacking:
            yield Unfilled(seats.key, free, max(0, seats.least - len(serving)), lacking)


def _in_order(seats: Seats, serving: Sequence[int]) -> tuple[int, ...]:
    return tuple(key for key in seats.held if key in serving) + tuple(sorted(set(serving) - set(seats.held)))
