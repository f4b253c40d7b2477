"""The Word templates of stations: the one that holds, and the one that is being tried out."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.api.data import Reach, Scope, Station, StoredFile, UniqueWhere
from plugins.alliances.models.base import NEVER_AGAIN, Base, one_of

PAPER_KINDS: Final = ("minutes", "record")


class PaperTemplate(Base):
    """A template of a station for minutes or records; it is on trial until somebody says that it holds."""

    __tablename__ = "alliances__paper_template"
    __table_args__ = (
        one_of("kind", PAPER_KINDS, "kind_known"),
        UniqueWhere("uq_alliances__paper_template_holds", "station_id", "kind", where="held_since IS NOT NULL"),
        UniqueWhere("uq_alliances__paper_template_on_trial", "station_id", "kind", where="held_since IS NULL"),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id", ondelete="RESTRICT"))
    kind: Mapped[str] = mapped_column(String(10))
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id", ondelete="RESTRICT"), index=True)
    account_id: Mapped[int | None]
    """The account that brought it."""
    brought_at: Mapped[datetime]
    held_since: Mapped[datetime | None]
    """From when on papers are made from it; None while it is on trial."""

    station: Mapped[Station] = relationship(Station)
    file: Mapped[StoredFile] = relationship(StoredFile)

    def scope(self) -> Scope:
        return self.station.scope()

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        """Whether its station lies within reach."""
        return cls.station_id.in_(select(Station.id).where(Station.in_reach(reach)))
