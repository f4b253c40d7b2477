"""Pairings with known answers: what solving them takes, how good the answers are, and what solving again changes.

``python -m bench.pairing`` measures these rows alone; ``--most 60000`` leaves out what is larger. Seconds are of the
processor: the search runs in one thread, and takes no longer on a machine of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np

from bench.pairing_instances import KNOWN, problem_of, without_groups
from bench.rows import Row, table
from plugins.enterprise_visits.solving import flow, greedy
from plugins.enterprise_visits.solving.problem import Costs, Integers, Problem, Solution, Truths

CHURN_OF: Final = 5000
CHURN_DRAWS: Final = 8
CHURN: Final = 0.02
"""So many deputies leave, and so many enterprises come."""


@dataclass(frozen=True, slots=True)
class Used:
    """What an answer took, and costs."""

    cost: int
    cpu_s: float
    rss_mb: float


def measure(most: int = max(KNOWN)) -> list[Row]:
    """Each instance in a process of its own, greedy beside it; then what changes when it is solved again."""
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        for known in (each for each in KNOWN.values() if each.enterprises <= most):
            file = Path(folder) / f"{known.enterprises}.npz"
            _save(problem_of(known.enterprises, groups=True), file)
            name = f"pairing:{known.enterprises}"
            exact, plain = _in_a_child("solve", file), _in_a_child("greedy", file)
            rows += [
                Row(f"{name}:s", exact.cpu_s, "s", plain.cpu_s),
                Row(f"{name}:rss_mb", exact.rss_mb, "MB", plain.rss_mb),
                Row(f"{name}:gap", exact.cost - known.best, "", plain.cost - known.best),
            ]
            if (best := known.best_with_groups) is not None:
                exact, plain = _in_a_child("solve-groups", file), _in_a_child("greedy-groups", file)
                rows += [
                    Row(f"{name}:groups:s", exact.cpu_s, "s", plain.cpu_s),
                    Row(f"{name}:groups:gap", exact.cost - best, "", plain.cost - best),
                ]
    return rows + churn()


def churn() -> list[Row]:
    """Solved again after some left and some came, summed over several draws.

    What had to change: the pairs of the deputies who left, and those of the enterprises that came. What was lost: the
    share of the fit that a pairing without regard to the one before would have had.
    """
    problem = problem_of(CHURN_OF, groups=True)
    draws = [_drawn_again(problem, seed) for seed in range(CHURN_DRAWS)]
    forced, changed, changed_afresh, best, lost = (sum(column) for column in zip(*draws, strict=True))
    return [
        Row("pairing:churn:changed_over_forced", changed / forced, "times", changed_afresh / forced),
        Row("pairing:churn:loss_pct", 100 * lost / best, "%", 0.0),
    ]


def _drawn_again(problem: Problem, seed: int) -> tuple[int, int, int, int, int]:
    """Of one draw: what had to change, what did, what would afresh; the fit there could be, and what is lost of it."""
    rng = np.random.default_rng(seed)
    come = rng.permutation(problem.enterprises)[: round(CHURN * problem.enterprises)]
    gone = rng.permutation(problem.deputies)[: round(CHURN * problem.deputies)]
    there = np.ones(problem.enterprises, np.int64)
    there[come] = 0
    before = flow.solve(replace(problem, wanted=there, costs=Costs())).chosen
    stays = ~np.isin(problem.deputy, gone)
    forced = int((before & ~stays).sum()) + come.size
    again, afresh = (_solved(problem, stays, before, gone, costs) for costs in (Costs(), Costs(continuity=0)))
    return forced, forced + again.changed, forced + afresh.changed, afresh.score, afresh.score - again.score


def _solved(problem: Problem, stays: Truths, before: Truths, gone: Integers, costs: Costs) -> Solution:
    """The best pairing of those who stay."""
    elsewhere = np.zeros(problem.deputies, np.int64)
    elsewhere[gone] = problem.at_least  # who left falls short of nothing
    return flow.solve(
        Problem.of(
            problem.deputies,
            problem.enterprises,
            problem.deputy[stays],
            problem.enterprise[stays],
            problem.score[stays],
            group=problem.group,
            kept=before[stays],
            elsewhere=elsewhere,
            costs=costs,
        )
    )


def _in_a_child(how: str, file: Path) -> Used:
    command = [sys.executable, "-m", "bench.pairing", "--child", how, str(file)]
    return Used(**json.loads(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout))


def _save(problem: Problem, file: Path) -> None:
    np.savez(
        file,
        size=np.array([problem.deputies, problem.enterprises]),
        deputy=problem.deputy.astype(np.int32),
        enterprise=problem.enterprise.astype(np.int32),
        score=problem.score.astype(np.int32),
        group=problem.group,
    )


# What runs in the child


def _run_child(how: str, file: Path) -> Used:
    from ortools.graph.python import min_cost_flow  # type: ignore[import-untyped]  # noqa: F401 - not to be measured

    with np.load(file) as saved:
        deputies, enterprises = saved["size"].tolist()
        arrays = [saved[name] for name in ("deputy", "enterprise", "score")]
        problem = Problem.of(deputies, enterprises, *arrays, group=saved["group"], costs=Costs(continuity=0))
    if not how.endswith("groups"):
        problem = without_groups(problem)
    solve: Callable[[Problem], Solution] = flow.solve if how.startswith("solve") else greedy.solve
    Path("/proc/self/clear_refs").write_text("5")  # what was needed for a moment until here does not count
    begun = _cpu_s()
    cost = solve(problem).cost
    return Used(cost, _cpu_s() - begun, _peak_mb())


def _cpu_s() -> float:
    """Of this process, and of those it ended."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def _peak_mb() -> float:
    """The most memory this process had, everything included; or what it has, with the most of one that it started."""
    found = dict(line.split(":") for line in Path("/proc/self/status").read_text().splitlines())
    most, now = (int(found[name].split()[0]) for name in ("VmHWM", "VmRSS"))
    return max(most, now + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024


def main() -> None:
    """Measure and print these rows, or do one child's part."""
    parser = argparse.ArgumentParser(prog="python -m bench.pairing")
    parser.add_argument("--most", type=int, default=max(KNOWN), help="leave out instances with more enterprises")
    parser.add_argument("--child", nargs=2, metavar=("HOW", "FILE"))
    asked = parser.parse_args()
    if asked.child:
        how, file = asked.child
        print(json.dumps(asdict(_run_child(how, Path(file)))))
    else:
        print(table(measure(asked.most)))


if __name__ == "__main__":
    main()
