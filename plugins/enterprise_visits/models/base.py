"""What all tables of enterprise visits have in common."""

from __future__ import annotations

from sqlalchemy.orm import DeclarativeBase

from core.api.data import plugin_registry

NEVER_AGAIN = {"sqlite_autoincrement": True}
"""Numbers of rows that were deleted are not given again: a button on an old page must not reach another record."""


class Base(DeclarativeBase):
    """Base of the tables of this plugin."""

    registry = plugin_registry()
