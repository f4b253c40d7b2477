"""The nightly proof."""

from __future__ import annotations

from datetime import datetime, time

from sqlalchemy.orm import Session

from core.audit import checks
from core.plugin_host.declarations import Job
from core.words import lazy as _


def _prove(session: Session, at: datetime) -> None:
    checks.ask_for(session, at)
    checks.forget_old(session, at)


JOBS = (Job(name="verify_audit", title=_("Prove that the audit is as it was written"), run=_prove, at=time(4, 20)),)
