"""Textiles: what mills and garment makers can do, whom they look for, and when their deputies are hard to spare.

This is the plugin's table of contents: one function for each hook it implements, and nothing else. What it adds to duty
days, to visits and to alliances stands in ``with_duty_days.py``, ``with_enterprise_visits.py`` and ``with_alliances.py``.
An administrator switches it on for the stations of this trade.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from flask import Blueprint
from sqlalchemy.orm import Session

from core.api.data import Enterprise, Station
from core.api.declare import (
    DemoScenario,
    Figure,
    HandOver,
    NavItem,
    Panel,
    Permission,
    Register,
    SettingsForm,
    Viewer,
    hooks,
    implements,
)
from plugins.textiles import leaving, panels
from plugins.textiles.blueprint import bp
from plugins.textiles.capacity import asking_views  # noqa: F401 - its pages hang on the blueprint
from plugins.textiles.capacity import views as capacity
from plugins.textiles.capacity.service import SETTINGS
from plugins.textiles.demo import SCENARIOS
from plugins.textiles.figures import FIGURES
from plugins.textiles.labour import views as labour
from plugins.textiles.registers import REGISTERS
from plugins.textiles.salons import views as salons
from plugins.textiles.trade import views as trade


@implements(hooks.blueprints)
def blueprints() -> Iterable[Blueprint]:
    """The pages: /p/textiles/... and /stations/<id>/p/textiles/..."""
    return [bp]


@implements(hooks.permissions)
def permissions() -> Iterable[Permission]:
    """Who may see and keep what of each room."""
    return (*trade.PERMISSIONS, *capacity.PERMISSIONS, *salons.PERMISSIONS)


@implements(hooks.nav_items)
def nav_items() -> Iterable[NavItem]:
    """The pages of each room: at a station, and for those who oversee many."""
    return (*capacity.NAV, *labour.NAV, *trade.NAV)


@implements(hooks.settings_forms)
def settings_forms() -> Iterable[SettingsForm]:
    """When a capability is to be confirmed again."""
    return [SETTINGS]


@implements(hooks.figures)
def figures() -> Iterable[Figure]:
    """Enterprises in the directory, and persons wanted."""
    return FIGURES


@implements(hooks.registers)
def registers() -> Iterable[Register]:
    """The capability directory and the labour needs."""
    return REGISTERS


@implements(hooks.demo_scenarios)
def demo_scenarios() -> Iterable[DemoScenario]:
    """The textile chain of Xinyi."""
    return SCENARIOS


@implements(hooks.station_panels)
def station_panels(session: Session, viewer: Viewer, station: Station, day: date) -> Iterable[Panel]:
    """What is offered and wanted at the station."""
    return panels.of_station(session, viewer, station, day)


@implements(hooks.enterprise_panels)
def enterprise_panels(session: Session, viewer: Viewer, enterprise: Enterprise, day: date) -> Iterable[Panel]:
    """What the enterprise can do."""
    return panels.of_enterprise(session, viewer, enterprise, day)


@implements(hooks.station_hands_over)
def station_hands_over(session: Session, station: Station, into: Station | None, day: date) -> Iterable[HandOver]:
    """How many capabilities and labour needs move along."""
    return leaving.told(session, station, into, day)


@implements(hooks.station_closed)
def station_closed(session: Session, station: Station, into: Station | None, day: date) -> None:
    """They move to the station it was merged into."""
    leaving.hand_over(session, station, into, day)
