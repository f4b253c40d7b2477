"""Answers to the question which enterprise a text of employer and post means."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, String, UniqueConstraint, or_, select
from sqlalchemy.orm import Mapped, mapped_column, object_session, relationship

from core.access import Reach, Scope
from core.accounts.models import Account
from core.database import Base
from core.deputies.models import Deputy, Placement
from core.enterprises.models import Enterprise
from core.people.models import Person

TEXT_LENGTH = 500


class EmployerAnswer(Base):
    """What somebody said of an employer's text, in one county: it is this enterprise, or none of ours."""

    __tablename__ = "employer_answer"
    __table_args__ = (UniqueConstraint("region_code", "text"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code", ondelete="RESTRICT"))
    text: Mapped[str] = mapped_column(String(TEXT_LENGTH))
    enterprise_id: Mapped[int | None] = mapped_column(ForeignKey("enterprise.id", ondelete="CASCADE"), index=True)
    """None where it is no enterprise of ours."""
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime]

    enterprise: Mapped[Enterprise | None] = relationship()
    account: Mapped[Account | None] = relationship()

    def scope(self) -> Scope:
        session = object_session(self)
        placed = select(Placement.station_id).join(Placement.deputy).join(Deputy.person)
        here = placed.where(Placement.ends.is_(None), Person.employer_text == self.text)
        stations = frozenset(session.scalars(here.distinct())) if session else frozenset()
        return Scope(region_code=self.region_code, also_station_ids=stations)

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        """Of the regions within reach, and of what deputies at a station within reach are said to work for."""
        own = reach.clause(region=cls.region_code.expression)
        if not reach.station_ids:
            return own
        placed = Deputy.in_reach(Reach(station_ids=reach.station_ids))
        texts = select(Person.employer_text).join(Deputy, Deputy.person_id == Person.id).where(placed)
        return or_(own, cls.text.in_(texts))
