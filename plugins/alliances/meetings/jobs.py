"""What is done about meetings without anybody asking."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from core.api.declare import Job, _
from core.api.work import STATION_ZONE
from plugins.alliances.meetings.inviting import remind_of_coming


def remind(session: Session, at: datetime) -> None:
    """Who has not answered for a meeting of the next days is reminded, once."""
    remind_of_coming(session, at.astimezone(STATION_ZONE).date(), at)


JOBS = (
    Job(
        name="remind_of_meetings",
        title=_("Remind who has not answered an invitation to a meeting"),
        run=remind,
        every=timedelta(hours=1),
    ),
)
