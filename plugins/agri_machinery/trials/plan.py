"""The plan of the field on paper: every plot with its number and its combination, block by block."""

from __future__ import annotations

from datetime import date
from importlib.resources import files as resources
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from core.api.data import day_in_words
from core.api.declare import LazyText, _
from core.api.paper import pdf
from plugins.agri_machinery.models import Plot, Trial
from plugins.agri_machinery.trials.errors import PlotsMissing

TEMPLATE: Final = Path(str(resources("plugins.agri_machinery.trials") / "documents" / "plan.typ"))
WIDEST: Final = 10
"""So many plots stand side by side; a longer block is broken."""


def printed(trial: Trial, today: date) -> bytes:
    """The plan as PDF. Takes a moment. Raises PlotsMissing."""
    if not trial.plots:
        raise PlotsMissing
    words: dict[str, Any] = {
        "title": str(_("Plan of the field")),
        "name": trial.title,
        "question": trial.question,
        "station": trial.station.name,
        "facts": [{"words": str(words), "value": value} for words, value in _facts(trial) if value],
        "blocks": [
            {"name": str(_("Block %(n)s", n=block)), "plots": [_on_paper(plot) for plot in plots]}
            for block, plots in in_blocks(trial)
        ],
        "columns": min(WIDEST, max(len(plots) for _block, plots in in_blocks(trial))),
        "treatments": [
            {"code": one.code, "name": one.name, "control": one.is_control}
            for one in sorted(_standing(trial), key=lambda one: (not one.is_control, one.position))
        ],
        "heads": [str(_("Sign")), str(_("Combination"))],
        "control": str(_("usual practice")),
        "legend": str(_("Combinations")),
        "path": str(_("Way between the blocks")),
        "signatures": [str(_("Laid out by")), str(_("Grower")), str(_("Date"))],
        "page-words": str(_("Page {n} of {m}")),
        "made": str(_("Made on %(day)s", day=day_in_words(today))),
        "language": "en" if str(_("Block %(n)s", n=1)) == "Block 1" else "zh",
    }
    return pdf(TEMPLATE, words)


def in_blocks(trial: Trial) -> list[tuple[int, list[Plot]]]:
    """The plots of each block, as they lie: by number."""
    ordered = sorted(trial.plots, key=lambda plot: (plot.block, plot.number))
    return [(block, list(plots)) for block, plots in groupby(ordered, key=lambda plot: plot.block)]


def _standing(trial: Trial) -> list[Any]:
    there = {plot.treatment_id for plot in trial.plots}
    return [one for one in trial.treatments if one.id in there]


def _facts(trial: Trial) -> list[tuple[LazyText, str]]:
    return [
        (_("Grower"), trial.grower.name if trial.grower else ""),
        (_("Where"), trial.place),
        (_("Sown on"), str(day_in_words(trial.sown_on)) if trial.sown_on else ""),
        (_("Plots"), str(len(trial.plots))),
    ]


def _on_paper(plot: Plot) -> dict[str, Any]:
    return {"number": str(plot.number), "code": plot.treatment.code, "control": plot.treatment.is_control}
