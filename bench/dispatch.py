"""What it costs to ask plugins: the host's guarded dispatch beside plain pluggy and beside a loop over functions."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable
from datetime import date
from types import ModuleType
from typing import Any

import pluggy
from sqlalchemy.orm import Session

from bench.rows import Row
from core import hookspecs
from core.clock import now
from core.plugin_host.declarations import Panel
from core.plugin_host.dispatch import Dispatcher
from core.plugin_host.failures import FailureLog
from core.plugin_host.marks import PROJECT, implements
from core.words import lazy

IMPLEMENTATIONS = (0, 1, 5, 20, 100)
ROUNDS = 15
ROUND_S = 0.02
PANELS = [Panel(title=lazy("Looms"), template="looms/panel.html")]


def measure() -> list[Row]:
    """Rows ``dispatch:<n>:ratio``, times plain pluggy, and ``dispatch:<n>:us``, microseconds beside those of a loop over functions."""
    rows = []
    for number in IMPLEMENTATIONS:
        ours, plain, loop = _compared(_dispatched(number), _pluggy(number), _loop(number))
        rows.append(Row(f"dispatch:{number}:ratio", round(ours / plain, 3), "times plain pluggy", 1))
        rows.append(Row(f"dispatch:{number}:us", round(ours, 3), "microseconds a call", round(loop, 3)))
    return rows


def _compared(*calls: Callable[[], object]) -> list[float]:
    """The median CPU time of each in microseconds, measured in turns so that noise meets all of them."""
    times: list[list[float]] = [[] for _call in calls]
    counts = [_enough(call) for call in calls]
    for _round in range(ROUNDS):
        for call, count, taken in zip(calls, counts, times, strict=True):
            begun = time.process_time_ns()
            for _time in range(count):
                call()
            taken.append((time.process_time_ns() - begun) / count / 1000)
    return [statistics.median(taken) for taken in times]


def _enough(call: Callable[[], object]) -> int:
    """How often it is called in a round, so that the clock's grain does not show."""
    begun, count = time.perf_counter(), 0
    while time.perf_counter() - begun < ROUND_S:
        call()
        count += 1
    return count


def _modules(number: int) -> list[ModuleType]:
    """Plugins that put one panel on the home page."""
    modules = []
    for each in range(number):
        module = ModuleType(f"looms_{each}")

        @implements(hookspecs.home_panels)
        def home_panels(session: Session, viewer: Any, day: date) -> Iterable[Panel]:  # noqa: ARG001 - asked as a page asks
            return PANELS

        vars(module)["home_panels"] = home_panels
        modules.append(module)
    return modules


def _dispatched(number: int) -> Callable[[], object]:
    dispatcher = Dispatcher(FailureLog(now))
    for module in _modules(number):
        dispatcher.add(module.__name__, module)
    session, viewer, day = _asked_with()
    return lambda: dispatcher.gather(hookspecs.home_panels, session, viewer, day)


def _pluggy(number: int) -> Callable[[], object]:
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(hookspecs)
    for module in _modules(number):
        manager.register(module)
    session, viewer, day = _asked_with()
    asked = manager.hook.home_panels
    return lambda: [panel for panels in asked(session=session, viewer=viewer, day=day) for panel in panels]


def _loop(number: int) -> Callable[[], object]:
    functions = [vars(module)["home_panels"] for module in _modules(number)]
    session, viewer, day = _asked_with()
    return lambda: [panel for function in functions for panel in function(session, viewer, day)]


def _asked_with() -> tuple[Session, Any, date]:
    """A session that reads, as a page has it; no implementation here looks at who views."""
    return Session(), None, date(2026, 11, 20)


if __name__ == "__main__":
    from bench.rows import table

    print(table(measure()))
