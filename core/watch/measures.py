"""What a monitoring system may want to watch: the numbers of the health page, by their Prometheus names."""

from __future__ import annotations

import shutil
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from core.administration.counts import counts
from core.watch import beats

if TYPE_CHECKING:
    from core.platform import Platform


def measures(session: Session, platform: Platform, at: datetime) -> dict[str, tuple[str, float]]:
    """Name -> what it says, and the number."""
    found, heard = counts(session, at), beats.alive(session, at)
    told: dict[str, tuple[str, float]] = {
        "lianzhan_accounts": ("Accounts that may sign in", found.accounts),
        "lianzhan_jobs_failed": ("Scheduled jobs whose last run failed", found.failed_jobs),
        "lianzhan_tasks_failed": ("Background tasks that failed in the last seven days", found.failed_tasks),
        "lianzhan_tasks_open": ("Background tasks waiting or running", found.open_tasks),
        "lianzhan_plugin_failures": ("Failures of plugins noted", found.plugin_failures),
        "lianzhan_audit_entries": ("Entries of the audit", found.audit_entries),
        "lianzhan_audit_broken": ("1 if the last proof of the audit found a fault", bool(found.audit_fault)),
        "lianzhan_disk_free_bytes": (
            "Free space where the data lies",
            shutil.disk_usage(platform.settings.data_dir).free,
        ),
        **{f"lianzhan_{kind}_up": (f"1 if a {kind} was heard of lately", bool(when)) for kind, when in heard.items()},
    }
    ages = {"lianzhan_backup_age_seconds": found.backup_at, "lianzhan_audit_proof_age_seconds": found.audit_checked_at}
    told |= {
        name: ("Seconds since the last one; absent if there was none", (at - when).total_seconds())
        for name, when in ages.items()
        if when is not None
    }
    return told
