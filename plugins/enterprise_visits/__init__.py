"""Enterprise visits: which deputy is paired with which enterprises, and what their visits brought.

This is the plugin's table of contents: one function for each hook it implements, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from flask import Blueprint
from sqlalchemy.orm import Session

from core.api.declare import (
    Job,
    NavItem,
    Panel,
    Permission,
    PersonalData,
    SettingsForm,
    Viewer,
    hooks,
    implements,
)
from plugins.enterprise_visits import attention_views
from plugins.enterprise_visits.attention import SETTINGS
from plugins.enterprise_visits.blueprint import bp
from plugins.enterprise_visits.contacts import views as contacts
from plugins.enterprise_visits.difficulties import views as difficulties
from plugins.enterprise_visits.difficulties.jobs import JOBS as SUGGESTING
from plugins.enterprise_visits.difficulties.personal import PERSONAL as TOLD
from plugins.enterprise_visits.helping import views as helping
from plugins.enterprise_visits.helping.personal import PERSONAL as HELPED
from plugins.enterprise_visits.leads import views as leads
from plugins.enterprise_visits.links.personal import PERSONAL as LINKED
from plugins.enterprise_visits.measures import views as measures
from plugins.enterprise_visits.pairing.personal import PERSONAL as PAIRED
from plugins.enterprise_visits.visiting.personal import PERSONAL as VISITED


@implements(hooks.blueprints)
def blueprints() -> Iterable[Blueprint]:
    """The pages: /p/enterprise_visits/... and /stations/<id>/p/enterprise_visits/..."""
    return [bp]


@implements(hooks.permissions)
def permissions() -> Iterable[Permission]:
    """Who may see and change what of each room."""
    return (
        *attention_views.PERMISSIONS,
        *difficulties.PERMISSIONS,
        *measures.PERMISSIONS,
        *contacts.PERMISSIONS,
        *helping.PERMISSIONS,
        *leads.PERMISSIONS,
    )


@implements(hooks.nav_items)
def nav_items() -> Iterable[NavItem]:
    """The pages of each room."""
    return (*attention_views.NAV, *difficulties.NAV, *measures.NAV, *helping.NAV, *leads.NAV)


@implements(hooks.jobs)
def jobs() -> Iterable[Job]:
    """Every night what is planned as a suggestion is offered again."""
    return SUGGESTING


@implements(hooks.settings_forms)
def settings_forms() -> Iterable[SettingsForm]:
    """When an enterprise is overdue for a visit, and when it is visited too often."""
    return [SETTINGS]


@implements(hooks.start_panels)
def start_panels(session: Session, viewer: Viewer, day: date) -> Iterable[Panel]:
    """What waits for a deputy, or for who runs stations."""
    return attention_views.panel(session, viewer, day)


@implements(hooks.personal_data)
def personal_data() -> Iterable[PersonalData]:
    """Who is, was or may be paired with which enterprise."""
    return [*PAIRED, *VISITED, *TOLD, *HELPED, *LINKED]
