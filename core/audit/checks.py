"""The proof that nothing was altered: made every night and on request, behind the page, and its results."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core.audit.models import AuditCheck
from core.audit.service import FAULTS, Verdict
from core.jobs.models import OPEN_STATES, Task
from core.jobs.tasks import enqueue
from core.words import LazyText
from core.words import lazy as _

if TYPE_CHECKING:
    from collections.abc import Sequence

KIND = "audit.verify"
KEPT_FOR = timedelta(days=400)
LATE_AFTER = timedelta(days=2)
"""A proof older than this is no proof of now: the nightly one did not run."""


def ask_for(session: Session, at: datetime, account_id: int | None = None) -> Task:
    """Have the chain walked behind the page; where that is asked for already, the same task."""
    waiting = select(Task).where(Task.kind == KIND, Task.state.in_(OPEN_STATES)).limit(1)
    return session.scalars(waiting).one_or_none() or enqueue(
        session,
        KIND,
        {},
        title=_("Prove that the audit is as it was written"),
        region_code="",
        account_id=account_id,
        at=at,
    )


def keep(session: Session, verdict: Verdict, at: datetime) -> AuditCheck:
    """Write down what was found."""
    check = AuditCheck(at=at, entries=verdict.entries, head=verdict.head, fault=verdict.kind, fault_at=verdict.fault_at)
    session.add(check)
    session.flush()
    return check


def latest(session: Session, most: int = 1) -> Sequence[AuditCheck]:
    """The newest results, the latest first."""
    return session.scalars(select(AuditCheck).order_by(AuditCheck.id.desc()).limit(most)).all()


def fault_words(check: AuditCheck) -> LazyText | None:
    """What was found wrong."""
    known = FAULTS.get(check.fault)
    return known.with_facts(number=check.fault_at, head=_("a later one")) if known else None


def forget_old(session: Session, at: datetime) -> None:
    """Forget results that nobody compares with any more; a fault is kept."""
    session.execute(delete(AuditCheck).where(AuditCheck.at < at - KEPT_FOR, AuditCheck.fault == ""))
