"""Alliances: enterprises of a chain that act together, their meetings, minutes and what was agreed to be done.

This is the plugin's table of contents: one function for each hook it implements, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint

from core.api.declare import NavItem, Permission, hooks, implements
from plugins.alliances.blueprint import bp
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
    return ()
