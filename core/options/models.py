"""What was decided about options. An option without a row has its default."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ColumnElement, String
from sqlalchemy.orm import Mapped, mapped_column

from core.access import Reach, Scope
from core.database import Base
from core.plugin_host.models import OF_PLUGIN


class OptionValue(Base):
    """An option's value for the platform, or for a region and all below it."""

    __tablename__ = "option_value"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    region_code: Mapped[str] = mapped_column(String(20), primary_key=True, default="")
    """Empty for the whole platform."""
    owner: Mapped[str] = mapped_column(String(40), info=OF_PLUGIN)
    """The plugin that declares the option, or ``core``."""
    value: Mapped[Any] = mapped_column(JSON)

    def scope(self) -> Scope:
        return Scope(region_code=self.region_code)

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        return reach.clause(region=cls.region_code.expression)
