"""Walking the audit's chain behind the page."""

from __future__ import annotations

from sqlalchemy import select

from core.audit import checks
from core.audit.models import AuditHead
from core.audit.service import verify
from core.clock import now
from core.jobs.tasks import Work, carries


@carries(checks.KIND)
def walk(work: Work) -> None:
    """Read the whole chain while others go on writing; the result is kept, good or bad."""
    with work.database.reading() as session:
        total = session.scalar(select(AuditHead.last_id)) or 0
        verdict = verify(session, told=lambda entries: work.progress(entries, max(total, entries)))
    work.result["intact"] = verdict.is_intact
    with work.finishing() as session:
        checks.keep(session, verdict, now())
