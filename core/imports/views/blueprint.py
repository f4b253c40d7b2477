"""What the imports declare: their blueprint, permission and menu entry; and what their pages share."""

from __future__ import annotations

from flask import Blueprint

from core.access import Permission, Role
from core.plugin_host.declarations import NavItem
from core.words import lazy as _l

bp = Blueprint("imports", "core.imports", template_folder="templates", url_prefix="/imports")
PERMISSIONS = (
    Permission(
        "imports.run",
        _l("Import lists of stations, enterprises and deputies"),
        frozenset({Role.ADMINISTRATOR, Role.OFFICE}),
    ),
)
NAV = (
    NavItem(
        title=_l("Import"), endpoint="imports.index", permission="imports.run", order=80, icon="file-earmark-arrow-up"
    ),
)

PATH = f"{bp.url_prefix}/{{batch}}"
"""Where a batch is shown, for tasks that lead there."""
STATE_WORDS = {
    "reading": _l("Being read"),
    "writing": _l("Being written"),
    "staged": _l("Not written yet"),
    "written": _l("Written"),
    "dropped": _l("Dropped"),
}
