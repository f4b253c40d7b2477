"""Which part of the trade a segment of a chain is, where somebody has said so."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.api.data import Scope, Segment
from plugins.textiles.models.base import Base


class SegmentPart(Base):
    """What a person says of a segment; without it, its name does."""

    __tablename__ = "textiles__segment_part"

    segment_id: Mapped[int] = mapped_column(ForeignKey("segment.id", ondelete="RESTRICT"), primary_key=True)
    part: Mapped[str] = mapped_column(String(20))
    """A part of the trade; empty: none of them."""

    segment: Mapped[Segment] = relationship(Segment)

    def scope(self) -> Scope:
        return self.segment.scope()
