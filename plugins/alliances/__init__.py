"""Alliances: enterprises of a chain that act together, their meetings, minutes and what was agreed to be done.

This is the plugin's table of contents: one function for each hook it implements, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from flask import Blueprint
from sqlalchemy.orm import Session

from core.api.data import Chain, Deputy, Enterprise, Station
from core.api.declare import (
    CliGroup,
    DemoScenario,
    Figure,
    HandOver,
    Holding,
    Job,
    NavItem,
    Panel,
    Permission,
    PersonalData,
    Register,
    Released,
    Viewer,
    hooks,
    implements,
)
from core.api.work import now
from plugins.alliances.actions import entering  # noqa: F401 - its pages hang on the blueprint
from plugins.alliances.actions import panels as action_panels
from plugins.alliances.actions import views as actions
from plugins.alliances.actions.jobs import JOBS as REMINDING
from plugins.alliances.blueprint import bp
from plugins.alliances.counting import views as counting
from plugins.alliances.demo import SCENARIOS
from plugins.alliances.figures import FIGURES
from plugins.alliances.hookspecs import alliances_panels
from plugins.alliances.joining import member_views  # noqa: F401 - its pages hang on the blueprint
from plugins.alliances.joining import panels as joining_panels
from plugins.alliances.joining import views as joining
from plugins.alliances.leaving import deputies as leaving
from plugins.alliances.leaving import stations as closing
from plugins.alliances.meetings import panels as meeting_panels
from plugins.alliances.meetings import views as meetings
from plugins.alliances.meetings.jobs import JOBS as ASKING
from plugins.alliances.meetings.personal import PERSONAL as MEETINGS
from plugins.alliances.minutes import views as minutes
from plugins.alliances.minutes.commands import COMMANDS
from plugins.alliances.minutes.personal import PERSONAL as MINUTES
from plugins.alliances.models import Alliance
from plugins.alliances.papers import template_views as paper_pages
from plugins.alliances.permissions import PERMISSIONS
from plugins.alliances.personal import PERSONAL
from plugins.alliances.registers import REGISTERS
from plugins.alliances.writing import views as writing
from plugins.alliances.writing.personal import PERSONAL as WRITTEN


@implements(hooks.blueprints)
def blueprints() -> Iterable[Blueprint]:
    """The pages: /p/alliances/... and /stations/<id>/p/alliances/..."""
    return [bp]


@implements(hooks.permissions)
def permissions() -> Iterable[Permission]:
    """Who sees, keeps, writes and issues."""
    return PERMISSIONS


@implements(hooks.nav_items)
def nav_items() -> Iterable[NavItem]:
    """The pages of each room."""
    return (
        *joining.NAV,
        *actions.NAV,
        *counting.NAV,
        *meetings.NAV,
        *minutes.NAV,
        *writing.NAV,
        *paper_pages.NAV,
    )


@implements(hooks.cli_groups)
def cli_groups() -> Iterable[CliGroup]:
    """Proving that nobody touched issued minutes: ``lianzhan alliances verify``."""
    return [COMMANDS]


@implements(hooks.jobs)
def jobs() -> Iterable[Job]:
    """Who has something to do, or to answer, is reminded; every night what organs must take is offered again."""
    return (*REMINDING, *ASKING)


@implements(hooks.station_panels)
def station_panels(session: Session, viewer: Viewer, station: Station, day: date) -> Iterable[Panel]:
    """The alliances the station looks after."""
    yield from joining_panels.of_station(session, viewer, station, day)


@implements(hooks.chain_panels)
def chain_panels(session: Session, viewer: Viewer, chain: Chain, day: date) -> Iterable[Panel]:
    """The alliances of the chain with their member enterprises."""
    yield from joining_panels.of_chain(session, viewer, chain, day)


@implements(hooks.enterprise_panels)
def enterprise_panels(session: Session, viewer: Viewer, enterprise: Enterprise, day: date) -> Iterable[Panel]:
    """The alliances the enterprise is a member of."""
    yield from joining_panels.of_enterprise(session, viewer, enterprise, day)


@implements(hooks.deputy_panels)
def deputy_panels(session: Session, viewer: Viewer, deputy: Deputy, day: date) -> Iterable[Panel]:
    """The alliances the deputy is a member of."""
    yield from joining_panels.of_deputy(session, viewer, deputy, day)


@implements(hooks.personal_data)
def personal_data() -> Iterable[PersonalData]:
    """What alliances keep about people."""
    return (*PERSONAL, *MEETINGS, *MINUTES, *WRITTEN)


@implements(hooks.start_panels)
def start_panels(session: Session, viewer: Viewer, day: date) -> Iterable[Panel]:
    """A deputy's next meetings, and what waits to be issued."""
    yield from action_panels.waiting_for(session, viewer, day)
    yield from meeting_panels.waiting_for(session, viewer, day)
    yield from minutes.panel(session, viewer, day)


@implements(alliances_panels)
def alliance_panels(session: Session, viewer: Viewer, alliance: Alliance, day: date) -> Iterable[Panel]:
    """The meetings of the alliance, and what it agreed on that is still to be done."""
    yield from meeting_panels.of_alliance(session, viewer, alliance, day)
    yield from action_panels.of_alliance(session, viewer, alliance, day)


@implements(hooks.figures)
def figures() -> Iterable[Figure]:
    """Alliances, meetings, what enterprises said there, minutes and action items."""
    return FIGURES


@implements(hooks.registers)
def registers() -> Iterable[Register]:
    """The meetings that were held, and the action items."""
    return REGISTERS


@implements(hooks.demo_scenarios)
def demo_scenarios() -> Iterable[DemoScenario]:
    """Alliances of every chain in Xinyi, and Yanzhou's forum and alliance."""
    return SCENARIOS


@implements(hooks.deputies_hold)
def deputies_hold(session: Session, deputies: Sequence[int], day: date) -> Iterable[Holding]:
    """Their memberships, the meetings they are to come to, and what they have to do."""
    return leaving.held_by(session, deputies, day)


@implements(hooks.deputies_left)
def deputies_left(session: Session, deputies: Sequence[int], day: date) -> Iterable[Released]:
    """Their memberships end, they are asked to no meeting any more, and what they had to do passes on."""
    return leaving.release(session, deputies, day, now())


@implements(hooks.deputies_back)
def deputies_back(session: Session, released: Sequence[Released]) -> None:
    """They are members, invited and in charge again, as far as nobody else is meanwhile."""
    leaving.give_back(session, released, now())


@implements(hooks.station_hands_over)
def station_hands_over(session: Session, station: Station, into: Station | None, day: date) -> Iterable[HandOver]:
    """What becomes of its alliances, forums, planned meetings, minutes on their way and action items."""
    return closing.handed_over(session, station, into, day)


@implements(hooks.station_closed)
def station_closed(session: Session, station: Station, into: Station | None, day: date) -> None:
    """All that goes on goes to the station it was merged into; without one, planned meetings and forums end."""
    closing.closed(session, station, into, day, now())
