"""The row that says: this database is a demonstration, and its accounts are known to everybody."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base


class Demonstration(Base):
    """A place that was loaded, and the day its records end: its own today."""

    __tablename__ = "demonstration"

    place: Mapped[str] = mapped_column(String(40), primary_key=True)
    region_code: Mapped[str] = mapped_column(String(20))
    today: Mapped[date]
    loaded_at: Mapped[datetime]
