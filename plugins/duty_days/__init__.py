"""Duty days: when stations receive people, and which deputies serve.

This is the plugin's table of contents: one function for each hook it implements, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from flask import Blueprint
from sqlalchemy.orm import Session

from core.api.data import Deputy, Station
from core.api.declare import (
    Deed,
    DemoScenario,
    DutyRuleUnderstood,
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
    SettingsForm,
    Viewer,
    hooks,
    implements,
)
from core.api.work import now, today
from plugins.duty_days import (
    attention_views,  # noqa: F401 - its pages hang on the blueprint
    day_views,  # noqa: F401 - its pages hang on the blueprint
    handing_over,
    leaving,
    panels,
    views,
)
from plugins.duty_days.blueprint import bp
from plugins.duty_days.counting import views as counting  # noqa: F401 - its pages hang on the blueprint
from plugins.duty_days.counting.registers import REGISTERS
from plugins.duty_days.demo import SCENARIOS
from plugins.duty_days.feeds import views as feed_views
from plugins.duty_days.figures import FIGURES
from plugins.duty_days.jobs import JOBS
from plugins.duty_days.personal import FEEDS, SERVED
from plugins.duty_days.receiving import views as receiving
from plugins.duty_days.receiving.forgetting import SETTINGS
from plugins.duty_days.receiving.jobs import JOBS as FORGETTING
from plugins.duty_days.receiving.personal import PERSONAL as DAYS
from plugins.duty_days.rota import exchange_views as exchanging  # noqa: F401 - its pages hang on the blueprint
from plugins.duty_days.rota import mending_views  # noqa: F401 - its pages hang on the blueprint
from plugins.duty_days.rota import tasks as rota_tasks  # noqa: F401 - what the worker carries out
from plugins.duty_days.rota import views as rota
from plugins.duty_days.rota.personal import PERSONAL as ROTAS
from plugins.duty_days.rules import service as rules
from plugins.duty_days.rules import views as rule_views
from plugins.duty_days.rules.words import understood
from plugins.duty_days.showing import views as showing  # noqa: F401 - its pages hang on the blueprint
from plugins.duty_days.signing_up import choice_views as choosing
from plugins.duty_days.signing_up import leave_views, sitting_views  # noqa: F401 - their pages hang on the blueprint
from plugins.duty_days.signing_up import views as signing_up
from plugins.duty_days.signing_up.jobs import JOBS as MOVING_UP
from plugins.duty_days.signing_up.personal import PERSONAL as SIGNED_UP
from plugins.duty_days.telling import views as telling
from plugins.duty_days.telling.jobs import JOBS as TELLING
from plugins.duty_days.telling.personal import KNOWN


@implements(hooks.blueprints)
def blueprints() -> Iterable[Blueprint]:
    """The pages: /p/duty_days/... and /stations/<id>/p/duty_days/..."""
    return [bp]


@implements(hooks.permissions)
def permissions() -> Iterable[Permission]:
    """Signing up; seeing, and setting, who serves."""
    return (*signing_up.PERMISSIONS, *receiving.PERMISSIONS, *rule_views.PERMISSIONS, *views.PERMISSIONS)


@implements(hooks.nav_items)
def nav_items() -> Iterable[NavItem]:
    """A deputy's own days, the list of all, and the pages of a station."""
    return (
        *views.NAV,
        *receiving.NAV,
        *rota.NAV,
        *rule_views.NAV,
        *choosing.NAV,
        *feed_views.NAV,
        *telling.NAV,
    )


@implements(hooks.jobs)
def jobs() -> Iterable[Job]:
    """Every night the coming months' days are made from the rules; every other minute who is to be told is told."""
    return (*JOBS, *FORGETTING, *MOVING_UP, *TELLING)


@implements(hooks.figures)
def figures() -> Iterable[Figure]:
    """Duty days held, and deputies on duty."""
    return FIGURES


@implements(hooks.registers)
def registers() -> Iterable[Register]:
    """The days that were held."""
    return REGISTERS


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


@implements(hooks.deputy_panels)
def deputy_panels(session: Session, viewer: Viewer, deputy: Deputy, day: date) -> Iterable[Panel]:  # noqa: ARG001 - strangers see the same
    """When and where the deputy serves next."""
    return panels.next_of_deputy(session, deputy, day)


@implements(hooks.deputy_deeds)
def deputy_deeds(session: Session, deputy: Deputy, day: date) -> Iterable[Deed]:
    """The duty days the deputy has served."""
    return panels.served_by(session, deputy, day)


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
    rules.understand_words(session, station, today())


@implements(hooks.settings_forms)
def settings_forms() -> Iterable[SettingsForm]:
    """How long it stays known who was received."""
    return [SETTINGS]


@implements(hooks.personal_data)
def personal_data() -> Iterable[PersonalData]:
    """Who served when."""
    return [FEEDS, SERVED, *DAYS, KNOWN, *ROTAS, *SIGNED_UP]


@implements(hooks.deputies_hold)
def deputies_hold(session: Session, deputies: Sequence[int], day: date) -> Iterable[Holding]:
    """The places they hold on coming days."""
    return leaving.held_by(session, deputies, day)


@implements(hooks.deputies_left)
def deputies_left(session: Session, deputies: Sequence[int], day: date) -> Iterable[Released]:
    """Their places on coming days are free for others."""
    return leaving.release(session, deputies, day, now())


@implements(hooks.deputies_back)
def deputies_back(session: Session, released: Sequence[Released]) -> None:
    """They get their places back, as far as these are still free."""
    leaving.give_back(session, released)


@implements(hooks.station_hands_over)
def station_hands_over(session: Session, station: Station, into: Station | None, day: date) -> Iterable[HandOver]:
    """How many coming duty days move or are cancelled, and how many deputies are signed up for them."""
    return handing_over.told(session, station, into, day)


@implements(hooks.station_closed)
def station_closed(session: Session, station: Station, into: Station | None, day: date) -> None:
    """Its coming duty days move to the station it was merged into, or are cancelled."""
    handing_over.hand_over(session, station, into, day)
