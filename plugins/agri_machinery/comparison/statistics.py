"""Combinations against the usual practice: a linear model with treatment and block, and intervals that hold together.

The model is statsmodels'; the critical value is that of Dunnett's comparisons with a control, from SciPy's multivariate t
distribution, for the correlation the model itself says: also where a plot was lost.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from core.api.declare import _
from plugins.agri_machinery.comparison.errors import (
    ComparisonAllEqual,
    ComparisonControlNothing,
    ComparisonFewReplicates,
    ComparisonNothingBeside,
    ComparisonTooSmall,
    ComparisonWithoutControl,
)

CONFIDENCE: Final = 0.95
SEED: Final = 20260101
"""The multivariate t distribution is integrated with random points: always the same ones, so that a page says the same twice."""
FEWEST: Final = 2
"""So many measured plots has every combination at least."""
NOTHING: Final = 1e-12
"""Less than this part of the values' own size is no variation, but rounding."""

Verdict = Literal["reached", "not_reached", "open"]


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured on a plot."""

    treatment: int
    block: int
    value: float


@dataclass(frozen=True, slots=True)
class Compared:
    """A combination beside the usual practice. Means are adjusted for blocks."""

    treatment: int
    plots: int
    mean: float
    difference: float
    error: float
    """The standard error of the difference."""
    low: float
    high: float
    """Between them the true difference lies, for all combinations at once with 95 in 100."""
    percent: float
    """The difference, of the mean of the usual practice."""
    verdict: Verdict
    """Whether the goal is reached: said only where the interval says so."""

    @property
    def t(self) -> float:
        """The difference in standard errors."""
        return self.difference / self.error

    @property
    def is_more(self) -> bool:
        """Whether it is surely above the usual practice."""
        return self.low > 0

    @property
    def is_less(self) -> bool:
        """Whether it is surely below the usual practice."""
        return self.high < 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """How all combinations compare with the usual practice."""

    control: int
    control_mean: float
    control_plots: int
    rows: tuple[Compared, ...]
    """The best first."""
    mean_square: float
    """The error of the model."""
    freedom: int
    """Its degrees of freedom."""
    critical: float
    """How many standard errors the intervals reach to both sides."""

    @property
    def reached(self) -> Compared | None:
        """The best of those with which the goal is reached."""
        return next((row for row in self.rows if row.verdict == "reached"), None)

    @property
    def verdict(self) -> Verdict:
        """Whether the goal is reached with any combination; open as long as one of them may."""
        if self.reached is not None:
            return "reached"
        return "open" if any(row.verdict == "open" for row in self.rows) else "not_reached"


def compare(
    measured: Sequence[Measured], control: int | None, goal: int, called: Mapping[int, str] | None = None
) -> Comparison:
    """Each combination against the control; `goal` is by how many per cent it is to be above it.

    `called` says how sentences name the combinations.

    Raises ComparisonWithoutControl, ComparisonNothingBeside, ComparisonFewReplicates, ComparisonAllEqual,
    ComparisonControlNothing, ComparisonTooSmall.
    """
    counts = Counter(one.treatment for one in measured)
    others = sorted(counts.keys() - {control})
    _refuse_too_little(measured, counts, control, called or {})
    model = _fitted(measured)
    if model.df_resid < 1:
        raise ComparisonTooSmall
    means = {treatment: _of(model, treatment) for treatment in counts}
    scale = max(abs(one.value) for one in measured)
    if model.mse_resid <= NOTHING * scale**2:
        raise ComparisonAllEqual
    if means[control or 0] <= NOTHING * scale:
        raise ComparisonControlNothing
    rows, critical = _compared(model, others, control, goal, counts)
    return Comparison(
        control=control or 0,
        control_mean=means[control or 0],
        control_plots=counts[control or 0],
        rows=tuple(sorted(rows, key=lambda row: (-row.difference, row.treatment))),
        mean_square=float(model.mse_resid),
        freedom=int(model.df_resid),
        critical=critical,
    )


def _refuse_too_little(
    measured: Sequence[Measured], counts: Counter[int], control: int | None, called: Mapping[int, str]
) -> None:
    if control is None or control not in counts:
        raise ComparisonWithoutControl
    if len(counts) == 1:
        raise ComparisonNothingBeside
    few = sorted(treatment for treatment, count in counts.items() if count < FEWEST)
    if few:
        names = str(_(", ")).join(called.get(treatment, str(treatment)) for treatment in few)
        raise ComparisonFewReplicates(treatments=names, fewest=FEWEST)
    if len({one.value for one in measured}) == 1:
        raise ComparisonAllEqual


def _fitted(measured: Sequence[Measured]) -> Any:
    """The linear model: a mean for each treatment, and what each block adds or takes, which is nothing together.

    Raises ComparisonTooSmall where blocks and treatments cannot be told apart.
    """
    import numpy as np
    import pandas  # type: ignore[import-untyped]
    from statsmodels.formula.api import ols

    frame = pandas.DataFrame([(f"t{one.treatment}", f"b{one.block}", one.value) for one in measured])
    frame.columns = pandas.Index(["treatment", "block", "value"])
    blocks = " + C(block, Sum)" if frame["block"].nunique() > 1 else ""
    model = ols(f"value ~ 0 + C(treatment){blocks}", data=frame)
    if np.linalg.matrix_rank(model.exog) < model.exog.shape[1]:  # combinations that share no block with the others
        raise ComparisonTooSmall
    return model.fit()


def _of(model: Any, treatment: int) -> float:
    return float(model.params[_name(treatment)])


def _name(treatment: int) -> str:
    return f"C(treatment)[t{treatment}]"


def _compared(
    model: Any, others: Sequence[int], control: int | None, goal: int, counts: Counter[int]
) -> tuple[list[Compared], float]:
    import numpy as np

    names = list(model.params.index)

    def against(share: float) -> Any:
        """Each of the others less so much of the control, a row each."""
        rows = np.zeros((len(others), len(names)))
        for row, treatment in enumerate(others):
            rows[row, names.index(_name(treatment))] = 1
            rows[row, names.index(_name(control or 0))] = -share
        return rows

    plain, with_goal = model.t_test(against(1)), model.t_test(against(1 + goal / 100))
    critical = critical_value(_correlation(model, against(1)), model.df_resid)
    for_goal = critical_value(_correlation(model, against(1 + goal / 100)), model.df_resid)
    base = _of(model, control or 0)
    found = []
    for row, treatment in enumerate(others):
        difference, error = float(plain.effect[row]), float(plain.sd.flat[row])
        over, its_error = float(with_goal.effect[row]), float(with_goal.sd.flat[row])
        found.append(
            Compared(
                treatment=treatment,
                plots=counts[treatment],
                mean=_of(model, treatment),
                difference=difference,
                error=error,
                low=difference - critical * error,
                high=difference + critical * error,
                percent=100 * difference / base,
                verdict=_verdict(over - for_goal * its_error, over + for_goal * its_error),
            )
        )
    return found, critical


def _verdict(low: float, high: float) -> Verdict:
    return "reached" if low >= 0 else "not_reached" if high < 0 else "open"


def _correlation(model: Any, contrasts: Any) -> Any:
    import numpy as np

    covariance = contrasts @ np.asarray(model.cov_params()) @ contrasts.T
    spread = np.sqrt(np.diag(covariance))
    return covariance / np.outer(spread, spread)


def critical_value(correlation: Any, freedom: float) -> float:
    """How many standard errors all intervals reach, so that together they hold with 95 in 100: two-sided."""
    import numpy as np
    from scipy.optimize import brentq  # type: ignore[import-untyped]
    from scipy.stats import multivariate_t, t  # type: ignore[import-untyped]

    several = len(correlation)
    alone = float(t.ppf((1 + CONFIDENCE) / 2, freedom))
    if several == 1:
        return alone
    highest = float(t.ppf(1 - (1 - CONFIDENCE) / (2 * several), freedom))  # Bonferroni's is never exceeded
    distribution = multivariate_t(shape=correlation, df=freedom, seed=SEED, allow_singular=True)

    def missing(bound: float) -> float:
        limit = np.full(several, bound)
        return float(distribution.cdf(limit, lower_limit=-limit, random_state=SEED)) - CONFIDENCE

    return float(brentq(missing, alone * 0.99, highest * 1.02, xtol=1e-4))
