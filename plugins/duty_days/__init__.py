"""Duty days: when stations receive people, and which deputies serve.

This is the plugin's table of contents: one function for each hook it implements, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from flask import Blueprint
from sqlalchemy.orm import Session

from core.api.data import Station
from core.api.declare import (
    DemoScenario,
    DutyRuleUnderstood,
    Figure,
    Job,
    NavItem,
    Panel,
    Permission,
    Viewer,
    hooks,
    implements,
)
from core.api.work import today
from plugins.duty_days import panels, service, views
from plugins.duty_days.demo import SCENARIOS
from plugins.duty_days.figures import FIGURES
from plugins.duty_days.jobs import JOBS
from plugins.duty_days.words import understood


@implements(hooks.blueprints)
def blueprints() -> Iterable[Blueprint]:
    """The pages: /p/duty_days/... and /stations/<id>/p/duty_days/..."""
    return [views.bp]


@implements(hooks.permissions)
def permissions() -> Iterable[Permission]:
    """Signing up; seeing, and setting, who serves."""
    return views.PERMISSIONS


@implements(hooks.nav_items)
def nav_items() -> Iterable[NavItem]:
    """A deputy's own days, the list of all, and the pages of a station."""
    return views.NAV


@implements(hooks.jobs)
def jobs() -> Iterable[Job]:
    """Every night: the coming months' days are made from the rules."""
    return JOBS


@implements(hooks.figures)
def figures() -> Iterable[Figure]:
    """Duty days held, and deputies on duty."""
    return FIGURES


@implements(hooks.demo_scenarios)
def demo_scenarios() -> Iterable[DemoScenario]:
    """Who was, and will be, on duty in the demonstration."""
    return SCENARIOS


@implements(hooks.home_panels)
def home_panels(session: Session, viewer: Viewer, day: date) -> Iterable[Panel]:  # noqa: ARG001 - strangers see the same
    """Where people are received next."""
    return panels.next_everywhere(session, day)


@implements(hooks.station_panels)
def station_panels(session: Session, viewer: Viewer, station: Station, day: date) -> Iterable[Panel]:
    """The station's next three duty days."""
    return panels.next_of_station(session, viewer, station, day)


@implements(hooks.start_panels)
def start_panels(session: Session, viewer: Viewer, day: date) -> Iterable[Panel]:
    """What is waiting for a deputy, or for who runs stations."""
    return panels.waiting_for(session, viewer, day)


@implements(hooks.duty_words)
def duty_words(words: str) -> DutyRuleUnderstood | None:
    """The two rhythms, as rosters write them."""
    rhythm = understood(words)
    return DutyRuleUnderstood(sentence=rhythm.sentence) if rhythm else None


@implements(hooks.station_imported)
def station_imported(session: Session, station: Station) -> None:
    """The rule a roster names becomes the station's rule, where it has none."""
    service.understand_words(session, station, today())
