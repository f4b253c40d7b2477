"""The audit's rows, and the head of its chain."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.access import Reach, Scope
from core.database import Base


class AuditEntry(Base):
    """One thing that happened.

    `facts` may hold personal data. The chain covers only `digest`, the salted digest of the facts: when the
    facts and the salt are erased, the chain stays valid and nothing can be guessed from the digest.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_subject", "subject_kind", "subject_id"),
        Index("ix_audit_entry_action", "action"),
    )
    __audited__ = False  # The audit does not audit itself; its chain does.

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """Consecutive from 1, so that a missing row shows."""
    at: Mapped[datetime] = mapped_column(index=True)
    account_id: Mapped[int | None] = mapped_column(index=True)
    actor: Mapped[str] = mapped_column(String(120))
    action: Mapped[str] = mapped_column(String(80))
    subject_kind: Mapped[str] = mapped_column(String(80))
    subject_id: Mapped[str] = mapped_column(String(80))
    region_code: Mapped[str] = mapped_column(String(20), default="")
    facts: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    salt: Mapped[str | None] = mapped_column(String(32))
    digest: Mapped[str] = mapped_column(String(64))
    chained: Mapped[str] = mapped_column(String(64))
    """SHA-256 over the previous row's `chained` and this row's columns, with `digest` for the facts."""

    def scope(self) -> Scope:
        return Scope(region_code=self.region_code)

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        return reach.clause(region=cls.region_code.expression)


class AuditHead(Base):
    """The one row at which writers queue: the last entry's number and chain value."""

    __tablename__ = "audit_head"
    __audited__ = False  # The head of the chain moves with every entry; the chain proves it.

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last_id: Mapped[int]
    chained: Mapped[str] = mapped_column(String(64))


class AuditCheck(Base):
    """What walking the chain found, and when: the nightly proof that nothing was altered."""

    __tablename__ = "audit_check"
    __audited__ = False  # An observation; who asked for it is audited as an event.

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    entries: Mapped[int]
    head: Mapped[str] = mapped_column(String(64))
    fault: Mapped[str] = mapped_column(String(20), default="")
    """What kind of fault was found first; empty where the chain is intact."""
    fault_at: Mapped[int | None]

    @property
    def is_intact(self) -> bool:
        """Whether the chain held from the first row to the head."""
        return not self.fault
