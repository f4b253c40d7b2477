"""Regions: nodes of the official division, and those an office adds."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from core.access import Reach, Scope
from core.database import Base

LEVEL_BY_LENGTH = {2: "provincial", 4: "prefectural", 6: "county", 9: "township", 12: "community"}


class Region(Base):
    """A region. Its code has no trailing zeros, so that everything below it begins with it (GB/T 2260, GB/T 10114)."""

    __tablename__ = "region"

    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    level: Mapped[str] = mapped_column(String(20))
    """``provincial``, ``prefectural``, ``county``, ``township`` or ``community``."""
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("region.code", ondelete="RESTRICT"), index=True)
    is_local: Mapped[bool] = mapped_column(default=False)
    """Added by the office under a local code: a development zone, a roster's township."""

    def scope(self) -> Scope:
        return Scope(region_code=self.code)

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        return reach.clause(region=cls.code.expression)
