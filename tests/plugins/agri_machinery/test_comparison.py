"""Combinations are compared with the usual practice as published examples are, and too little data is refused.

Two published examples hold the numbers to their printed digits:

* SAS Institute, SAS/STAT User's Guide, The GLM Procedure, "Randomized Complete Blocks with Means Comparisons and
  Contrasts": the stems of snapdragons in seven soils and three blocks (Stenstrom 1940). Each soil beside the last, Webster.
* C. W. Dunnett (1955), A multiple comparison procedure for comparing several treatments with a control, Journal of the
  American Statistical Association 50: blood counts after two drugs, and the critical values of its two-sided table, as
  printed to two decimals in C. W. Dunnett (1964), New tables for multiple comparisons with a control, Biometrics 20.
"""

from __future__ import annotations

import numpy as np
import pytest

from core.api.declare import DomainError
from plugins.agri_machinery.comparison.statistics import Comparison, Measured, compare, critical_value
from plugins.agri_machinery.comparison.words import in_short, of_one

STEMS = {
    "Clarion": (32.7, 32.3, 31.5),
    "Clinton": (32.1, 29.7, 29.1),
    "Knox": (35.7, 35.9, 33.1),
    "O'Neill": (36.0, 34.2, 31.2),
    "Compost": (31.8, 28.0, 29.2),
    "Wabash": (38.2, 37.8, 31.9),
    "Webster": (32.5, 31.1, 29.7),
}
SOILS = dict(enumerate(STEMS))
WEBSTER = 6
CONTROL = (7.40, 8.50, 7.20, 8.24, 9.84, 8.32)
DRUGS = ((9.76, 8.80, 7.68, 9.36), (12.80, 9.68, 12.16, 9.20, 10.55))


def in_blocks(*treatments: tuple[float, ...]) -> list[Measured]:
    return [
        Measured(number, block, value)
        for number, values in enumerate(treatments)
        for block, value in enumerate(values, 1)
    ]


@pytest.fixture(scope="module")
def snapdragons() -> Comparison:
    return compare(in_blocks(*STEMS.values()), WEBSTER, 15)


def test_the_error_of_randomised_blocks_is_the_printed_one(snapdragons: Comparison) -> None:
    assert f"{snapdragons.mean_square:.7f}" == "1.6452381"
    assert snapdragons.freedom == 12


def test_each_soil_beside_webster_is_as_printed(snapdragons: Comparison) -> None:
    found = {SOILS[row.treatment]: (f"{row.difference:.8f}", f"{row.t:.2f}") for row in snapdragons.rows}
    assert found == {
        "Clarion": ("1.06666667", "1.02"),
        "Clinton": ("-0.80000000", "-0.76"),
        "Knox": ("3.80000000", "3.63"),
        "O'Neill": ("2.70000000", "2.58"),
        "Compost": ("-1.43333333", "-1.37"),
        "Wabash": ("4.86666667", "4.65"),
    }
    assert {f"{row.error:.8f}" for row in snapdragons.rows} == {"1.04729432"}


def test_the_intervals_reach_as_far_as_dunnetts_table_says(snapdragons: Comparison) -> None:
    assert f"{snapdragons.critical:.2f}" == "2.98"
    wabash = snapdragons.rows[0]
    assert (round(wabash.low, 2), round(wabash.high, 2)) == (
        round(4.866667 - snapdragons.critical * 1.04729432, 2),
        round(4.866667 + snapdragons.critical * 1.04729432, 2),
    )


@pytest.mark.parametrize(
    ("freedom", "printed"),
    [
        (10, ("2.23", "2.57", "2.76", "2.89", "2.99", "3.07")),
        (12, ("2.18", "2.50", "2.68", "2.81", "2.90", "2.98")),
        (20, ("2.09", "2.38", "2.54", "2.65", "2.73", "2.80")),
    ],
)
def test_critical_values_are_those_of_dunnetts_table(freedom: int, printed: tuple[str, ...]) -> None:
    alike = [np.full((several, several), 0.5) + 0.5 * np.eye(several) for several in range(1, len(printed) + 1)]
    assert tuple(f"{critical_value(one, freedom):.2f}" for one in alike) == printed


def test_dunnetts_blood_counts_come_out_as_he_found(snapdragons: Comparison) -> None:
    samples = (CONTROL, *DRUGS)
    found = compare([Measured(number, 1, value) for number, values in enumerate(samples) for value in values], 0, 0)
    by_drug = {row.treatment: row for row in found.rows}
    assert [f"{by_drug[drug].t:.3f}" for drug in (1, 2)] == ["0.857", "3.694"]
    assert [(f"{row.low:.2f}", f"{row.high:.2f}") for row in (by_drug[1], by_drug[2])] == [
        ("-1.26", "2.56"),
        ("0.84", "4.42"),
    ]
    assert (by_drug[1].is_more, by_drug[2].is_more) == (False, True)


def test_a_lost_plot_does_not_tip_the_comparison() -> None:
    measured = in_blocks((500, 510, 490), (600, 612, 588))
    whole = compare(measured, 0, 0).rows[0]
    lost = compare([*measured[:-1], *in_blocks((0, 0, 0), (0, 0, 0), (555, 566, 540))[6:]], 0, 0)
    assert next(row for row in lost.rows if row.treatment == 1).difference == pytest.approx(whole.difference, abs=8)


@pytest.mark.parametrize(
    ("better", "goal", "verdict"),
    [((660, 655, 668), 20, "reached"), ((530, 522, 541), 20, "not_reached"), ((598, 580, 640), 20, "open")],
)
def test_a_goal_is_reached_not_reached_or_open(better: tuple[float, ...], goal: int, verdict: str) -> None:
    assert compare(in_blocks((500, 495, 506), better), 0, goal).rows[0].verdict == verdict


def test_the_sentence_is_one_a_grower_understands() -> None:
    found = compare(in_blocks((500, 495, 506), (660, 655, 668)), 0, 20)
    assert str(in_short(found, 20, {1: "T1 (new)"})) == (
        "T1 (new) brought most: +160.7 kg a mu (+32.1%) compared with the usual practice. "
        "The goal of +20% is reached: that is more than chance."
    )
    assert str(of_one(found.rows[0])).startswith("Surely more than the usual practice")


@pytest.mark.parametrize(
    ("goal", "behind", "words"),
    [
        (20, (480, 476, 485), "The goal of +20% is not reached: the usual practice brought most."),
        (20, (480, 300, 620), "The usual practice brought most. Next is T1 (new): −33.7 kg a mu (−6.7%)"),
        (-10, (480, 476, 485), "The goal of −10% is kept"),
    ],
)
def test_a_combination_behind_the_usual_practice_is_not_said_to_bring_most(
    goal: int, behind: tuple[float, ...], words: str
) -> None:
    said = str(in_short(compare(in_blocks((500, 495, 506), behind), 0, goal), goal, {1: "T1 (new)"}))
    assert words in said
    assert "T1 (new) brought most" not in said


def test_the_goal_is_reached_where_any_combination_reaches_it() -> None:
    usual, sure = (500, 495, 506, 498, 503, 500), (672, 668, 677, 670, 674, 673)
    crop = [Measured(0, 1, value) for value in usual] + [Measured(1, 1, value) for value in sure]
    found = compare([*crop, Measured(2, 1, 580.0), Measured(2, 1, 770.0)], 0, 20)
    assert [(row.treatment, row.verdict) for row in found.rows] == [(2, "open"), (1, "reached")]
    said = str(in_short(found, 20, {1: "T1", 2: "T2"}))
    assert said.startswith("The goal of +20% is reached with T1: +172")
    assert "T2 brought still more" in said


@pytest.mark.parametrize(
    ("measured", "control", "code"),
    [
        (in_blocks((0, 0, 0), (300, 310, 305)), 0, "comparison_control_nothing"),
        ([], None, "comparison_without_control"),
        (in_blocks((500, 510), (600, 610)), 7, "comparison_without_control"),
        (in_blocks((500, 510, 490)), 0, "comparison_nothing_beside"),
        (in_blocks((500, 510), (600,)), 0, "comparison_few_replicates"),
        (in_blocks((500,), (600,), (620,)), 0, "comparison_few_replicates"),
        (in_blocks((500, 500, 500), (500, 500, 500)), 0, "comparison_all_equal"),
        (in_blocks((500, 500, 500), (600, 600, 600)), 0, "comparison_all_equal"),
        (
            [Measured(0, 1, 1), Measured(0, 2, 2), Measured(1, 3, 3), Measured(1, 4, 5)],
            0,
            "comparison_too_small",
        ),
        (
            [
                Measured(number, block, 500 + 7 * plot + number)
                for number, block in ((0, 1), (1, 2))
                for plot in (1, 2, 4)
            ],
            0,
            "comparison_too_small",
        ),
    ],
)
def test_too_little_is_refused_with_a_sentence(measured: list[Measured], control: int | None, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        compare(measured, control, 20, {1: "T1"})
    assert refused.value.code == code
    assert str(refused.value).endswith((".", "T1."))
