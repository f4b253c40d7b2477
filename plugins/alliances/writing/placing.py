"""Where passages stand: far apart, so that one that comes between two moves neither of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from plugins.alliances.models.writing import Document, Passage

APART: Final = 2**40
"""Between two neighbours there is room for forty passages, each in the middle of what is left; at the end for millions."""

Placed = tuple[int, int]
"""The number of a passage and its position."""


def in_order(session: Session, document: Document) -> Sequence[Placed]:
    """The passages of the document that are not taken out, in order."""
    query = (
        select(Passage.id, Passage.position)
        .where(Passage.document_id == document.id, ~Passage.removed)
        .order_by(Passage.position, Passage.id)
    )
    return [(number, position) for number, position in session.execute(query)]


def after(order: Sequence[Placed], index: int) -> int | None:
    """A position behind the one with this index (-1: before all); None where there is no room left."""
    before = order[index][1] if index >= 0 else None
    behind = order[index + 1][1] if index + 1 < len(order) else None
    if before is None and behind is None:
        return 0
    if before is None or behind is None:
        return before + APART if before is not None else (behind or 0) - APART
    return (before + behind) // 2 if behind - before > 1 else None
