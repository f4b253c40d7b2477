"""Job runs: one row each time a job is due."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base


class JobRun(Base):
    """A job at one of its times. The unique constraint makes each time happen once, whoever schedules it."""

    __tablename__ = "job_run"
    __table_args__ = (UniqueConstraint("owner", "job", "due_at"),)
    __audited__ = False  # What a job changes is audited itself.

    id: Mapped[int] = mapped_column(primary_key=True)
    owner: Mapped[str] = mapped_column(String(80))
    """The plugin the job belongs to, or ``core``."""
    job: Mapped[str] = mapped_column(String(80))
    due_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(Text, default="")

    @property
    def is_open(self) -> bool:
        """Whether the run has still to be done, or was cut off in the middle."""
        return self.finished_at is None
