"""What is forgotten of visits without anybody asking."""

from __future__ import annotations

from datetime import time
from typing import Final

from core.api.declare import _
from core.api.work import Job
from plugins.enterprise_visits.visiting.sheets import forget_old

JOBS: Final = (
    Job(
        name="forget_visit_sheets",
        title=_("Forget tables of past visits that were read and never written"),
        run=forget_old,
        at=time(3, 50),
    ),
)
