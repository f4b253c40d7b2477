"""What signing up does without anybody asking."""

from __future__ import annotations

from datetime import datetime, time

from sqlalchemy.orm import Session

from core.api.declare import _
from core.api.work import Job
from plugins.duty_days.signing_up.opening import day_of
from plugins.duty_days.signing_up.waiting import move_up_everywhere


def move_up(session: Session, at: datetime) -> None:
    """Give free places to who waits: what nobody's tap brought about, as a leave that ended or a mandate that began."""
    move_up_everywhere(session, at, day_of(at))


JOBS = (Job(name="move_up", title=_("Let who waits for a duty day move up"), run=move_up, at=time(6, 40)),)
