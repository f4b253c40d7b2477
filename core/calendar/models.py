"""Years of the working-day calendar that were entered or corrected here, and their exceptional days."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.database import Base


class CalendarYear(Base):
    """A year whose exceptional days stand here. A year without a row is as the platform brings it, or guessed."""

    __tablename__ = "calendar_year"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    is_published: Mapped[bool] = mapped_column(default=False)
    """Whether somebody has confirmed that the days are those of the State Council's notice."""

    days: Mapped[list[CalendarDay]] = relationship(
        back_populates="of_year", cascade="all, delete-orphan", order_by="CalendarDay.day"
    )


class CalendarDay(Base):
    """A day that is other than its weekday says: a holiday, or a weekend day that is worked."""

    __tablename__ = "calendar_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(ForeignKey("calendar_year.year", ondelete="CASCADE"), index=True)
    is_working: Mapped[bool]
    name: Mapped[str] = mapped_column(String(40))
    """The festival, or for which festival the day is worked."""

    of_year: Mapped[CalendarYear] = relationship(back_populates="days")
