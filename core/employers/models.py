"""Answers to the question which enterprise a text of employer and post means."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.access import Reach, Scope
from core.accounts.models import Account
from core.database import Base
from core.enterprises.models import Enterprise

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
        return Scope(region_code=self.region_code)

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        return reach.clause(region=cls.region_code.expression)
