"""What all tables of alliances have in common."""

from __future__ import annotations

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import DeclarativeBase

from core.api.data import plugin_registry

NEVER_AGAIN = {"sqlite_autoincrement": True}
"""Numbers of rows that were deleted are not given again: a button on an old page must not reach another record."""


class Base(DeclarativeBase):
    """Base of the tables of this plugin."""

    registry = plugin_registry()


def one_of(column: str, keys: tuple[str, ...], name: str) -> CheckConstraint:
    """A column holds one of these keys."""
    return CheckConstraint(f"{column} IN ({', '.join(map(repr, keys))})", name=name)


def exactly_one(name: str, *conditions: str) -> CheckConstraint:
    """Of these conditions one holds, and no other."""
    counted = " + ".join(f"(CASE WHEN {condition} THEN 1 ELSE 0 END)" for condition in conditions)
    return CheckConstraint(f"{counted} = 1", name=name)
