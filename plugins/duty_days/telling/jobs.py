"""What is told without anybody asking."""

from __future__ import annotations

from datetime import timedelta

from core.api.declare import _
from core.api.work import Job
from plugins.duty_days.telling.service import look

JOBS = (Job(name="tell", title=_("Remind of duty days, and tell what changed"), run=look, every=timedelta(minutes=2)),)
