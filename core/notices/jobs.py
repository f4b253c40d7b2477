"""What is done about notices without anybody asking: old ones are forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete
from sqlalchemy.orm import Session

from core.notices.models import TROUBLED, Delivery, Notice
from core.plugin_host.declarations import Job
from core.words import lazy as _

READ_KEPT_FOR: Final = timedelta(days=90)
UNREAD_KEPT_FOR: Final = timedelta(days=400)
SENT_KEPT_FOR: Final = timedelta(days=30)
TROUBLED_KEPT_FOR: Final = timedelta(days=90)


def forget(session: Session, at: datetime) -> None:
    """Forget what was read or sent long ago, and what nobody wanted to read for more than a year.

    Nothing is told anew by it: what is told of lies further back than any key is looked at again.
    """
    session.execute(delete(Notice).where(Notice.read_at < at - READ_KEPT_FOR, Notice.at < at - READ_KEPT_FOR))
    session.execute(delete(Notice).where(Notice.at < at - UNREAD_KEPT_FOR))
    ended = Delivery.ended_at
    session.execute(delete(Delivery).where(ended < at - SENT_KEPT_FOR, Delivery.state.not_in(TROUBLED)))
    session.execute(delete(Delivery).where(ended < at - TROUBLED_KEPT_FOR, Delivery.state.in_(TROUBLED)))


JOB = Job(name="forget_notices", title=_("Forget old notices"), run=forget, every=timedelta(hours=6))
