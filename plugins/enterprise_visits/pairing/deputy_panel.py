"""What pairing shows on the page of a deputy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.api.data import Deputy, Viewer
from core.api.declare import Panel, _
from plugins.enterprise_visits.models import Pairing
from plugins.enterprise_visits.pairing import lists

BROWSE: Final = "enterprise_visits.browse"


def of_deputy(session: Session, viewer: Viewer, deputy: Deputy, day: date) -> Iterator[Panel]:
    """The enterprises the deputy looks after, to who may know; to strangers how many there are.

    An enterprise has not agreed to stand beside a deputy's face; that they have some is part of what a deputy shows.
    """
    linked = viewer.may(BROWSE, deputy.scope())
    inside = linked or viewer.deputy_id == deputy.id
    pairs: Sequence[Any] = lists.of_deputy(session, deputy.id, day) if inside else ()
    number = len(pairs) if inside else _count(session, deputy.id, day)
    if number:
        yield Panel(
            title=_("Enterprises looked after"),
            template="enterprise_visits/pairing/panel_deputy.html",
            context={"pairs": pairs, "number": number, "inside": inside, "linked": linked},
            order=20,
        )


def _count(session: Session, deputy_id: int, day: date) -> int:
    query = select(func.count()).where(Pairing.deputy_id == deputy_id, Pairing.open_on(day))
    return session.scalar(query) or 0
