"""The catalogue: varieties, fertilisers and machines, with the facts that matter in the field."""

from __future__ import annotations

from typing import Final

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.api.data import Enterprise
from plugins.agri_machinery.models.base import NEVER_AGAIN, Base, OfStation

KINDS: Final = ("variety", "fertiliser", "machine")
LONGEST_NAME: Final = 80
LONGEST_NUMBER: Final = 60
LONGEST_CROP: Final = 40
LONGEST_WORDS: Final = 1000
MOST_NUTRIENT: Final = 100
"""Of a hundred parts."""
MOST_SPACING: Final = 500
"""In centimetres."""


class Product(OfStation, Base):
    """A variety, a fertiliser or a machine."""

    __tablename__ = "agri_machinery__product"
    __table_args__ = (
        CheckConstraint("kind IN ('variety', 'fertiliser', 'machine')", name="kind_known"),
        CheckConstraint(
            "nitrogen BETWEEN 0 AND 100 AND phosphorus BETWEEN 0 AND 100 AND potassium BETWEEN 0 AND 100",
            name="nutrients_possible",
        ),
        CheckConstraint("row_spacing BETWEEN 1 AND 500", name="spacing_possible"),
        UniqueConstraint("station_id", "kind", "name"),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    """One of KINDS."""
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    maker_id: Mapped[int | None] = mapped_column(ForeignKey("enterprise.id", ondelete="RESTRICT"), index=True)
    """The enterprise that makes or breeds it, where it is known here."""
    number: Mapped[str] = mapped_column(String(LONGEST_NUMBER), default="")
    """Of its approval, registration or certificate."""
    crop: Mapped[str] = mapped_column(String(LONGEST_CROP), default="")
    """What it is for: maize, wheat."""
    nitrogen: Mapped[float | None]
    phosphorus: Mapped[float | None]
    potassium: Mapped[float | None]
    """N, P2O5 and K2O of a fertiliser, in per cent."""
    row_spacing: Mapped[int | None]
    """Between the rows, of a machine, in centimetres."""
    words: Mapped[str] = mapped_column(Text, default="")

    maker: Mapped[Enterprise | None] = relationship(Enterprise)
