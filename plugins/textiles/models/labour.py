"""Whom enterprises look for: a trade, a month, so many persons."""

from __future__ import annotations

from datetime import date
from typing import Final

from sqlalchemy import CheckConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from plugins.textiles.models.base import NEVER_AGAIN, Base, OfEnterprise

MOST_PERSONS: Final = 100_000
LONGEST_NOTE: Final = 500


class LabourNeed(OfEnterprise, Base):
    """So many persons of a trade that an enterprise looks for in a month."""

    __tablename__ = "textiles__labour_need"
    __table_args__ = (
        UniqueConstraint("enterprise_id", "trade", "month"),
        CheckConstraint(f"persons BETWEEN 1 AND {MOST_PERSONS}", name="persons_in_reason"),
        NEVER_AGAIN,
    )

    trade: Mapped[str] = mapped_column(String(30))
    month: Mapped[date] = mapped_column(index=True)
    """Its first day."""
    persons: Mapped[int]
    note: Mapped[str] = mapped_column(Text, default="")
    """What is paid and offered, what is asked for."""
    updated_on: Mapped[date]
