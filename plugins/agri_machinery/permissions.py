"""Who may look at the records of this trade, and who keeps them."""

from __future__ import annotations

from typing import Final

from core.api.declare import Permission, Role, _

BROWSE: Final = "agri_machinery.browse"
RUN: Final = "agri_machinery.run"
_KEEPERS: Final = frozenset({Role.ADMINISTRATOR, Role.OFFICE, Role.MANAGER})
PERMISSIONS: Final = (
    Permission(
        BROWSE, _("Look at the catalogue, trials and technology problems"), _KEEPERS | {Role.LEADER, Role.DEPUTY}
    ),
    Permission(RUN, _("Keep the catalogue, trials and technology problems"), _KEEPERS),
)
