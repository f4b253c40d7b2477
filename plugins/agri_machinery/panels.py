"""What a station's page and an alliance's page say of this trade."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from core.api.data import Station
from core.api.declare import Panel, Viewer, _
from plugins.agri_machinery.models import Cooperation, Problem, Trial
from plugins.agri_machinery.permissions import BROWSE


def of_station(session: Session, viewer: Viewer, station: Station, day: date) -> Iterator[Panel]:
    """Numbers of trials, problems and partners, that lead to their lists."""
    if not viewer.may(BROWSE, station.scope()):
        return
    trials = _count(Trial, station, Trial.state == "agreed")
    problems = _count(Problem, station, Problem.state == "settled")
    partners = _count(Cooperation, station, (Cooperation.ends.is_(None) | (Cooperation.ends >= day)))
    found = session.execute(select(trials, problems, partners)).one()
    items = [
        {
            "number": number,
            "words": words,
            "endpoint": f"agri_machinery.{endpoint}",
            "arguments": {"station": station},
        }
        for number, words, endpoint in zip(
            found,
            (_("trials in the field"), _("technology problems settled"), _("research partners at work")),
            ("trials", "problems", "cooperations"),
            strict=True,
        )
    ]
    yield Panel(
        title=_("Trials and technology"), template="agri_machinery/panel.html", context={"items": items}, order=60
    )


def _count(
    model: type[Trial | Problem | Cooperation], station: Station, which: ColumnElement[bool]
) -> ColumnElement[int]:
    return select(func.count(model.id)).where(model.station_id == station.id, which).scalar_subquery()
