"""The hooks of alliances: what other plugins add to them. They import them from :mod:`plugins.alliances.api`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from core.api.declare import Panel, extension_point

if TYPE_CHECKING:
    from datetime import date

    from core.api.data import Session, Viewer
    from plugins.alliances.models import Alliance


@extension_point(when="page", gives=Panel, costs="Its panel is missing from the pages of alliances.")
def alliances_panels(  # type: ignore[empty-body]  # a hook has a promise, not a body
    session: Session, viewer: Viewer, alliance: Alliance, day: date
) -> Iterable[Panel]:
    """Panels of the page of an alliance, beside its members and what it does: as trials, or a directory of what members can do.

    Asked only for viewers who may see the alliance.
    """
