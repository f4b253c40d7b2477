"""To whom minutes were circulated, what they said of them, and who signed them off."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.api.data import Deputy, Reach, Scope
from plugins.alliances.models.alliances import Member
from plugins.alliances.models.base import NEVER_AGAIN, Base, exactly_one, one_of
from plugins.alliances.models.meetings import Participant
from plugins.alliances.models.minutes import LONGEST_WHY, Minutes
from plugins.alliances.models.writing import Passage

WAYS: Final = ("link", "account", "paper")
"""How somebody signed off: by their link, by their account, or on paper that the writer noted."""
LONGEST_COMMENT: Final = 2000
LONGEST_SIGNER: Final = 120


class Recipient(Base):
    """Somebody to whom minutes were circulated, as a member or as a participant; with a secret address of their own.

    The address is computed from the selector and the installation's key: who has read the database knows none. A new
    selector revokes the address before it; one that was taken back has `revoked_at`.
    """

    __tablename__ = "alliances__recipient"
    __table_args__ = (
        UniqueConstraint("minutes_id", "member_id"),
        UniqueConstraint("minutes_id", "participant_id"),
        exactly_one("one_of_a_kind", "member_id IS NOT NULL", "participant_id IS NOT NULL"),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("alliances__minutes.id", ondelete="CASCADE"))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("alliances__member.id", ondelete="RESTRICT"), index=True)
    participant_id: Mapped[int | None] = mapped_column(
        ForeignKey("alliances__participant.id", ondelete="CASCADE"), index=True
    )
    signs: Mapped[bool] = mapped_column(default=False)
    """Whether their sign-off is needed: leading members; where there are none, who chaired."""
    selector: Mapped[str] = mapped_column(String(16), unique=True)
    asked_at: Mapped[datetime]
    told: Mapped[bool] = mapped_column(default=False)
    """Whether they have an account and were told there."""
    revoked_at: Mapped[datetime | None]

    minutes: Mapped[Minutes] = relationship(Minutes)
    member: Mapped[Member | None] = relationship(Member)
    participant: Mapped[Participant | None] = relationship(Participant)
    sign_offs: Mapped[list[SignOff]] = relationship(back_populates="recipient", order_by="SignOff.id")

    @property
    def title(self) -> str:
        """Who it is, as people say it."""
        who = self.member or self.participant
        return who.title if who is not None else ""

    @property
    def deputy(self) -> Deputy | None:
        """The deputy it is, if it is one."""
        whose = self.member or self.participant
        if whose is not None and whose.deputy is not None:
            return whose.deputy
        member = self.participant.member if self.participant is not None else None
        return member.deputy if member is not None else None

    def is_theirs(self, deputy_id: int | None, account_id: int | None) -> bool:
        """Whether this deputy or this account is meant."""
        if deputy_id is not None and self.deputy is not None and self.deputy.id == deputy_id:
            return True
        theirs = self.participant.account_id if self.participant is not None else None
        return account_id is not None and theirs == account_id

    def scope(self) -> Scope:
        """The meeting's, and the deputy's own: who comes from elsewhere reads, comments and signs too."""
        here = self.minutes.scope()
        person = self.deputy.person_id if self.deputy is not None else None
        return Scope(region_code=here.region_code, station_id=here.station_id, person_id=person)

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        """Whether the meeting lies within reach."""
        return cls.minutes_id.in_(select(Minutes.id).where(Minutes.in_reach(reach)))


class SignOff(Base):
    """Somebody agreed to the text of this `digest`; a text that is another one asks them again."""

    __tablename__ = "alliances__sign_off"
    __table_args__ = (
        UniqueConstraint("recipient_id", "digest"),
        one_of("how", WAYS, "way_known"),
        CheckConstraint("how <> 'paper' OR reason <> ''", name="paper_with_reason"),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    recipient_id: Mapped[int] = mapped_column(ForeignKey("alliances__recipient.id", ondelete="CASCADE"))
    digest: Mapped[str] = mapped_column(String(64))
    signed_at: Mapped[datetime]
    how: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(LONGEST_SIGNER))
    """Who signed, for an enterprise or for themselves."""
    reason: Mapped[str] = mapped_column(String(LONGEST_WHY), default="")
    """Why it was noted from paper."""
    account_id: Mapped[int | None] = mapped_column(index=True)
    """The account that signed, or that noted it from paper; None by a link."""

    recipient: Mapped[Recipient] = relationship(back_populates="sign_offs")

    def scope(self) -> Scope:
        return self.recipient.scope()


class Comment(Base):
    """What somebody said of minutes that were circulated, of one passage or of the whole; answered by the writer."""

    __tablename__ = "alliances__comment"
    __table_args__ = (
        CheckConstraint("(recipient_id IS NULL) <> (account_id IS NULL)", name="said_by_one"),
        CheckConstraint("settled_at IS NOT NULL OR answer = ''", name="answered_when_settled"),
        Index("ix_alliances__comment_minutes_id_at", "minutes_id", "at"),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("alliances__minutes.id", ondelete="CASCADE"))
    recipient_id: Mapped[int | None] = mapped_column(
        ForeignKey("alliances__recipient.id", ondelete="CASCADE"), index=True
    )
    account_id: Mapped[int | None] = mapped_column(index=True)
    """Who said it, where it was none of those it was circulated to: an office."""
    name: Mapped[str] = mapped_column(String(LONGEST_SIGNER))
    """Who said it, as it is shown."""
    passage_id: Mapped[int | None] = mapped_column(ForeignKey("alliances__passage.id", ondelete="RESTRICT"), index=True)
    words: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(index=True)
    answer: Mapped[str] = mapped_column(Text, default="")
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[int | None]

    minutes: Mapped[Minutes] = relationship(Minutes)
    recipient: Mapped[Recipient | None] = relationship(Recipient)
    passage: Mapped[Passage | None] = relationship(Passage)

    @property
    def is_settled(self) -> bool:
        """Whether the writer has answered it, or taken it in."""
        return self.settled_at is not None

    def scope(self) -> Scope:
        return self.minutes.scope()

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        """Whether the meeting lies within reach."""
        return cls.minutes_id.in_(select(Minutes.id).where(Minutes.in_reach(reach)))
