"""Rotas with known answers: what solving them costs above importing CP-SAT, and how good the answers are.

``python -m bench.rota`` measures these rows alone; ``--coupled-seconds 20`` makes the longest of them shorter.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from bench.rota_instances import cost, problem_of
from bench.rows import Row, table
from plugins.duty_days.rota.solving.greedy import greedy
from plugins.duty_days.rota.solving.problem import Problem, Rota
from plugins.duty_days.rota.solving.repair import changes

COUPLED_S = 200
ENOUGH_S = 120
"""For what is proven within seconds."""
LEAVES_IN = 6
"""The month from which on those who drop out are away."""


@dataclass(frozen=True, slots=True)
class Used:
    """What an answer cost, and costs."""

    cost: int
    bound: int | None
    unproven: int
    cpu_s: float
    rss_mb: float


def measure(coupled_s: float = COUPLED_S) -> list[Row]:
    """Each instance in a process of its own, greedy beside it; then the drop-outs."""
    rows = []
    for name in ("88x7x12", "1422x97x12"):
        exact, plain = _in_a_child("solve", name, ENOUGH_S), _in_a_child("greedy", name, ENOUGH_S)
        rows += [
            Row(f"rota:{name}:cpu_s", exact.cpu_s, "s", plain.cpu_s),
            Row(f"rota:{name}:cost", exact.cost, "", plain.cost),
            Row(f"rota:{name}:unproven", exact.unproven, "stations", plain.unproven),
        ]
    rows.append(Row("rota:1422x97x12:rss_mb", exact.rss_mb, "MB", plain.rss_mb))
    rows += _coupled(coupled_s)
    return rows + [Row(**each) for each in json.loads(_child("drop-outs", "1422x97x12", ENOUGH_S))]


def _coupled(seconds: float) -> list[Row]:
    small, plain_small = (_in_a_child(how, "88x7x12-coupled", ENOUGH_S) for how in ("solve", "greedy"))
    large, plain = (_in_a_child(how, "1422x97x12-coupled", seconds) for how in ("solve", "greedy"))
    return [
        Row("rota:88x7x12-coupled:cost", small.cost, "", plain_small.cost),
        Row("rota:88x7x12-coupled:cpu_s", small.cpu_s, "s", plain_small.cpu_s),
        Row("rota:coupled:cost", large.cost, "", plain.cost),
        Row("rota:coupled:gap", large.cost - (large.bound or 0), "", plain.cost - (large.bound or 0)),
    ]


def _in_a_child(how: str, name: str, seconds: float) -> Used:
    return Used(**json.loads(_child(how, name, seconds)))


def _child(how: str, name: str, seconds: float) -> str:
    command = [sys.executable, "-m", "bench.rota", "--child", how, name, str(seconds)]
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout


# What runs in the child


def _used(name: str, find: Callable[[Problem], Rota]) -> Used:
    """What finding the answer took, above what this process was before."""
    problem = problem_of(name)
    _forget_peak()
    before_mb, begun = _now_mb(), _cpu_s()
    rota = find(problem)
    cpu_s, rss_mb = _cpu_s() - begun, _peak_mb() - before_mb
    counted = cost(name, rota.holders)
    if counted != rota.cost:
        raise RuntimeError(f"{name}: it costs {counted}, and was said to cost {rota.cost}")
    return Used(counted, rota.bound, 0 if rota.proven else _unproven(problem), cpu_s, max(0.0, rss_mb))


def _unproven(problem: Problem) -> int:
    """Where something is not proven, no station counts as proven: a bound of all says nothing of one."""
    return len({seats.station for seats in problem.seats})


def _solved(name: str, seconds: float) -> Used:
    from ortools.sat.python import cp_model

    from plugins.duty_days.rota.solving.exact import solve

    cp_model.CpSolver().solve(cp_model.CpModel())  # the library is there, and has worked once
    return _used(name, lambda problem: solve(problem, seconds))


def _drop_outs(name: str, seconds: float) -> list[Row]:
    """At each station, one deputy of the proven rota is away from a month on: repaired, and solved afresh."""
    from plugins.duty_days.rota.solving.exact import solve
    from plugins.duty_days.rota.solving.repair import repair

    problem = problem_of(name)
    published = solve(problem, seconds).holders
    lost = repaired = afresh = 0
    took: list[float] = []
    took_afresh: list[float] = []
    for station in sorted({seats.station for seats in problem.seats}):
        now, gone = _dropped_out(_of_station(problem, station), published)
        before = {seats.key: published[seats.key] for seats in now.seats}
        begun = time.process_time()  # a search runs in one thread: on a machine of its own it takes no longer
        kept = repair(now, before, gone, seconds)
        took.append(time.process_time() - begun)
        begun = time.process_time()
        new = solve(now, seconds)
        took_afresh.append(time.process_time() - begun)
        lost += len(gone)
        repaired += _changed(before, kept)
        afresh += _changed(before, new)
    return [
        Row("rota:repair:changed_over_lost", repaired / lost, "times", afresh / lost),
        Row("rota:repair:p95_ms", 1000 * _p95(took), "ms", 1000 * _p95(took_afresh)),
    ]


def _of_station(problem: Problem, station: int) -> Problem:
    """What the manager of one station plans."""
    return replace(
        problem,
        candidates=tuple(each for each in problem.candidates if each.station == station),
        seats=tuple(seats for seats in problem.seats if seats.station == station),
    )


def _dropped_out(problem: Problem, published: Mapping[int, Sequence[int]]) -> tuple[Problem, set[tuple[int, int]]]:
    """The first deputy of the station who serves from that month on; what has passed by then is held."""
    coming = [seats for seats in problem.seats if seats.period >= LEAVES_IN]
    serving = {key for seats in coming for key in published[seats.key]}
    who = next(each for each in problem.candidates if each.key in serving)
    away = {**who.away, **{seats.key: "leave" for seats in coming}}
    seats = tuple(
        replace(each, held=tuple(published[each.key]))
        if each.period < LEAVES_IN
        else replace(each, held=tuple(key for key in each.held if key != who.key))
        for each in problem.seats
    )
    candidates = tuple(replace(each, away=away) if each is who else each for each in problem.candidates)
    gone = {(seats.key, who.key) for seats in coming if who.key in published[seats.key]}
    return replace(problem, candidates=candidates, seats=seats), gone


def _changed(before: Mapping[int, Sequence[int]], rota: Rota) -> int:
    return sum(max(len(each.out), len(each.into)) for each in changes(before, rota))


def _p95(values: Sequence[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]


def _cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _forget_peak() -> None:
    """Importing takes more memory for a moment than it keeps; what follows is to be counted from what it kept."""
    Path("/proc/self/clear_refs").write_text("5")


def _now_mb() -> float:
    return _status_mb("VmRSS")


def _peak_mb() -> float:
    return _status_mb("VmHWM")


def _status_mb(name: str) -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) / 1024


def _run_child(how: str, name: str, seconds: float) -> None:
    if how == "drop-outs":
        print(json.dumps([asdict(row) for row in _drop_outs(name, seconds)]))
    else:
        print(json.dumps(asdict(_solved(name, seconds) if how == "solve" else _used(name, greedy))))


def main() -> None:
    """Measure and print these rows, or do one child's part."""
    parser = argparse.ArgumentParser(prog="python -m bench.rota")
    parser.add_argument("--coupled-seconds", type=float, default=COUPLED_S)
    parser.add_argument("--child", nargs=3, metavar=("HOW", "INSTANCE", "SECONDS"))
    asked = parser.parse_args()
    if asked.child:
        how, name, seconds = asked.child
        _run_child(how, name, float(seconds))
    else:
        print(table(measure(asked.coupled_seconds)))


if __name__ == "__main__":
    main()
