"""Agricultural machinery: what the makers of machines, seed and fertiliser and the growers find out together.

A catalogue, field trials with their comparison, technology problems and the institutes that help to solve them. What the
seasons of the fields mean for duty days stands in ``with_duty_days.py``, what the trade means for pairs in
``with_enterprise_visits.py``, what it brings to alliances and their meetings in ``with_alliances.py``. An administrator
switches it on for the stations of this trade.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from flask import Blueprint
from sqlalchemy.orm import Session

from core.api.data import Station
from core.api.declare import (
    DemoScenario,
    Figure,
    HandOver,
    Job,
    NavItem,
    Panel,
    Permission,
    Register,
    Viewer,
    hooks,
    implements,
)
from plugins.agri_machinery import (
    leaving,
    panels,
    records,  # noqa: F401 - its page hangs on the blueprint
)
from plugins.agri_machinery.blueprint import bp
from plugins.agri_machinery.catalogue import views as catalogue
from plugins.agri_machinery.comparison import views as comparison  # noqa: F401 - its page hangs on the blueprint
from plugins.agri_machinery.demo import SCENARIOS
from plugins.agri_machinery.figures import FIGURES
from plugins.agri_machinery.jobs import JOBS
from plugins.agri_machinery.permissions import PERMISSIONS
from plugins.agri_machinery.problems import cooperation_views
from plugins.agri_machinery.problems import views as problems
from plugins.agri_machinery.registers import REGISTERS
from plugins.agri_machinery.trials import sheet_views  # noqa: F401 - its pages hang on the blueprint
from plugins.agri_machinery.trials import views as trials


@implements(hooks.blueprints)
def blueprints() -> Iterable[Blueprint]:
    """The pages: /p/agri_machinery/... and /stations/<id>/p/agri_machinery/..."""
    return [bp]


@implements(hooks.permissions)
def permissions() -> Iterable[Permission]:
    """Who may look, and who keeps the records."""
    return PERMISSIONS


@implements(hooks.nav_items)
def nav_items() -> Iterable[NavItem]:
    """The pages of a station of this trade."""
    return (*catalogue.NAV, *trials.NAV, *problems.NAV, *cooperation_views.NAV)


@implements(hooks.station_panels)
def station_panels(session: Session, viewer: Viewer, station: Station, day: date) -> Iterable[Panel]:
    """How many trials stand in the field, and what was settled."""
    return panels.of_station(session, viewer, station, day)


@implements(hooks.figures)
def figures() -> Iterable[Figure]:
    """Problems settled, research cooperations, trials."""
    return FIGURES


@implements(hooks.registers)
def registers() -> Iterable[Register]:
    """Technology problems, and cooperation with institutes."""
    return REGISTERS


@implements(hooks.jobs)
def jobs() -> Iterable[Job]:
    """Every night tables nobody wrote are forgotten."""
    return JOBS


@implements(hooks.demo_scenarios)
def demo_scenarios() -> Iterable[DemoScenario]:
    """The trade at work in Yanzhou, and in Xinyi."""
    return SCENARIOS


@implements(hooks.station_hands_over)
def station_hands_over(session: Session, station: Station, into: Station | None, day: date) -> Iterable[HandOver]:  # noqa: ARG001 - the hook's signature
    """How many trials and problems move."""
    return leaving.handed_over(session, station, into)


@implements(hooks.station_closed)
def station_closed(session: Session, station: Station, into: Station | None, day: date) -> None:  # noqa: ARG001
    """Trials, problems, cooperations and the catalogue move."""
    leaving.hand_over(session, station, into)
