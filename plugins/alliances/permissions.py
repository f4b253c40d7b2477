"""Who may do what with alliances: one list for all rooms, whose views name these permissions."""

from __future__ import annotations

from typing import Final

from core.api.declare import Permission, Role, _

BROWSE: Final = "alliances.browse"
RUN: Final = "alliances.run"
WRITE: Final = "alliances.write"
ISSUE: Final = "alliances.issue"
OWN: Final = "alliances.own"
TEMPLATES: Final = "alliances.templates"

PERMISSIONS: Final = (
    Permission(
        BROWSE,
        _("See alliances, their members and their meetings"),
        frozenset({Role.ADMINISTRATOR, Role.OFFICE, Role.LEADER, Role.MANAGER, Role.DEPUTY}),
    ),
    Permission(
        RUN,
        _("Keep alliances, their members, meetings and action items"),
        frozenset({Role.ADMINISTRATOR, Role.OFFICE, Role.MANAGER}),
    ),
    Permission(
        WRITE,
        _("Write the record and the minutes of meetings"),
        frozenset({Role.ADMINISTRATOR, Role.OFFICE, Role.MANAGER}),
    ),
    Permission(
        ISSUE,
        _("Issue minutes of meetings"),
        frozenset({Role.ADMINISTRATOR, Role.OFFICE, Role.LEADER}),
    ),
    Permission(
        OWN,
        _("One's own meetings and action items of alliances"),
        frozenset({Role.DEPUTY}),
    ),
    Permission(
        TEMPLATES,
        _("Replace the Word templates of minutes and records"),
        frozenset({Role.ADMINISTRATOR, Role.OFFICE}),
    ),
)
