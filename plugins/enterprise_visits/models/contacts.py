"""What an enterprise's contact says without an account: secret links, and what came in by them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.api.data import Enterprise, Reach, Scope
from plugins.enterprise_visits.models.base import NEVER_AGAIN, Base
from plugins.enterprise_visits.models.visits import Visit

DEEDS: Final = ("confirmed", "denied", "difficulty", "need")


class ContactLink(Base):
    """A secret address at which the contact of an enterprise speaks for it.

    The address is computed from the selector and the installation's key: who has read the database knows none. It holds
    while the contact is the one it was made for; a revoked row stays, so that the address can say so.
    """

    __tablename__ = "enterprise_visits__contact_link"
    __table_args__ = (NEVER_AGAIN,)

    id: Mapped[int] = mapped_column(primary_key=True)
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id", ondelete="RESTRICT"), index=True)
    selector: Mapped[str] = mapped_column(String(16), unique=True)
    contact_digest: Mapped[str] = mapped_column(String(64))
    """For whom it was made: another contact needs another address."""
    made_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    enterprise: Mapped[Enterprise] = relationship(Enterprise, lazy="joined", innerjoin=True)

    def scope(self) -> Scope:
        return self.enterprise.scope()

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        """Whether its enterprise lies within reach."""
        return cls.enterprise_id.in_(select(Enterprise.id).where(Enterprise.in_reach(reach)))


class ContactDeed(Base):
    """Something that was done by a link: what limits are counted from, and what the page of the link tells."""

    __tablename__ = "enterprise_visits__contact_deed"
    __table_args__ = (
        CheckConstraint(f"kind IN ({', '.join(map(repr, DEEDS))})", name="kind_known"),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    link_id: Mapped[int] = mapped_column(
        ForeignKey("enterprise_visits__contact_link.id", ondelete="RESTRICT"), index=True
    )
    kind: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime] = mapped_column(index=True)

    link: Mapped[ContactLink] = relationship(ContactLink)

    def scope(self) -> Scope:
        return self.link.scope()


class VisitAnswer(Base):
    """What the contact says of a visit, once: that it took place, or that it did not."""

    __tablename__ = "enterprise_visits__visit_answer"
    __table_args__ = (UniqueConstraint("visit_id"), NEVER_AGAIN)

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("enterprise_visits__visit.id", ondelete="CASCADE"))
    took_place: Mapped[bool]
    words: Mapped[str] = mapped_column(Text, default="")
    """Why it is not so."""
    at: Mapped[datetime]

    visit: Mapped[Visit] = relationship(Visit)

    def scope(self) -> Scope:
        return self.visit.scope()

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        """Whether its visit lies within reach."""
        return cls.visit_id.in_(select(Visit.id).where(Visit.in_reach(reach)))
