"""The text of a meeting's record and minutes: its passages, every version of each, and what was written at the same time."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import BigInteger, ColumnElement, ForeignKey, Index, String, Text, UniqueConstraint, false, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.api.data import Reach, Scope
from plugins.alliances.models.base import NEVER_AGAIN, Base, one_of
from plugins.alliances.models.meetings import AgendaItem, Meeting

DOCUMENT_KINDS: Final = ("record", "minutes")
DEEDS: Final = ("added", "written", "moved", "removed", "restored")
LONGEST_HEADING: Final = 200
LONGEST_SPEAKER: Final = 80
LONGEST_PASSAGE: Final = 10_000


class Document(Base):
    """The record of a meeting (who said what), or its minutes (what was agreed)."""

    __tablename__ = "alliances__document"
    __table_args__ = (UniqueConstraint("meeting_id", "kind"), one_of("kind", DOCUMENT_KINDS, "kind_known"), NEVER_AGAIN)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("alliances__meeting.id", ondelete="RESTRICT"))
    kind: Mapped[str] = mapped_column(String(10))
    latest: Mapped[int] = mapped_column(default=0, server_default="0")
    """The number of its newest version."""
    closed: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether nobody writes in it any more."""

    meeting: Mapped[Meeting] = relationship(Meeting, lazy="joined", innerjoin=True)

    def scope(self) -> Scope:
        return self.meeting.scope()

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        """Whether its meeting lies within reach."""
        return cls.meeting_id.in_(select(Meeting.id).where(Meeting.in_reach(reach)))


class Passage(Base):
    """One item of a document, as it stands now: what is spoken of, who speaks, and the words in Markdown."""

    __tablename__ = "alliances__passage"
    __table_args__ = (Index("ix_alliances__passage_document_id_position", "document_id", "position"), NEVER_AGAIN)

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("alliances__document.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(BigInteger)
    """Its place: wide apart, so that one that comes between two moves neither."""
    heading: Mapped[str] = mapped_column(String(LONGEST_HEADING), default="")
    speaker: Mapped[str] = mapped_column(String(LONGEST_SPEAKER), default="")
    agenda_item_id: Mapped[int | None] = mapped_column(
        ForeignKey("alliances__agenda_item.id", ondelete="SET NULL"), index=True
    )
    words: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int]
    """The number of its newest version."""
    removed: Mapped[bool] = mapped_column(default=False, server_default=false())

    document: Mapped[Document] = relationship(Document, lazy="joined", innerjoin=True)
    agenda_item: Mapped[AgendaItem | None] = relationship(AgendaItem)

    def scope(self) -> Scope:
        return self.document.scope()

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        """Whether its meeting lies within reach."""
        return cls.document_id.in_(select(Document.id).where(Document.in_reach(reach)))


class PassageVersion(Base):
    """A passage as it stood from one moment on. Versions are never changed; going back makes a further one."""

    __tablename__ = "alliances__passage_version"
    __table_args__ = (
        UniqueConstraint("document_id", "number"),
        Index("ix_alliances__passage_version_passage_id_number", "passage_id", "number"),
        one_of("deed", DEEDS, "deed_known"),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("alliances__document.id", ondelete="CASCADE"))
    passage_id: Mapped[int] = mapped_column(ForeignKey("alliances__passage.id", ondelete="CASCADE"))
    number: Mapped[int]
    """Running within the document."""
    heading: Mapped[str] = mapped_column(String(LONGEST_HEADING), default="")
    speaker: Mapped[str] = mapped_column(String(LONGEST_SPEAKER), default="")
    words: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[int] = mapped_column(BigInteger)
    removed: Mapped[bool] = mapped_column(default=False, server_default=false())
    deed: Mapped[str] = mapped_column(String(10))
    """What was done to the passage."""
    account_id: Mapped[int | None] = mapped_column(index=True)
    """Who did it; None for the platform itself."""
    at: Mapped[datetime]

    document: Mapped[Document] = relationship(Document, lazy="joined", innerjoin=True)
    passage: Mapped[Passage] = relationship(Passage)

    def scope(self) -> Scope:
        return self.document.scope()

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        """Whether its meeting lies within reach."""
        return cls.document_id.in_(select(Document.id).where(Document.in_reach(reach)))


class OvertakenText(Base):
    """What somebody wrote while somebody else wrote in the same passage: it waits here until both are put together."""

    __tablename__ = "alliances__overtaken_text"
    __table_args__ = (NEVER_AGAIN,)

    id: Mapped[int] = mapped_column(primary_key=True)
    passage_id: Mapped[int] = mapped_column(ForeignKey("alliances__passage.id", ondelete="CASCADE"), index=True)
    base: Mapped[int]
    """The number of the version it was written on."""
    heading: Mapped[str] = mapped_column(String(LONGEST_HEADING), default="")
    speaker: Mapped[str] = mapped_column(String(LONGEST_SPEAKER), default="")
    words: Mapped[str] = mapped_column(Text, default="")
    account_id: Mapped[int | None] = mapped_column(index=True)
    """Who wrote it."""
    at: Mapped[datetime]

    passage: Mapped[Passage] = relationship(Passage, lazy="joined", innerjoin=True)

    def scope(self) -> Scope:
        return self.passage.scope()

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        """Whether its meeting lies within reach."""
        return cls.passage_id.in_(select(Passage.id).where(Passage.in_reach(reach)))
