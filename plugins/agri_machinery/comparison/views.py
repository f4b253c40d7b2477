"""The page of a comparison: a sentence, a chart and a table."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import selectinload

from core.api.web import render, requires
from plugins.agri_machinery.blueprint import bp
from plugins.agri_machinery.comparison import service, words
from plugins.agri_machinery.models import Trial
from plugins.agri_machinery.permissions import BROWSE


@bp.get("/trials/<id:trial>/comparison")
@requires(BROWSE, on=Trial, loading=(selectinload(Trial.plots), selectinload(Trial.treatments)))
def comparison(trial: Trial) -> Any:
    """How the combinations did against the usual practice."""
    told = service.told(trial)
    return render(
        "agri_machinery/trials/comparison.html",
        trial=trial,
        told=told,
        treatments={one.id: one for one in trial.treatments},
        drawn=service.drawn(trial, told.found) if told.found else None,
        verdicts=words.VERDICTS,
        marks=words.MARKS,
        of_one=words.of_one,
    )
