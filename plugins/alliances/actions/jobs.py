"""What is done by itself: reminders of what is due, and what organs must take is offered again."""

from __future__ import annotations

from datetime import datetime, time
from typing import Final

from sqlalchemy.orm import Session

from core.api.declare import _
from core.api.work import STATION_ZONE, Job
from plugins.alliances.actions.passing_on import pass_on_again
from plugins.alliances.actions.telling import remind


def _remind(session: Session, at: datetime) -> None:
    remind(session, at.astimezone(STATION_ZONE).date(), at)


def _again(session: Session, at: datetime) -> None:
    pass_on_again(session, at)


JOBS: Final = (
    Job(name="remind_of_actions", title=_("Remind of action items that are due"), run=_remind, at=time(7, 40)),
    Job(name="pass_actions_on", title=_("Offer action items that organs must take again"), run=_again, at=time(3, 50)),
)
