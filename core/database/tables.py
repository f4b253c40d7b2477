"""What every table stands on: the shared metadata, the core's Base, each plugin's own Base, and column types."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Date, DateTime, Index, MetaData, String, event, text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapper, registry
from sqlalchemy.types import TypeDecorator

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)
"""Shared by the core and all plugins: a foreign key finds its table, whoever declared it."""


class Instant(TypeDecorator[datetime]):
    """A moment: aware and in UTC on our side, UTC without a zone in the database."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002, D102 - SQLAlchemy's signature
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"an instant needs a zone: {value!r}")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002, D102 - SQLAlchemy's signature
        return None if value is None else value.replace(tzinfo=UTC)


Day = Date
"""A day of the station's zone, with no hour."""


class UniqueWhere(Index):
    """A unique index over the rows that meet a condition, on SQLite and on PostgreSQL.

    ``Index(sqlite_where=..., postgresql_where=...)`` says the same, and loads both dialects into every process.
    """

    def __init__(self, name: str, *columns: str, where: str) -> None:
        super().__init__(name, *columns, unique=True)
        self._where = where

    @cached_property
    def dialect_options(self) -> Any:
        """What the dialects are told, when one of them asks."""
        options = super().dialect_options
        for dialect in ("sqlite", "postgresql"):
            options[dialect]["where"] = text(self._where)
        return options


_TYPES: dict[Any, Any] = {datetime: Instant, date: Day, str: String(200)}


class Base(DeclarativeBase):
    """Base of the core's own tables."""

    registry = registry(metadata=metadata, type_annotation_map=_TYPES)


@event.listens_for(Mapper, "before_configured", once=True)
def _know_all_models() -> None:
    """Relationships name classes that a command, a worker or a test alone might not have imported."""
    from core.database.models import load_all

    load_all()


def plugin_registry() -> registry:
    """The registry for a Base of a plugin's own, over the shared metadata.

    ::

        class Base(DeclarativeBase):
            registry = plugin_registry()

    A misspelt relationship in a plugin must not break the core's queries: SQLAlchemy configures all
    mappers of one registry together, so each plugin has its own. Tables must be named
    ``<plugin>__<name>``; foreign keys to the core are written by table name, relationships to core
    models by class.
    """
    return registry(metadata=metadata, type_annotation_map=_TYPES)


def plugin_base(plugin: str) -> type[DeclarativeBase]:
    """A Base of the plugin's own, over the shared metadata.

    A misspelt relationship in a plugin must not break the core's queries: SQLAlchemy configures all
    mappers of one registry together, so each plugin has its own. Tables must be named
    ``<plugin>__<name>``; foreign keys to the core are written by table name, relationships to core
    models by class.
    """
    namespace = {
        "__doc__": f"Base of the tables of the plugin {plugin}.",
        "__abstract__": True,
        "registry": registry(metadata=metadata, type_annotation_map=_TYPES),
        "plugin": plugin,
    }
    name = "".join(part.capitalize() for part in plugin.split("_")) + "Base"
    return type(name, (DeclarativeBase,), namespace)
