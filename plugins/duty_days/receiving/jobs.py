"""What is forgotten without anybody asking."""

from __future__ import annotations

from datetime import time
from typing import Final

from core.api.declare import _
from core.api.work import Job
from plugins.duty_days.receiving.forgetting import forget

JOBS: Final = (
    Job(
        name="forget_visitors",
        title=_("Erase names and numbers of people received that have served their time"),
        run=forget,
        at=time(3, 40),
    ),
)
