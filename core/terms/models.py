"""Term changes: what is to happen, and what they did to whom, so that it can be taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.access import Reach, Scope
from core.accounts.models import Account
from core.database import Base, UniqueWhere
from core.deputies.models import Deputy
from core.imports.models import ImportBatch
from core.regions.models import Region

STATES = ("draft", "applied", "confirmed", "dropped")
OPEN = ("draft", "applied")
"""The states in which a change is on its way."""
PARTS = ("stay", "go", "come")


class TermChange(Base):
    """The change to a new term in a region: of its congress, and of those below that are elected with it."""

    __tablename__ = "term_change"
    __table_args__ = (UniqueWhere("uq_term_change_open", "region_code", where="state IN ('draft', 'applied')"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code", ondelete="RESTRICT"), index=True)
    numbers: Mapped[dict[str, int]] = mapped_column(JSON)
    """Level of congress -> number of its new term."""
    day: Mapped[date]
    """The first session of the new term: the old mandates end, and the new ones begin."""
    state: Mapped[str] = mapped_column(String(20), default="draft")
    import_batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id", ondelete="SET NULL"), index=True)
    """The latest roster brought for it."""
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime]
    applied_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    counts: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    """How many stay, go and come, once it is carried out."""
    terms_before: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """The days of the terms before it was carried out."""

    region: Mapped[Region] = relationship()
    account: Mapped[Account | None] = relationship()
    import_batch: Mapped[ImportBatch | None] = relationship()

    @property
    def is_open(self) -> bool:
        """Whether it is on its way: neither confirmed nor dropped."""
        return self.state in OPEN

    @property
    def levels(self) -> Mapping[str, int]:
        """Level of congress -> number of its new term, the highest level first."""
        return self.numbers

    def scope(self) -> Scope:
        return Scope(region_code=self.region_code)

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        return reach.clause(region=cls.region_code.expression)


class TermChangeItem(Base):
    """What a change did for one deputy: enough to put back exactly what was there."""

    __tablename__ = "term_change_item"
    __table_args__ = (Index("ix_term_change_item_term_change_id_part", "term_change_id", "part"),)
    __audited__ = False  # A memory of changes that are audited themselves, record by record.

    term_change_id: Mapped[int] = mapped_column(ForeignKey("term_change.id", ondelete="CASCADE"), primary_key=True)
    deputy_id: Mapped[int] = mapped_column(ForeignKey("deputy.id", ondelete="RESTRICT"), primary_key=True, index=True)
    part: Mapped[str] = mapped_column(String(10))
    leaves: Mapped[bool] = mapped_column(default=False)
    """Whether no mandate is exercised any more: stations, groups and the role in the account end too."""
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    deputy: Mapped[Deputy] = relationship()


class TermChangeHandover(Base):
    """What a plugin handed over when deputies left, as it wants to be told of it if the change is taken back."""

    __tablename__ = "term_change_handover"
    __audited__ = False  # As the items: the records handed over are audited themselves.

    id: Mapped[int] = mapped_column(primary_key=True)
    term_change_id: Mapped[int] = mapped_column(ForeignKey("term_change.id", ondelete="CASCADE"), index=True)
    plugin: Mapped[str] = mapped_column(String(80))
    deputy_id: Mapped[int] = mapped_column(ForeignKey("deputy.id", ondelete="RESTRICT"), index=True)
    words: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What it was, as a message to be said in any language."""
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
