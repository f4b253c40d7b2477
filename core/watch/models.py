"""Signs of life of the processes that have no page of their own."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base


class ProcessBeat(Base):
    """A scheduler or worker that runs, and when it was last heard of. One that stops takes its row along."""

    __tablename__ = "process_beat"
    __audited__ = False  # An observation of the machine.

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    place: Mapped[str] = mapped_column(String(120), primary_key=True)
    """The machine and the number of the process."""
    started_at: Mapped[datetime]
    beat_at: Mapped[datetime]
