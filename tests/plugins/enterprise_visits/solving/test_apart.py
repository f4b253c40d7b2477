"""A large flow is solved in a process of its own: with the same answer, told of, and stopped with whoever asked."""

from __future__ import annotations

import numpy as np
import pytest

from bench.pairing_instances import problem_of
from plugins.enterprise_visits.solving import apart, flow
from plugins.enterprise_visits.solving.network import drawn
from plugins.enterprise_visits.solving.problem import Solution


class NoLonger(Exception):
    """Nobody waits for the answer any more."""


def test_the_answer_from_outside_is_as_good() -> None:
    problem = problem_of(300, groups=True)
    heard: list[float] = []
    used = apart.used_apart(drawn(problem), lambda _stage, share: heard.append(share), 0.1, 0.9)
    chosen = np.zeros(problem.pairs, np.bool_)
    chosen[used] = True
    assert Solution(problem=problem, chosen=chosen).cost == flow.solve(problem).cost
    assert all(0.1 <= share <= 0.9 for share in heard)


def test_whoever_asks_can_stop_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "EVERY_S", 0.0)

    def stop(_stage: str, _share: float) -> None:
        raise NoLonger

    with pytest.raises(NoLonger):
        apart.used_apart(drawn(problem_of(300)), stop, 0.1, 0.9)


def test_a_search_that_died_is_an_error() -> None:
    network = drawn(problem_of(300))
    network.capacity[0] = -1
    with pytest.raises(RuntimeError, match="before it had an answer"):
        apart.used_apart(network, lambda _stage, _share: None, 0.1, 0.9)
