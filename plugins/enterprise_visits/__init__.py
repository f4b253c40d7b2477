"""Enterprise visits: which deputy is paired with which enterprises, and what their visits brought.

This is the plugin's table of contents: one function for each hook it implements, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint

from core.api.declare import NavItem, Permission, PersonalData, hooks, implements
from plugins.enterprise_visits.blueprint import bp
from plugins.enterprise_visits.difficulties.personal import PERSONAL as TOLD
from plugins.enterprise_visits.helping import views as helping
from plugins.enterprise_visits.helping.personal import PERSONAL as HELPED
from plugins.enterprise_visits.leads import views as leads
from plugins.enterprise_visits.pairing.personal import PERSONAL as PAIRED
from plugins.enterprise_visits.visiting.personal import PERSONAL as VISITED


@implements(hooks.blueprints)
def blueprints() -> Iterable[Blueprint]:
    """The pages: /p/enterprise_visits/... and /stations/<id>/p/enterprise_visits/..."""
    return [bp]


@implements(hooks.permissions)
def permissions() -> Iterable[Permission]:
    """Who may see and change what of each room."""
    return (*helping.PERMISSIONS, *leads.PERMISSIONS)


@implements(hooks.nav_items)
def nav_items() -> Iterable[NavItem]:
    """The pages of each room."""
    return (*helping.NAV, *leads.NAV)


@implements(hooks.personal_data)
def personal_data() -> Iterable[PersonalData]:
    """Who is, was or may be paired with which enterprise."""
    return [*PAIRED, *VISITED, *TOLD, *HELPED]
