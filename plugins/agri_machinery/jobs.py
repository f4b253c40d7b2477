"""What is done every night."""

from __future__ import annotations

from datetime import time
from typing import Final

from core.api.declare import _
from core.api.work import Job
from plugins.agri_machinery.trials import sheets

JOBS: Final = (
    Job(
        name="forget_plot_sheets",
        title=_("Forget tables of measurements that nobody wrote"),
        run=sheets.forget_old,
        at=time(3, 25),
    ),
)
