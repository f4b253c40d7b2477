"""What textiles add to alliances: salons on their forums, a panel on their page, and a section of their minutes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from core.api.data import Session, Station, Viewer
from core.api.declare import DemoScenario, NavItem, Panel, hooks, implements
from plugins.alliances.api import Alliance, Meeting, MinutesSection, alliances_minutes_sections, alliances_panels
from plugins.textiles.demo.salons import SCENARIOS
from plugins.textiles.salons import sections
from plugins.textiles.salons import views as salons


@implements(hooks.nav_items)
def nav_items() -> Iterable[NavItem]:
    """The salons of a station."""
    return salons.NAV


@implements(hooks.demo_scenarios)
def demo_scenarios() -> Iterable[DemoScenario]:
    """The salons of Xinyi."""
    return SCENARIOS


@implements(alliances_panels)
def panels(session: Session, viewer: Viewer, alliance: Alliance, day: date) -> Iterable[Panel]:
    """What the member enterprises have free this month."""
    return sections.panel(session, viewer, alliance, day)


@implements(alliances_minutes_sections)
def minutes_sections(session: Session, station: Station, meeting: Meeting) -> Iterable[MinutesSection]:
    """Free capacity and labour needs, where a salon or an alliance of the chain met."""
    return sections.of_minutes(session, station, meeting)
