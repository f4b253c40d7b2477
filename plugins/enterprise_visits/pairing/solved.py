"""The best pairs of what was gathered, and what there is to say of them: plain facts, to be kept with the proposal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np

from plugins.enterprise_visits.fit.facts import Integers
from plugins.enterprise_visits.pairing.gathering import Gathered
from plugins.enterprise_visits.solving import contradictions, short
from plugins.enterprise_visits.solving.problem import Solution, Told

MOST_SAID: Final = 500
"""So many deputies who fall short, and enterprises nobody looks after, are explained; all are counted."""


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Pairs by the numbers of deputies and enterprises, and what there is to say of them."""

    deputy: Integers
    enterprise: Integers
    kept: Integers
    parts: Mapping[str, Integers]
    result: dict[str, Any]

    def rows(self, proposal_id: int) -> Iterator[dict[str, Any]]:
        """The proposed pairs."""
        keys = list(self.parts)
        columns = zip(*(self.parts[key].tolist() for key in keys), strict=True) if keys else iter(())
        points = columns if keys else ((),) * len(self.deputy)
        pairs = zip(self.deputy.tolist(), self.enterprise.tolist(), self.kept.tolist(), points, strict=True)
        for deputy, enterprise, kept, each in pairs:
            parts = {key: value for key, value in zip(keys, each, strict=True) if value}
            yield {
                "proposal_id": proposal_id,
                "deputy_id": deputy,
                "enterprise_id": enterprise,
                "score": sum(each),
                "parts": parts,
                "kept": bool(kept),
            }


def solve(gathered: Gathered, told: Told | None = None) -> Found:
    """The best pairs; none, with the reasons, where locks contradict each other or a rule."""
    wrong = contradictions.found(gathered.problem, gathered.refused_locks)
    if wrong:
        none = np.zeros(0, np.int64)
        return Found(
            none, none, none, {}, _common(gathered) | {"contradictions": [_said(gathered, one) for one in wrong]}
        )
    from plugins.enterprise_visits.solving import flow  # late: it brings OR-Tools along

    solution = flow.solve(gathered.problem, told)
    chosen = np.flatnonzero(solution.chosen)
    deputy, enterprise = gathered.problem.deputy[chosen], gathered.problem.enterprise[chosen]
    return Found(
        gathered.fit.facts.deputies[deputy],
        gathered.fit.facts.enterprises[enterprise],
        gathered.problem.kept[chosen].astype(np.int64),
        {key: points.astype(np.int64) for key, points in gathered.fit.pairs(deputy, enterprise).items()},
        _common(gathered) | _result(gathered, solution),
    )


def _common(gathered: Gathered) -> dict[str, Any]:
    """How large it is, and how candidates were chosen."""
    problem = gathered.problem
    return {
        "deputies": problem.deputies,
        "enterprises": problem.enterprises,
        "candidates": problem.pairs,
        "best": gathered.best,
        "contradictions": [],
    }


def _result(gathered: Gathered, solution: Solution) -> dict[str, Any]:
    problem = gathered.problem
    uncovered = solution.uncovered.tolist()
    lacking = short.reasons(problem, solution) if solution.short else []
    return {
        "score": solution.score,
        "cost": solution.cost,
        "pairs": int(solution.chosen.sum()),
        "kept": int((solution.chosen & problem.kept).sum()),
        "short": [_said(gathered, one) for one in lacking[:MOST_SAID]],
        "short_count": len(lacking),
        "too_few": short.numbers(problem),
        "beyond_count": len(solution.beyond),
        "unfilled_count": len(solution.unfilled),
        "beyond": [[gathered.deputy(one), n] for one, n in list(solution.beyond.items())[:MOST_SAID]],
        "unfilled": [[gathered.enterprise(one), n] for one, n in list(solution.unfilled.items())[:MOST_SAID]],
        "uncovered": [
            {
                "enterprise": gathered.enterprise(one),
                "helps": [_said(gathered, each) for each in short.would_help(problem, solution, one)],
            }
            for one in uncovered[:MOST_SAID]
        ],
        "uncovered_count": len(uncovered),
    }


def _said(gathered: Gathered, one: Any) -> dict[str, Any]:
    """What the solver says, with numbers of the database in place of its own."""
    said = asdict(one)
    return {name: _numbered(gathered, name, value) for name, value in said.items()}


def _numbered(gathered: Gathered, name: str, value: Any) -> Any:
    if name == "reasons":
        return [{key: _numbered(gathered, key, each) for key, each in one.items()} for one in value]
    if value is None:
        return None
    number = {"deputy": gathered.deputy, "deputies": gathered.deputy}.get(name, gathered.enterprise)
    if name in ("deputy", "enterprise"):
        return number(value)
    if name in ("deputies", "enterprises"):
        return [number(one) for one in value]
    return value
