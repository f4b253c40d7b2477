"""A plain pairing, for comparison: the best fitting pairs first, as long as there is room."""

from __future__ import annotations

import numpy as np

from plugins.enterprise_visits.solving.problem import NO_GROUP, Integers, Problem, Solution


def solve(problem: Problem) -> Solution:
    """First everybody up to the least, then to the most; what is still uncovered goes to whom it fits best."""
    chosen = problem.locked.copy()
    loads = (np.bincount(problem.deputy[chosen], minlength=problem.deputies) + problem.elsewhere).tolist()
    left = (problem.wanted - np.bincount(problem.enterprise[chosen], minlength=problem.enterprises)).tolist()
    held = set(_competing(problem, np.flatnonzero(chosen)))
    worth = problem.score + problem.costs.continuity * problem.kept
    order = np.argsort(-worth, kind="stable")
    for most in (problem.at_least, problem.at_most, problem.enterprises):
        order = order[~chosen[order]]
        competing = _competing(problem, order)
        pairs = zip(
            order.tolist(), problem.deputy[order].tolist(), problem.enterprise[order].tolist(), competing, strict=True
        )
        for pair, deputy, enterprise, group in pairs:
            if loads[deputy] < most and left[enterprise] > 0 and (group is None or group not in held):
                chosen[pair] = True
                loads[deputy] += 1
                left[enterprise] -= 1
                if group is not None:
                    held.add(group)
    return Solution(problem=problem, chosen=chosen)


def _competing(problem: Problem, pairs: Integers) -> list[tuple[int, int] | None]:
    """Of each pair: the deputy and the group of competitors; None where nobody competes."""
    groups = problem.group[problem.enterprise[pairs]].tolist()
    deputies = problem.deputy[pairs].tolist()
    return [None if group == NO_GROUP else (who, group) for who, group in zip(deputies, groups, strict=True)]
