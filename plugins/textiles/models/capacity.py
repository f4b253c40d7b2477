"""The capability directory: what an enterprise can do, how much of it is free, and its certificates."""

from __future__ import annotations

from datetime import date
from typing import Final

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.api.data import Scope
from plugins.textiles.models.base import NEVER_AGAIN, Base, OfEnterprise

LONGEST_WORDS: Final = 1000
LONGEST_NAME: Final = 80
LONGEST_NUMBER: Final = 60
LARGEST: Final = 1_000_000_000
"""The most of anything, in the smallest unit of its dimension."""
LONGEST_LEAD: Final = 730
"""Days."""
PERIODS: Final = ("day", "month", "year", "standing")
"""What a capacity is said for; machines are counted as they stand."""
_KNOWN: Final = ", ".join(f"'{period}'" for period in PERIODS)


class Capability(OfEnterprise, Base):
    """A process that an enterprise masters, with its capacity. Amounts are in the smallest unit of their dimension."""

    __tablename__ = "textiles__capability"
    __table_args__ = (
        UniqueConstraint("enterprise_id", "process", "dimension"),
        CheckConstraint(f"period IN ({_KNOWN})", name="period_known"),
        CheckConstraint(f"capacity BETWEEN 1 AND {LARGEST}", name="capacity_in_reason"),
        CheckConstraint(f"minimum IS NULL OR minimum BETWEEN 1 AND {LARGEST}", name="minimum_in_reason"),
        CheckConstraint(f"lead_days BETWEEN 0 AND {LONGEST_LEAD}", name="lead_days_in_reason"),
        NEVER_AGAIN,
    )

    process: Mapped[str] = mapped_column(String(30), index=True)
    dimension: Mapped[str] = mapped_column(String(20))
    """What its amounts measure; it follows from the unit, and amounts of two dimensions are never compared."""
    unit: Mapped[str] = mapped_column(String(20))
    """The unit in which it was said, and is shown."""
    period: Mapped[str] = mapped_column(String(10))
    capacity: Mapped[int]
    lead_days: Mapped[int]
    """Days from an order to the first delivery."""
    minimum: Mapped[int | None]
    """The smallest order that is taken."""
    words: Mapped[str] = mapped_column(Text, default="")
    """Machines, widths, counts, what else matters."""
    updated_on: Mapped[date]
    """When somebody last said that it is so."""
    withdrawn_on: Mapped[date | None]
    """Since when it is not offered any more."""

    free: Mapped[list[FreeCapacity]] = relationship(
        back_populates="capability", cascade="all, delete-orphan", order_by="FreeCapacity.month"
    )


class FreeCapacity(Base):
    """How much of a capability is free in a month."""

    __tablename__ = "textiles__free_capacity"
    __table_args__ = (CheckConstraint(f"amount BETWEEN 0 AND {LARGEST}", name="amount_in_reason"),)

    capability_id: Mapped[int] = mapped_column(
        ForeignKey("textiles__capability.id", ondelete="CASCADE"), primary_key=True
    )
    month: Mapped[date] = mapped_column(primary_key=True, index=True)
    """Its first day."""
    amount: Mapped[int]

    capability: Mapped[Capability] = relationship(back_populates="free")

    def scope(self) -> Scope:
        return self.capability.scope()


class Certificate(OfEnterprise, Base):
    """A certificate that an enterprise holds, until a day."""

    __tablename__ = "textiles__certificate"
    __table_args__ = (UniqueConstraint("enterprise_id", "name", "number"), NEVER_AGAIN)

    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    number: Mapped[str] = mapped_column(String(LONGEST_NUMBER), default="")
    issuer: Mapped[str] = mapped_column(String(LONGEST_NAME), default="")
    valid_to: Mapped[date | None]
    """The last day on which it holds; None: it has no end."""

    def has_expired(self, day: date) -> bool:
        """Whether it does not hold any more on the day."""
        return self.valid_to is not None and self.valid_to < day
