"""Job runs, one row each time a job is due; and tasks, one row for each piece of work somebody asked for."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.access import Reach, Scope
from core.database import Base

TASK_STATES = ("waiting", "running", "done", "failed", "cancelled")
OPEN_STATES = ("waiting", "running")


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


class Task(Base):
    """Work that somebody asked for and that takes longer than a page may: it goes on when they leave.

    `title`, `phase` and `error` are words as :func:`core.words.packed` keeps them.
    """

    __tablename__ = "task"
    __audited__ = False  # What a task changes is audited itself, under the name of who asked for it.

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(80))
    """``<feature>.<verb>``; what carries it out stands in ``core/<feature>/tasks.py``."""
    title: Mapped[Any] = mapped_column(JSON)
    region_code: Mapped[str] = mapped_column(String(20), default="")
    station_id: Mapped[int | None] = mapped_column(ForeignKey("station.id", ondelete="CASCADE"), index=True)
    """The station it concerns, where it concerns one: whoever runs that station may watch it too."""
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    link: Mapped[str] = mapped_column(String(300), default="")
    """Where its result is shown: a path of ours."""
    state: Mapped[str] = mapped_column(String(20), default="waiting", index=True)
    phase: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    """None is known of the way while this is 0."""
    result: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    error: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
    attempts: Mapped[int] = mapped_column(default=0)
    holder: Mapped[str] = mapped_column(String(120), default="")
    """The process that carries it out: its machine, number and start."""
    created_at: Mapped[datetime] = mapped_column(index=True)
    started_at: Mapped[datetime | None]
    beat_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]

    @property
    def is_open(self) -> bool:
        """Whether it still waits or is being carried out."""
        return self.state in OPEN_STATES

    def scope(self) -> Scope:
        return Scope(region_code=self.region_code, station_id=self.station_id)

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        return reach.clause(region=cls.region_code.expression, station=cls.station_id.expression)
