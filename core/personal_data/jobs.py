"""What is done about personal data without anybody asking."""

from __future__ import annotations

from datetime import datetime, time

from sqlalchemy.orm import Session

from core.plugin_host.declarations import Job
from core.words import lazy as _


def _erase(session: Session, at: datetime) -> None:
    from core.personal_data.retention import every_night  # imported late: it knows every room that keeps people

    every_night(session, at)


JOBS = (
    Job(
        name="retention", title=_("Erase what has served its time, where that was decided"), run=_erase, at=time(3, 40)
    ),
)
