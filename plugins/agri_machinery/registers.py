"""The register of technology problems, and that of cooperation with institutes, to print and to export."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Select, select

from core.api.data import Enterprise
from core.api.declare import FigureScope, Register, RegisterColumn, _
from plugins.agri_machinery.models import Cooperation, Problem
from plugins.agri_machinery.problems.words import STATES


def of_problems(_scope: FigureScope) -> Select[Any]:
    """A problem a line, by the day it was raised."""
    found: Any = (
        select(
            Problem.id.label("id"),
            Problem.station_id.label("station_id"),
            Problem.raised_on.label("day"),
            Problem.title.label("title"),
            Enterprise.name.label("enterprise"),
            Cooperation.partner.label("partner"),
            Problem.state.label("state"),
            Problem.solution.label("solution"),
            Problem.settled_on.label("settled_on"),
        )
        .outerjoin(Enterprise, Enterprise.id == Problem.enterprise_id)
        .outerjoin(Cooperation, Cooperation.id == Problem.cooperation_id)
    )
    lines: Select[Any] = found
    return lines


def of_cooperations(_scope: FigureScope) -> Select[Any]:
    """A cooperation a line, by its first day."""
    found: Any = select(
        Cooperation.id.label("id"),
        Cooperation.station_id.label("station_id"),
        Cooperation.begins.label("day"),
        Cooperation.partner.label("partner"),
        Cooperation.subject.label("subject"),
        Enterprise.name.label("enterprise"),
        Cooperation.ends.label("ends"),
    ).outerjoin(Enterprise, Enterprise.id == Cooperation.enterprise_id)
    lines: Select[Any] = found
    return lines


REGISTERS: Final = (
    Register(
        key="agri_machinery.problems",
        title=_("Register of technology problems"),
        lead=_("Raised by whom and when, how it was solved, with which partner, settled on which day."),
        columns=(
            RegisterColumn(key="day", title=_("Raised on"), kind="day"),
            RegisterColumn(key="title", title=_("The problem in one line")),
            RegisterColumn(key="enterprise", title=_("Raised by")),
            RegisterColumn(key="partner", title=_("With the help of")),
            RegisterColumn(key="state", title=_("State"), words=STATES),
            RegisterColumn(key="solution", title=_("Solution")),
            RegisterColumn(key="settled_on", title=_("Settled on"), kind="day"),
        ),
        query=of_problems,
        order=80,
    ),
    Register(
        key="agri_machinery.cooperations",
        title=_("Register of research cooperations"),
        lead=_("Which institute works with the trade, on what, from when to when."),
        columns=(
            RegisterColumn(key="partner", title=_("University or institute")),
            RegisterColumn(key="subject", title=_("What it is about")),
            RegisterColumn(key="enterprise", title=_("With the enterprise")),
            RegisterColumn(key="day", title=_("First day"), kind="day"),
            RegisterColumn(key="ends", title=_("Last day"), kind="day"),
        ),
        query=of_cooperations,
        order=81,
    ),
)
