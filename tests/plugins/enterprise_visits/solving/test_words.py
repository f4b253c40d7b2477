"""What the solver finds is said in sentences that name who and what; every code it can answer with has one."""

from __future__ import annotations

from typing import get_args

import pytest

from plugins.enterprise_visits.solving import contradictions, flow, short, why
from plugins.enterprise_visits.solving.contradictions import Contradiction
from plugins.enterprise_visits.solving.problem import Problem
from plugins.enterprise_visits.solving.short import Help, Reason
from plugins.enterprise_visits.solving.words import (
    Names,
    contradicting,
    contradiction_in_words,
    help_in_words,
    loss_in_words,
    reason_in_words,
)

NAMES = Names(deputy=lambda number: ("Ann", "Bo")[number], enterprise=lambda number: ("Loom", "Dye")[number])


def test_contradicting_locks_are_one_error_that_names_them() -> None:
    problem = Problem.of(1, 2, [0, 0], [0, 1], [5, 5], locked=[True, True], group=[3, 3], at_least=1, at_most=1)
    error = contradicting(contradictions.found(problem), NAMES)
    assert "Ann has 2 pairs that must stay, but may have 1: Loom, Dye" in str(error)
    assert "Ann is locked to competitors of each other: Loom, Dye" in str(error)


@pytest.mark.parametrize("code", get_args(contradictions.Code))
def test_every_contradiction_has_words(code: contradictions.Code) -> None:
    assert str(contradiction_in_words(Contradiction(code, (0,), (1,)), NAMES))


@pytest.mark.parametrize("code", get_args(short.ReasonCode))
def test_every_reason_has_words(code: short.ReasonCode) -> None:
    assert str(reason_in_words(Reason(code, (0, 1), (1,)), NAMES))


@pytest.mark.parametrize("code", get_args(short.HelpCode))
def test_every_help_has_words(code: short.HelpCode) -> None:
    assert str(help_in_words(Help(code, 0, 1), NAMES))


def test_what_a_pair_costs_is_said_in_points() -> None:
    problem = Problem.of(2, 2, [0, 0, 1, 1], [0, 1, 0, 1], [90, 10, 10, 90], at_least=1, at_most=1)
    loss = why.loss(problem, flow.solve(problem), 0, 1)
    assert loss is not None
    assert str(loss_in_words(loss, NAMES)) == (
        "With this pair the whole is worth 160 points less. Pairs that would change: 2."
    )
