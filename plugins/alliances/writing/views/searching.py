"""Search over records and minutes."""

from __future__ import annotations

from typing import Any

from core.api.declare import NavItem
from core.api.web import _l, asked_text, listed, render, requires, session, today, viewer
from plugins.alliances.blueprint import bp
from plugins.alliances.models.meetings import Meeting
from plugins.alliances.models.writing import Passage
from plugins.alliances.permissions import BROWSE, WRITE
from plugins.alliances.writing.searching import excerpt, found_passages
from plugins.alliances.writing.words import KINDS

NAV = (
    NavItem(
        title=_l("Search records and minutes"),
        endpoint="alliances.search_texts",
        permission=BROWSE,
        order=37,
        icon="search",
    ),
)
NEWEST = {"newest": (Meeting.day.desc(), Meeting.id.desc(), Passage.position, Passage.id)}


@bp.get("/search")
@requires(BROWSE)
def search_texts() -> Any:
    """What was said and what was agreed, found by words, within reach."""
    words = asked_text()
    listing = None
    if words:
        reads, writes = viewer().reach(BROWSE), viewer().reach(WRITE)
        listing = listed(found_passages(session(), words, reads, writes), NEWEST)
    return render(
        "alliances/writing/search.html", words=words, listing=listing, excerpt=excerpt, kinds=KINDS, today=today()
    )
