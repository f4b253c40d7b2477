"""Enterprise visits: which deputy is paired with which enterprises, and what their visits brought.

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
from core.api.work import now
from plugins.enterprise_visits import attention_views, leaving
from plugins.enterprise_visits.attention import SETTINGS
from plugins.enterprise_visits.blueprint import bp
from plugins.enterprise_visits.contacts import views as contacts
from plugins.enterprise_visits.counting import views as counting
from plugins.enterprise_visits.demo import SCENARIOS
from plugins.enterprise_visits.difficulties import handing_over as difficulties_leaving
from plugins.enterprise_visits.difficulties import views as difficulties
from plugins.enterprise_visits.difficulties.jobs import JOBS as SUGGESTING
from plugins.enterprise_visits.difficulties.personal import PERSONAL as TOLD
from plugins.enterprise_visits.figures import FIGURES
from plugins.enterprise_visits.helping import leaving as helping_leaving
from plugins.enterprise_visits.helping import views as helping
from plugins.enterprise_visits.helping.personal import PERSONAL as HELPED
from plugins.enterprise_visits.known import competing_views, deputy_views  # noqa: F401 - their pages hang on the blueprint
from plugins.enterprise_visits.known import views as known
from plugins.enterprise_visits.known.personal import PERSONAL as KNOWN
from plugins.enterprise_visits.leads import views as leads
from plugins.enterprise_visits.links import committee_views, resident_views
from plugins.enterprise_visits.links import leaving as links_leaving
from plugins.enterprise_visits.links.options import SETTINGS as LINK_SETTINGS
from plugins.enterprise_visits.links.personal import PERSONAL as LINKED
from plugins.enterprise_visits.links.registers import REGISTERS as LINK_REGISTERS
from plugins.enterprise_visits.measures import views as measures
from plugins.enterprise_visits.pairing import (
    asking_views,  # noqa: F401 - its pages hang on the blueprint
    deputy_panel,
    letter_views,  # noqa: F401 - its pages hang on the blueprint
    mine_views,  # noqa: F401 - its pages hang on the blueprint
    proposal_views,  # noqa: F401 - its pages hang on the blueprint
    version_views,  # noqa: F401 - its pages hang on the blueprint
)
from plugins.enterprise_visits.pairing import leaving as pairs_leaving
from plugins.enterprise_visits.pairing import panels as pairing_panels
from plugins.enterprise_visits.pairing import tasks as pair_tasks  # noqa: F401 - what the worker carries out
from plugins.enterprise_visits.pairing import views as pairing
from plugins.enterprise_visits.pairing.personal import PERSONAL as PAIRED
from plugins.enterprise_visits.pictures import views as pictures
from plugins.enterprise_visits.visiting import leaving as visits_leaving
from plugins.enterprise_visits.visiting import panels as visit_panels
from plugins.enterprise_visits.visiting import views as visiting
from plugins.enterprise_visits.visiting.jobs import JOBS as FORGETTING
from plugins.enterprise_visits.visiting.personal import PERSONAL as VISITED
from plugins.enterprise_visits.visiting.registers import REGISTERS as VISIT_REGISTERS


@implements(hooks.blueprints)
def blueprints() -> Iterable[Blueprint]:
    """The pages: /p/enterprise_visits/... and /stations/<id>/p/enterprise_visits/..."""
    return [bp]


@implements(hooks.permissions)
def permissions() -> Iterable[Permission]:
    """Who may see and change what of each room."""
    return (
        *known.PERMISSIONS,
        *pairing.PERMISSIONS,
        *visiting.PERMISSIONS,
        *attention_views.PERMISSIONS,
        *difficulties.PERMISSIONS,
        *measures.PERMISSIONS,
        *contacts.PERMISSIONS,
        *helping.PERMISSIONS,
        *leads.PERMISSIONS,
        *counting.PERMISSIONS,
        *committee_views.PERMISSIONS,
        *resident_views.PERMISSIONS,
    )


@implements(hooks.nav_items)
def nav_items() -> Iterable[NavItem]:
    """The pages of each room."""
    return (
        *known.NAV,
        *pairing.NAV,
        *visiting.NAV,
        *difficulties.NAV,
        *measures.NAV,
        *helping.NAV,
        *leads.NAV,
        *counting.NAV,
        *pictures.NAV,
        *committee_views.NAV,
        *resident_views.NAV,
    )


@implements(hooks.figures)
def figures() -> Iterable[Figure]:
    """Pairs, visits, policy measures, difficulties, introductions and projects."""
    return FIGURES


@implements(hooks.demo_scenarios)
def demo_scenarios() -> Iterable[DemoScenario]:
    """Pairs, visits and what came of them in the demonstrations."""
    return SCENARIOS


@implements(hooks.jobs)
def jobs() -> Iterable[Job]:
    """Every night what is planned as a suggestion is offered again, and tables nobody wrote are forgotten."""
    return (*SUGGESTING, *FORGETTING)


@implements(hooks.settings_forms)
def settings_forms() -> Iterable[SettingsForm]:
    """When an enterprise is overdue for a visit, when it is visited too often, and how many links are proposed."""
    return [SETTINGS, LINK_SETTINGS]


@implements(hooks.start_panels)
def start_panels(session: Session, viewer: Viewer, day: date) -> Iterable[Panel]:
    """What waits for a deputy, or for who runs stations."""
    yield from pairing_panels.waiting_for(session, viewer, day)
    yield from visit_panels.waiting_for(session, viewer, day)
    yield from attention_views.panel(session, viewer, day)


@implements(hooks.station_panels)
def station_panels(session: Session, viewer: Viewer, station: Station, day: date) -> Iterable[Panel]:
    """How many enterprises the station's deputies look after."""
    return pairing_panels.of_station(session, viewer, station, day)


@implements(hooks.personal_data)
def personal_data() -> Iterable[PersonalData]:
    """Who is, was or may be paired with which enterprise."""
    return [*KNOWN, *PAIRED, *VISITED, *TOLD, *HELPED, *LINKED]


@implements(hooks.registers)
def registers() -> Iterable[Register]:
    """The visits that were held, and who keeps in touch with whom."""
    return (*VISIT_REGISTERS, *LINK_REGISTERS)


@implements(hooks.deputy_panels)
def deputy_panels(session: Session, viewer: Viewer, deputy: Deputy, day: date) -> Iterable[Panel]:
    """The enterprises the deputy looks after; strangers see how many."""
    return deputy_panel.of_deputy(session, viewer, deputy, day)


@implements(hooks.deputy_deeds)
def deputy_deeds(session: Session, deputy: Deputy, day: date) -> Iterable[Deed]:
    """The enterprises the deputy visited."""
    return visit_panels.visited_by(session, deputy, day)


@implements(hooks.deputies_hold)
def deputies_hold(session: Session, deputies: Sequence[int], day: date) -> Iterable[Holding]:
    """The enterprises they look after, the visits they are to come to, and the residents they keep in touch with."""
    return leaving.held_by(session, deputies, day)


@implements(hooks.deputies_left)
def deputies_left(session: Session, deputies: Sequence[int], day: date) -> Iterable[Released]:
    """Their pairings end, they come to no visit any more, and their links end."""
    return [
        *pairs_leaving.release(session, deputies, day),
        *visits_leaving.release(session, deputies, day),
        *links_leaving.release(session, deputies, day),
    ]


@implements(hooks.deputies_back)
def deputies_back(session: Session, released: Sequence[Released]) -> None:
    """Their pairings go on, they come to visits that are still to be held, and have their links."""
    pairs_leaving.give_back(session, released)
    visits_leaving.give_back(session, released, now())
    links_leaving.give_back(session, released)


@implements(hooks.station_hands_over)
def station_hands_over(session: Session, station: Station, into: Station | None, day: date) -> Iterable[HandOver]:
    """What becomes of its pairs, how many planned visits move or are cancelled, and how many residents go along."""
    return leaving.handed_over(session, station, into, day)


@implements(hooks.station_closed)
def station_closed(session: Session, station: Station, into: Station | None, day: date) -> None:
    """Its pairs and planned visits move to the station it was merged into, or do without; its residents go along."""
    pairs_leaving.hand_over(session, station, into, day)
    visits_leaving.hand_over(session, station, into, day)
    difficulties_leaving.hand_over(session, station, into)
    helping_leaving.hand_over(session, station, into, day)
    links_leaving.closed(session, station, into)
