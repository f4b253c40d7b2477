"""What is told without anybody asking."""

from __future__ import annotations

from datetime import timedelta

from core.api.declare import _
from core.api.work import Job
from plugins.duty_days.telling.service import tell_chats, tell_holders, tell_those_who_run

JOBS = (
    Job(
        name="tell",
        title=_("Remind of duty days, and tell what changed"),
        run=tell_holders,
        every=timedelta(minutes=2),
    ),
    Job(
        name="tell_groups",
        title=_("Tell groups who serves tomorrow"),
        run=tell_chats,
        every=timedelta(minutes=10),
    ),
    Job(
        name="tell_gaps",
        title=_("Tell where too few serve"),
        run=tell_those_who_run,
        every=timedelta(hours=1),
    ),
)
