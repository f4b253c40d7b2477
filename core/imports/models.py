"""Imports that were read and checked but not yet written: the batch, and its rows with what would become of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.access import Reach, Scope
from core.accounts.models import Account
from core.database import Base

STATES = ("reading", "staged", "writing", "written", "dropped")
"""A long file is read, and written, by a task: meanwhile it is ``reading`` or ``writing``."""


class ImportBatch(Base):
    """One file on its way in: staged for preview, then written or dropped."""

    __tablename__ = "import_batch"
    __audited__ = False  # A copy of a file on its way; what is written from it, and that it was, is audited.

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    region_code: Mapped[str] = mapped_column(String(20), index=True)
    """Not a foreign key: the region itself may be made by the import."""
    region_name: Mapped[str] = mapped_column(String(80))
    file_name: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(20), default="staged")
    created_at: Mapped[datetime] = mapped_column(index=True)
    written_at: Mapped[datetime | None]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    task_id: Mapped[int | None] = mapped_column(ForeignKey("task.id", ondelete="SET NULL"), index=True)
    """The task that reads or writes it, or did so last."""
    options: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """Terms, answers to questions, and what else was said beside the file."""
    head: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """The table's header: its row, columns as understood, and columns not used."""
    report: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """Counts, questions, notes, and what was left in words."""

    account: Mapped[Account | None] = relationship()

    def scope(self) -> Scope:
        return Scope(region_code=self.region_code)

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        return reach.clause(region=cls.region_code.expression)


class ImportRow(Base):
    """A row of a batch, and what would become, or has become, of it."""

    __tablename__ = "import_row"
    __table_args__ = (Index("ix_import_row_batch_id_action_row", "batch_id", "action", "row"),)
    __audited__ = False  # As its batch; the cells go when it is written or dropped, the rest after two weeks.

    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id", ondelete="CASCADE"), primary_key=True)
    row: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    action: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(200))
    cells: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """What the file says, until it is written; the questions may be answered meanwhile."""
    corrections: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """What was corrected on the preview page, by the keys of `cells`, which hold it already: what the file said."""
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """Changes, problems and reasons, as messages that are translated when shown."""
