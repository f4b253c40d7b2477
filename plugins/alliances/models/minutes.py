"""The minutes of a meeting: their way from a draft to the final text, what was decided, and what was amended later."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import JSON, CheckConstraint, ColumnElement, ForeignKey, Index, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.api.data import Account, Deputy, Organ, Reach, Scope, Station
from plugins.alliances.models.actions import Action
from plugins.alliances.models.alliances import Member
from plugins.alliances.models.base import NEVER_AGAIN, Base, exactly_one, one_of
from plugins.alliances.models.meetings import Meeting
from plugins.alliances.models.writing import Document

MINUTES_STATES: Final = ("draft", "circulated", "signed_off", "issued")
STEPS: Final = ("drawn", "circulated", "taken_back", "signed_off", "text_changed", "issued")
"""What happened to minutes on their way."""
LONGEST_DECISION: Final = 500
LONGEST_WHY: Final = 400
LONGEST_AMENDMENT: Final = 4000
MOST_NUMBER: Final = 9999


class Minutes(Base):
    """What was agreed at a meeting, as it is issued: the text is a document of its own, of the kind ``minutes``.

    What is `final` is the text as it was issued, and never written again; `digest` is the SHA-256 of its canonical form.
    """

    __tablename__ = "alliances__minutes"
    __table_args__ = (
        UniqueConstraint("document_id"),
        UniqueConstraint("meeting_id"),
        UniqueConstraint("station_id", "issue_year", "issue_number"),
        one_of("state", MINUTES_STATES, "state_known"),
        CheckConstraint(
            "state <> 'issued' OR (issue_year IS NOT NULL AND issue_number IS NOT NULL AND issued_on IS NOT NULL"
            " AND digest <> '')",
            name="issued_whole",
        ),
        Index("ix_alliances__minutes_state_station_id", "state", "station_id"),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("alliances__document.id", ondelete="RESTRICT"))
    meeting_id: Mapped[int] = mapped_column(ForeignKey("alliances__meeting.id", ondelete="RESTRICT"))
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id", ondelete="RESTRICT"))
    """The station that counts their issue numbers: that of the meeting."""
    state: Mapped[str] = mapped_column(String(10), default="draft")
    circulated_at: Mapped[datetime | None]
    comments_until: Mapped[date | None]
    """Until when comments are asked for; later ones are heard too, until the minutes are issued."""
    signed_version: Mapped[int | None]
    """The newest version of the text when the last one signed off: another one since then asks again."""
    issue_year: Mapped[int | None]
    issue_number: Mapped[int | None]
    issued_on: Mapped[date | None]
    issuer: Mapped[str] = mapped_column(String(80), default="")
    """The name of who issued them."""
    issued_by: Mapped[int | None] = mapped_column(index=True)
    """The account of who issued them."""
    digest: Mapped[str] = mapped_column(String(64), default="")
    newest_digest: Mapped[str] = mapped_column(String(64), default="")
    """The end of the chain: the digest of the last amendment, or of the final text as long as there is none."""
    final: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))

    document: Mapped[Document] = relationship(Document)
    meeting: Mapped[Meeting] = relationship(Meeting)
    station: Mapped[Station] = relationship(Station)
    decisions: Mapped[list[Decision]] = relationship(
        back_populates="minutes", order_by="Decision.position, Decision.id"
    )
    amendments: Mapped[list[Amendment]] = relationship(back_populates="minutes", order_by="Amendment.number")
    steps: Mapped[list[MinutesStep]] = relationship(back_populates="minutes", order_by="MinutesStep.id")

    @property
    def is_issued(self) -> bool:
        """Whether they are final."""
        return self.state == "issued"

    @property
    def is_out(self) -> bool:
        """Whether others than the writers read them: circulated, and not issued yet."""
        return self.state in ("circulated", "signed_off")

    def scope(self) -> Scope:
        return self.meeting.scope()

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        """Whether the meeting lies within reach."""
        return cls.meeting_id.in_(select(Meeting.id).where(Meeting.in_reach(reach)))


class MinutesStep(Base):
    """Something that happened to minutes on their way, by whom and why."""

    __tablename__ = "alliances__minutes_step"
    __table_args__ = (one_of("kind", STEPS, "kind_known"), NEVER_AGAIN)

    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("alliances__minutes.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    words: Mapped[str] = mapped_column(String(LONGEST_WHY), default="")
    """Why; for the issue its number."""
    account_id: Mapped[int | None] = mapped_column(index=True)
    """Who did it; None where the last signature came by a link."""
    at: Mapped[datetime]

    minutes: Mapped[Minutes] = relationship(back_populates="steps")

    def scope(self) -> Scope:
        return self.minutes.scope()


class Drawn(Base):
    """A passage of the minutes came from this place, so that drawing again takes over only what is new."""

    __tablename__ = "alliances__drawn"
    __table_args__ = (UniqueConstraint("minutes_id", "source"), NEVER_AGAIN)

    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("alliances__minutes.id", ondelete="CASCADE"))
    source: Mapped[str] = mapped_column(String(120))
    """``record:12``, a passage of the record; ``section:<plugin>.<key>``, what a plugin gave."""
    passage_id: Mapped[int] = mapped_column(ForeignKey("alliances__passage.id", ondelete="RESTRICT"), index=True)

    minutes: Mapped[Minutes] = relationship(Minutes)

    def scope(self) -> Scope:
        return self.minutes.scope()


class Decision(Base):
    """Something that was decided at the meeting, and who sees to it; it may have become an action item."""

    __tablename__ = "alliances__decision"
    __table_args__ = (
        exactly_one(
            "one_owner",
            "member_id IS NOT NULL",
            "deputy_id IS NOT NULL",
            "account_id IS NOT NULL",
            "organ_id IS NOT NULL",
        ),
        Index("ix_alliances__decision_minutes_id_position", "minutes_id", "position"),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("alliances__minutes.id", ondelete="CASCADE"))
    position: Mapped[int]
    words: Mapped[str] = mapped_column(String(LONGEST_DECISION))
    due: Mapped[date | None]
    member_id: Mapped[int | None] = mapped_column(ForeignKey("alliances__member.id", ondelete="RESTRICT"), index=True)
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("deputy.id", ondelete="RESTRICT"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"), index=True)
    organ_id: Mapped[int | None] = mapped_column(ForeignKey("organ.id", ondelete="RESTRICT"), index=True)
    """The organ that must act."""
    action_id: Mapped[int | None] = mapped_column(ForeignKey("alliances__action.id", ondelete="RESTRICT"), index=True)
    """The action item it became."""

    minutes: Mapped[Minutes] = relationship(back_populates="decisions")
    member: Mapped[Member | None] = relationship(Member)
    deputy: Mapped[Deputy | None] = relationship(Deputy)
    account: Mapped[Account | None] = relationship(Account)
    organ: Mapped[Organ | None] = relationship(Organ)
    action: Mapped[Action | None] = relationship(Action)

    @property
    def owner(self) -> str:
        """Who sees to it, as people say it."""
        if self.member is not None:
            return self.member.title
        if self.deputy is not None:
            return self.deputy.person.name
        if self.account is not None:
            return self.account.name
        return self.organ.name if self.organ is not None else ""

    def scope(self) -> Scope:
        return self.minutes.scope()

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        """Whether the meeting lies within reach."""
        return cls.minutes_id.in_(select(Minutes.id).where(Minutes.in_reach(reach)))


class Amendment(Base):
    """A dated change of minutes that were issued. Its `digest` covers that of the one before, or of the final text."""

    __tablename__ = "alliances__amendment"
    __table_args__ = (UniqueConstraint("minutes_id", "number"), NEVER_AGAIN)

    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("alliances__minutes.id", ondelete="RESTRICT"))
    number: Mapped[int]
    day: Mapped[date]
    words: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(String(LONGEST_WHY))
    account_id: Mapped[int | None] = mapped_column(index=True)
    at: Mapped[datetime]
    digest: Mapped[str] = mapped_column(String(64))

    minutes: Mapped[Minutes] = relationship(back_populates="amendments")

    def scope(self) -> Scope:
        return self.minutes.scope()

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        """Whether the meeting lies within reach."""
        return cls.minutes_id.in_(select(Minutes.id).where(Minutes.in_reach(reach)))
