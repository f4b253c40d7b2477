"""What became of each backup that was asked for."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base

REASONS = ("schedule", "by_hand")


class BackupRun(Base):
    """One backup, made or failed. Whether its file is still there, the folder says."""

    __tablename__ = "backup_run"
    __audited__ = False  # It copies records and changes none; that one was asked for or taken away is audited.

    id: Mapped[int] = mapped_column(primary_key=True)
    reason: Mapped[str] = mapped_column(String(20))
    account_id: Mapped[int | None]
    started_at: Mapped[datetime] = mapped_column(index=True)
    finished_at: Mapped[datetime | None]
    file_name: Mapped[str] = mapped_column(String(300))
    size: Mapped[int | None] = mapped_column(BigInteger)
    """In bytes."""
    files: Mapped[int | None]
    """How many photos and documents are in it."""
    audit_entries: Mapped[int | None]
    audit_head: Mapped[str] = mapped_column(String(64), default="")
    error: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
    """Why there is none, or what is not in it: words as :func:`core.words.packed` keeps them."""

    @property
    def is_good(self) -> bool:
        """Whether there was a whole file in the end, read back and found to be right."""
        return self.size is not None
