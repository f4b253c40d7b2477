"""The part of fit that asks what both sides wish."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

import numpy as np
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from core.api.declare import LazyText, _
from plugins.enterprise_visits.fit.facts import Facts
from plugins.enterprise_visits.fit.parts import Listed
from plugins.enterprise_visits.models import Wish

KEY: Final = "wishes"
TITLE: Final = _("Wishes of both sides")
EACH: Final = 150
"""What the wish of one side gives, or takes off."""

_WORDS: Final = {
    ("deputy", True): _("The deputy would like to."),
    ("deputy", False): _("The deputy would rather not."),
    ("enterprise", True): _("The enterprise would like to."),
    ("enterprise", False): _("The enterprise would rather not."),
}


def part(session: Session, facts: Facts, deputies: Select[int]) -> Listed:
    """What either side wishes, added up."""
    query = select(Wish.deputy_id, Wish.enterprise_id, Wish.side, Wish.wanted).where(Wish.deputy_id.in_(deputies))
    rows = session.execute(query.order_by(Wish.id)).all()
    mine, theirs = facts.deputy_places([row[0] for row in rows]), facts.enterprise_places([row[1] for row in rows])
    said: dict[tuple[int, int], list[tuple[str, bool]]] = defaultdict(list)
    for deputy, enterprise, row in zip(mine.tolist(), theirs.tolist(), rows, strict=True):
        if deputy >= 0 and enterprise >= 0:
            said[deputy, enterprise].append((row.side, row.wanted))
    points = [sum(EACH if wanted else -EACH for _side, wanted in wishes) for wishes in said.values()]
    return Listed(
        KEY,
        TITLE,
        facts.deputies.size,
        np.array([pair[0] for pair in said], np.int64),
        np.array([pair[1] for pair in said], np.int64),
        np.array(points, np.int32),
        lambda deputy, enterprise: _words(said.get((deputy, enterprise), [])),
    )


def _words(wishes: list[tuple[str, bool]]) -> LazyText:
    if not wishes:
        return _("Neither side has said what it wishes.")
    if len(wishes) == 1:
        return _WORDS[wishes[0]]
    if wishes[0][1] == wishes[1][1]:
        return _("Both sides would like to.") if wishes[0][1] else _("Both sides would rather not.")
    return _("One side would like to, the other would rather not.")
