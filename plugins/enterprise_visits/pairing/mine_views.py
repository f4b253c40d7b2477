"""A deputy's own enterprises, on a phone: where each is, whom to call, when it was visited last."""

from __future__ import annotations

from typing import Any

from core.api.web import render, requires, session, today, viewer
from plugins.enterprise_visits import attention
from plugins.enterprise_visits.blueprint import bp
from plugins.enterprise_visits.pairing import page
from plugins.enterprise_visits.visiting.access import OWN


@bp.get("/mine")
@requires("enterprise_visits.mine")
def mine() -> Any:
    """My enterprises, the one longest unvisited first."""
    late = attention.overdue_of_deputy(session(), viewer().deputy_id or 0, today())
    return render(
        "enterprise_visits/pairing/mine.html",
        overdue={row.id for row in late},
        enterprises=page.mine(session(), viewer().deputy_id or 0, today()),
        may_log=viewer().may(OWN),
        today=today(),
    )
