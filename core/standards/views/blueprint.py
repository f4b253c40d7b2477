"""What the standards declare: their blueprint, permissions and menu entries."""

from __future__ import annotations

from flask import Blueprint

from core.access import Permission, Role
from core.plugin_host.declarations import NavItem
from core.standards.words import check_sign, check_state, kind_title, stars_words
from core.words import lazy as _l

bp = Blueprint("standards", "core.standards", template_folder="templates")
OFFICE = frozenset({Role.ADMINISTRATOR, Role.OFFICE})
PERMISSIONS = (
    Permission("standards.browse", _l("See standards and how far the self-checks are"), OFFICE | {Role.LEADER}),
    Permission("standards.edit", _l("Edit standards"), OFFICE),
    Permission("standards.fill", _l("Fill in self-checks"), OFFICE | {Role.MANAGER}),
    Permission("standards.read", _l("Read self-checks"), OFFICE | {Role.LEADER, Role.MANAGER}),
    Permission("standards.review", _l("Review self-checks"), OFFICE),
)
NAV = (
    NavItem(title=_l("Standards"), endpoint="standards.station", place="station", order=75, icon="patch-check"),
    NavItem(
        title=_l("Standards"),
        endpoint="standards.index",
        permission="standards.browse",
        place="admin",
        order=25,
        icon="patch-check",
    ),
    NavItem(
        title=_l("Self-checks"),
        endpoint="standards.board",
        permission="standards.browse",
        place="admin",
        order=26,
        icon="clipboard-check",
    ),
)
bp.add_app_template_filter(kind_title, "standard_kind")
for _words in (check_state, check_sign, stars_words):
    bp.add_app_template_filter(_words)
