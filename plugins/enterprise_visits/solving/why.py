"""Why two are not paired: what it would cost to pair them, and who would change for it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from plugins.enterprise_visits.solving import flow
from plugins.enterprise_visits.solving.contradictions import Contradiction, found
from plugins.enterprise_visits.solving.network import drawn
from plugins.enterprise_visits.solving.paths import cheapest_path, residual
from plugins.enterprise_visits.solving.problem import Integers, Problem, Solution, Truths

Pair = tuple[int, int]
"""A deputy and an enterprise."""


@dataclass(frozen=True, slots=True)
class Loss:
    """What becomes of a pairing when one more pair must be in it, and all others are chosen anew as well as can be."""

    points: int
    """How much worse the whole is; 0 where it is as good, below 0 where the pairing was not the best."""
    gone: tuple[Pair, ...]
    """The pairs that would end."""
    come: tuple[Pair, ...]
    """The pairs that would begin, the one asked for included."""
    before: Solution
    after: Solution | None
    """None where locks or competitors make the pair impossible: see what is `blocked`."""
    blocked: tuple[Contradiction, ...] = ()


def loss(problem: Problem, solution: Solution, deputy: int, enterprise: int, score: int | None = None) -> Loss | None:
    """What it would cost to pair these two.

    None where they are no candidates: a rule refuses the pair, or nobody looked at it. With a score the question is
    answered all the same, as if they were.
    """
    pair = problem.pair(deputy, enterprise)
    if pair is None:
        if score is None:
            return None
        problem, solution = _with_candidate(problem, solution, deputy, enterprise, score)
        pair = problem.pairs - 1
    if solution.chosen[pair]:
        return Loss(0, (), (), solution, solution)
    forced = replace(problem, locked=problem.locked | (np.arange(problem.pairs) == pair))
    known = found(problem)
    blocked = tuple(one for one in found(forced) if one not in known)
    if blocked:
        return Loss(0, (), (), solution, None, blocked)
    chosen = _moved(problem, solution, pair)
    if chosen is None:  # the pairing was changed by hand, and is not the best any more
        chosen = flow.solve(forced).chosen
    after = Solution(problem=problem, chosen=chosen)
    return Loss(
        after.cost - solution.cost,
        _pairs(problem, np.flatnonzero(solution.chosen & ~chosen)),
        _pairs(problem, np.flatnonzero(chosen & ~solution.chosen)),
        solution,
        after,
    )


def _moved(problem: Problem, solution: Solution, pair: int) -> Truths | None:
    """The best pairing with this pair, made from the best one; None where it is not the best one.

    The enterprise's unit goes through the deputy, and what is displaced by it takes the cheapest way.
    """
    network = drawn(problem)
    arc = int(np.searchsorted(network.free, pair))
    path = cheapest_path(residual(network, solution), int(network.head[arc]), int(network.tail[arc]))
    if path is None:
        return None
    chosen = solution.chosen.copy()
    chosen[pair] = True
    for step in path:
        if step < network.free.size:
            of = network.free[step]
            chosen[of] = ~chosen[of]
    return chosen


def _with_candidate(
    problem: Problem, solution: Solution, deputy: int, enterprise: int, score: int
) -> tuple[Problem, Solution]:
    more = replace(
        problem,
        deputy=np.append(problem.deputy, deputy),
        enterprise=np.append(problem.enterprise, enterprise),
        score=np.append(problem.score, score),
        locked=np.append(problem.locked, False),
        kept=np.append(problem.kept, False),
    )
    return more, Solution(problem=more, chosen=np.append(solution.chosen, False))


def _pairs(problem: Problem, places: Integers) -> tuple[Pair, ...]:
    return tuple(zip(problem.deputy[places].tolist(), problem.enterprise[places].tolist(), strict=True))
