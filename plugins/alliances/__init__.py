"""Alliances: enterprises of a chain that act together, their meetings, minutes and what was agreed to be done.

This is the plugin's table of contents: one function for each hook it implements, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from flask import Blueprint
from sqlalchemy.orm import Session

from core.api.data import Chain, Deputy, Enterprise, Station
from core.api.declare import Job, NavItem, Panel, Permission, Viewer, hooks, implements
from plugins.alliances.actions import entering  # noqa: F401 - its pages hang on the blueprint
from plugins.alliances.actions import panels as action_panels
from plugins.alliances.actions import views as actions
from plugins.alliances.actions.jobs import JOBS as REMINDING
from plugins.alliances.blueprint import bp
from plugins.alliances.hookspecs import alliances_panels
from plugins.alliances.joining import member_views  # noqa: F401 - its pages hang on the blueprint
from plugins.alliances.joining import panels as joining_panels
from plugins.alliances.joining import views as joining
from plugins.alliances.models import Alliance
from plugins.alliances.permissions import PERMISSIONS


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
    return (*joining.NAV, *actions.NAV,)


@implements(hooks.jobs)
def jobs() -> Iterable[Job]:
    """Every morning who has something to do is reminded; every night what organs must take is offered again."""
    return (*REMINDING,)


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


@implements(hooks.start_panels)
def start_panels(session: Session, viewer: Viewer, day: date) -> Iterable[Panel]:
    """What a deputy has to do, and what is overdue."""
    yield from action_panels.waiting_for(session, viewer, day)


@implements(alliances_panels)
def alliance_panels(session: Session, viewer: Viewer, alliance: Alliance, day: date) -> Iterable[Panel]:
    """What the alliance agreed on and is still to be done."""
    yield from action_panels.of_alliance(session, viewer, alliance, day)
