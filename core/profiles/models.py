"""Profiles: what a deputy shows, the deeds they tell of, and what a region says of the duties of a deputy."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.access import Reach, Scope
from core.database import Base
from core.deputies.models import Deputy
from core.files.models import StoredFile

WORDS_LENGTH = 600
DUTIES_LENGTH = 1200
DEED_LENGTH = 300


class Profile(Base):
    """What one deputy shows strangers, beside the name: what is kept here, and which of it they agreed to show.

    Whether the deputy is shown at all, and the telephone number, are decided in the deputy's own record.
    """

    __tablename__ = "profile"

    id: Mapped[int] = mapped_column(primary_key=True)
    deputy_id: Mapped[int] = mapped_column(ForeignKey("deputy.id", ondelete="RESTRICT"), unique=True)
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id", ondelete="RESTRICT"), index=True)
    photo_public: Mapped[bool] = mapped_column(default=False)
    email: Mapped[str] = mapped_column(String(120), default="")
    email_public: Mapped[bool] = mapped_column(default=False)
    wechat: Mapped[str] = mapped_column(String(40), default="")
    wechat_public: Mapped[bool] = mapped_column(default=False)
    hours: Mapped[str] = mapped_column(String(120), default="")
    """When the deputy is at the station, in their own words."""
    words: Mapped[str] = mapped_column(Text, default="")
    """A few words of their own to the people they represent."""
    duties: Mapped[str] = mapped_column(Text, default="")
    """What this deputy looks after; empty: what the region says of every deputy."""
    is_listed: Mapped[bool] = mapped_column(default=True)
    """Whether search engines may list the page."""
    agreed_on: Mapped[date | None]
    """The day the deputy agreed to what is shown; None: never asked."""
    agreed_in_person: Mapped[bool] = mapped_column(default=True)
    """Whether the deputy decided here; otherwise the office wrote down what the deputy had told it."""

    deputy: Mapped[Deputy] = relationship()
    photo: Mapped[StoredFile | None] = relationship()
    deeds: Mapped[list[OwnDeed]] = relationship(
        primaryjoin="foreign(OwnDeed.deputy_id) == Profile.deputy_id",
        order_by="OwnDeed.day.desc(), OwnDeed.id.desc()",
        viewonly=True,
    )
    """What the deputy tells of, the latest first."""

    def scope(self) -> Scope:
        return self.deputy.scope()


class OwnDeed(Base):
    """Something a deputy has done, told by the deputy; plugins add what their records know."""

    __tablename__ = "deed"

    id: Mapped[int] = mapped_column(primary_key=True)
    deputy_id: Mapped[int] = mapped_column(ForeignKey("deputy.id", ondelete="RESTRICT"), index=True)
    day: Mapped[date]
    text: Mapped[str] = mapped_column(String(DEED_LENGTH))
    link: Mapped[str] = mapped_column(String(300), default="")
    """An address on the web where more is told."""

    deputy: Mapped[Deputy] = relationship()

    def scope(self) -> Scope:
        return self.deputy.scope()

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        return cls.deputy_id.in_(select(Deputy.id).where(Deputy.in_reach(reach)))


class RegionDuties(Base):
    """What a region says of the duties of its deputies; the longest code that fits counts."""

    __tablename__ = "region_duties"

    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code", ondelete="RESTRICT"), unique=True)
    text: Mapped[str] = mapped_column(Text)

    def scope(self) -> Scope:
        return Scope(region_code=self.region_code)
