"""Files kept: what each is, where its bytes lie, and whom it concerns."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, Index, String, or_, select, true
from sqlalchemy.orm import Mapped, mapped_column, object_session

from core.access import Reach, Scope
from core.database import Base

KINDS = ("photo", "document")


class StoredFile(Base):
    """A photo or document. Its bytes lie in the data directory under their digest and never change.

    Records point here (``ForeignKey("stored_file.id", ondelete="RESTRICT")``). Whom a file concerns is kept as plain
    numbers and no foreign keys: a person's photo that concerns the person would be a circle.
    """

    __tablename__ = "stored_file"
    __table_args__ = (Index("ix_stored_file_region_code_station_id", "region_code", "station_id"),)

    url_key: ClassVar[str] = "token"
    """Addresses name a file by what nobody guesses, not by its number."""

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(32), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    media_type: Mapped[str] = mapped_column(String(120))
    name: Mapped[str] = mapped_column(String(120))
    """What the file is called when it is saved; its ending fits its content."""
    digest: Mapped[str] = mapped_column(String(64), index=True)
    """SHA-256 of the bytes."""
    large_digest: Mapped[str] = mapped_column(String(64), default="")
    """Of a photo in the size of a page; the digest itself where the photo is no larger."""
    small_digest: Mapped[str] = mapped_column(String(64), default="")
    """Of a photo in the size of a line in a list."""
    size: Mapped[int]
    """In bytes."""
    width: Mapped[int | None]
    height: Mapped[int | None]
    region_code: Mapped[str] = mapped_column(String(20), default="")
    station_id: Mapped[int | None]
    person_id: Mapped[int | None] = mapped_column(index=True)
    is_public: Mapped[bool] = mapped_column(default=False)
    """Whether strangers see it too."""
    owner: Mapped[str] = mapped_column(String(80), default="core", index=True, info={"of_plugin": True})
    """The plugin it was kept for, or ``core``."""
    account_id: Mapped[int | None]
    """Who gave it."""
    created_at: Mapped[datetime]

    @property
    def is_photo(self) -> bool:
        """Whether it can be shown as a picture."""
        return self.kind == "photo"

    @property
    def digests(self) -> frozenset[str]:
        """Everything of it that lies in the data directory."""
        return frozenset({self.digest, self.large_digest, self.small_digest} - {""})

    def digest_of(self, size: str) -> str:
        """Where the bytes of this size lie."""
        of_size = {"large": self.large_digest, "small": self.small_digest}.get(size, "")
        return of_size or self.digest

    def scope(self) -> Scope:
        stations = frozenset(self._stations()) if self.person_id is not None else frozenset()
        return Scope(
            region_code=self.region_code,
            station_id=self.station_id,
            also_station_ids=stations,
            person_id=self.person_id,
        )

    def _stations(self) -> list[int]:
        """Where the person it concerns is placed as a deputy."""
        from core.deputies.models import Deputy, Placement  # here: they point at us

        session = object_session(self)
        placed = (
            select(Placement.station_id)
            .join(Deputy)
            .where(Deputy.person_id == self.person_id, Placement.ends.is_(None))
        )
        return list(session.scalars(placed)) if session is not None else []

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        from core.deputies.models import Deputy, Placement  # here: they point at us

        if reach.everything:
            return true()
        own = reach.clause(
            region=cls.region_code.expression, station=cls.station_id.expression, person=cls.person_id.expression
        )
        if not reach.station_ids:
            return own
        placed = (
            select(Deputy.person_id)
            .join(Placement)
            .where(Placement.station_id.in_(sorted(reach.station_ids)), Placement.ends.is_(None))
        )
        return or_(own, cls.person_id.in_(placed))
