"""The comparison of a trial: its weighed plots, and what follows from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from core.api.declare import DomainError, LazyText, _
from plugins.agri_machinery.comparison import words
from plugins.agri_machinery.comparison.statistics import Compared, Comparison, Measured, compare
from plugins.agri_machinery.models import Trial


@dataclass(frozen=True, slots=True)
class Told:
    """What the page of a comparison shows: the comparison, or why there is none yet."""

    found: Comparison | None
    refused: LazyText | str = ""
    sentence: LazyText | str = ""

    @property
    def rows(self) -> Sequence[Compared]:
        """The combinations, the best first."""
        return self.found.rows if self.found else ()


def told(trial: Trial) -> Told:
    """How the combinations of a trial did against its goal. The first time in a process takes some seconds."""
    names = called(trial)
    try:
        found = _compared(tuple(measured(trial)), control_of(trial), trial.goal, tuple(sorted(names.items())))
    except DomainError as refusal:
        return Told(None, refused=str(refusal))
    return Told(found, sentence=words.in_short(found, trial.goal, names))


def measured(trial: Trial) -> list[Measured]:
    """The plots whose yield was weighed."""
    plots = sorted(trial.plots, key=lambda plot: plot.number)
    return [Measured(one.treatment_id, one.block, one.yield_kg) for one in plots if one.yield_kg is not None]


def control_of(trial: Trial) -> int | None:
    """The usual practice."""
    return next((one.id for one in trial.treatments if one.is_control), None)


def called(trial: Trial) -> dict[int, str]:
    """How the combinations are named in sentences."""
    return {
        one.id: str(_("%(code)s (%(combination)s)", code=one.code, combination=one.name)) for one in trial.treatments
    }


@lru_cache(maxsize=128)
def _compared(
    plots: tuple[Measured, ...], control: int | None, goal: int, names: tuple[tuple[int, str], ...]
) -> Comparison:
    """Pure, so that a page opened again costs nothing."""
    return compare(plots, control, goal, dict(names))


def drawn(trial: Trial, found: Comparison) -> dict[str, Any]:
    """What the chart draws: the difference of each combination with its interval, and the line of the goal."""
    codes = {one.id: one.code for one in trial.treatments}
    return {
        "names": [codes[row.treatment] for row in found.rows],
        "rows": [[round(row.low, 1), round(row.difference, 1), round(row.high, 1)] for row in found.rows],
        "verdicts": [row.verdict for row in found.rows],
        "goal": round(found.control_mean * trial.goal / 100, 1),
    }
