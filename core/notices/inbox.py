"""What somebody was told: the notices of an account and of its person."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import ColumnElement, Select, or_, select, update

from core.notices.models import Notice

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.access import Viewer

LATELY: Final = 300


def told_to(viewer: Viewer) -> ColumnElement[bool]:
    """The condition that a notice is this viewer's own."""
    own = Notice.account_id == viewer.account_id
    return or_(own, Notice.person_id == viewer.person_id) if viewer.person_id is not None else own


def notices_of(viewer: Viewer) -> Select[Any]:
    """One's own notices."""
    return select(Notice).where(told_to(viewer))


def told_by(session: Session, viewer: Viewer) -> set[str]:
    """Who has told this viewer something lately: the plugins that keys begin with."""
    latest = select(Notice.key).where(told_to(viewer)).order_by(Notice.id.desc()).limit(LATELY)
    return {key.partition(".")[0] for key in session.scalars(latest)}


def read(session: Session, viewer: Viewer, at: datetime, notice_id: int | None = None) -> Notice | None:
    """Mark one of one's own notices as read, or all of them; the one, where it is there."""
    which = (told_to(viewer),) if notice_id is None else (told_to(viewer), Notice.id == notice_id)
    session.execute(update(Notice).where(*which, Notice.read_at.is_(None)).values(read_at=at))
    return None if notice_id is None else session.scalars(select(Notice).where(*which)).one_or_none()
