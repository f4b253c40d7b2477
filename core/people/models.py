"""People: one row a human being, whatever offices they hold."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.database import Base
from core.enterprises.models import Enterprise

NAME_LENGTH = 80


class Person(Base):
    """A human being: may be deputy, staff and enterprise contact at once.

    The same telephone number and name are one person; staff that a roster names without a number have none.
    """

    __tablename__ = "person"
    __table_args__ = (
        UniqueConstraint("phone", "name"),
        Index("ix_person_sorted", "initials", "name"),
        Index("ix_person_employer_text", "employer_text"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH), index=True)
    initials: Mapped[str] = mapped_column(String(NAME_LENGTH), default="")
    """Pinyin initials, for searching: the surname table knows the readings the library gets wrong."""
    phone: Mapped[str | None] = mapped_column(String(20))
    """Digits only. Personal data: to strangers only with consent."""
    gender: Mapped[str] = mapped_column(String(10), default="")
    ethnicity: Mapped[str] = mapped_column(String(40), default="")
    birth: Mapped[str] = mapped_column(String(7), default="")
    """Year and month, ``1980-11``, as rosters give it."""
    party: Mapped[str] = mapped_column(String(40), default="")
    education: Mapped[str] = mapped_column(String(40), default="")
    employer_text: Mapped[str] = mapped_column(default="")
    """Employer and post as written in the roster."""
    employer_id: Mapped[int | None] = mapped_column(ForeignKey("enterprise.id", ondelete="RESTRICT"), index=True)

    erased_on: Mapped[date | None]
    """The day all that says who this was went; records that point here keep standing."""

    employer: Mapped[Enterprise | None] = relationship()
