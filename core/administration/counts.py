"""The numbers that matter to whoever looks after the platform, in one statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import ScalarSelect, Select, bindparam, distinct, func, select
from sqlalchemy.orm import Session

from core.access import Role
from core.accounts.models import Account, Grant
from core.audit.models import AuditCheck, AuditHead
from core.backups.models import BackupRun
from core.calendar.service import calendar
from core.imports.models import ImportBatch
from core.jobs.models import OPEN_STATES, JobRun, Task
from core.notices.models import TROUBLED, Delivery
from core.options.models import OptionValue
from core.permissions.models import PermissionRole
from core.plugin_host.models import PluginFailure

LATELY: Final = timedelta(days=7)
NEXT_YEAR_EXPECTED: Final = (11, 10)
"""By this day the State Council has usually published the next year's holidays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What there is, and what needs somebody."""

    accounts: int
    administrators: int
    options: int
    permissions: int
    failed_jobs: int
    failed_tasks: int
    open_tasks: int
    plugin_failures: int
    open_imports: int
    troubled_messages: int
    audit_entries: int
    audit_checked_at: datetime | None
    audit_fault: str | None
    audit_fault_at: int | None
    backup_at: datetime | None
    backup_failed_at: datetime | None

    @property
    def backup_failed(self) -> bool:
        """Whether the last backup that was tried failed."""
        return self.backup_failed_at is not None and (self.backup_at is None or self.backup_failed_at > self.backup_at)


def counts(session: Session, at: datetime) -> Counts:
    """All of them, at this instant."""
    row = session.execute(_ALL, {"lately": at - LATELY}).one()
    return Counts(**row._asdict())


def provisional_year(session: Session, day: date) -> int | None:
    """The first year somebody should enter into the calendar: this one, and from November on the next."""
    wanted = [day.year, *([day.year + 1] if (day.month, day.day) >= NEXT_YEAR_EXPECTED else [])]
    known = calendar(session)
    return next((year for year in wanted if not known.year(year).is_published), None)


def _count(query: Select[Any]) -> ScalarSelect[Any]:
    return query.scalar_subquery()


_newest_run = select(func.max(JobRun.id)).where(JobRun.finished_at.is_not(None)).group_by(JobRun.owner, JobRun.job)
_newest_check = select(func.max(AuditCheck.id)).scalar_subquery()
_rows = func.count()
_ALL = select(
    _count(select(_rows).select_from(Account).where(Account.is_active)).label("accounts"),
    _count(
        select(func.count(distinct(Grant.account_id)))
        .join(Account, Account.id == Grant.account_id)
        .where(Grant.role == Role.ADMINISTRATOR.value, Account.is_active)
    ).label("administrators"),
    _count(select(_rows).select_from(OptionValue)).label("options"),
    _count(select(func.count(distinct(PermissionRole.permission)))).label("permissions"),
    _count(select(_rows).select_from(JobRun).where(JobRun.id.in_(_newest_run), JobRun.error != "")).label(
        "failed_jobs"
    ),
    _count(select(_rows).select_from(Task).where(Task.state == "failed", Task.finished_at > bindparam("lately"))).label(
        "failed_tasks"
    ),
    _count(select(_rows).select_from(Task).where(Task.state.in_(OPEN_STATES))).label("open_tasks"),
    _count(select(_rows).select_from(PluginFailure)).label("plugin_failures"),
    _count(select(_rows).select_from(ImportBatch).where(ImportBatch.state.in_(("staged", "planning", "asking")))).label(
        "open_imports"
    ),
    _count(
        select(_rows).select_from(Delivery).where(Delivery.state.in_(TROUBLED), Delivery.ended_at > bindparam("lately"))
    ).label("troubled_messages"),
    func.coalesce(select(AuditHead.last_id).where(AuditHead.id == 1).scalar_subquery(), 0).label("audit_entries"),
    select(AuditCheck.at).where(AuditCheck.id == _newest_check).scalar_subquery().label("audit_checked_at"),
    select(AuditCheck.fault).where(AuditCheck.id == _newest_check).scalar_subquery().label("audit_fault"),
    select(AuditCheck.fault_at).where(AuditCheck.id == _newest_check).scalar_subquery().label("audit_fault_at"),
    select(func.max(BackupRun.finished_at)).where(BackupRun.size.is_not(None)).scalar_subquery().label("backup_at"),
    select(func.max(BackupRun.finished_at)).where(BackupRun.size.is_(None)).scalar_subquery().label("backup_failed_at"),
)
