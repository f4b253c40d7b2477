"""The database: one engine, one shared metadata, and sessions that either read or write."""

from core.database.engine import Database, begin_write, is_writing
from core.database.ordering import Named, sort_key
from core.database.prepared import prepared
from core.database.tables import Base, Day, Instant, UniqueWhere, metadata, plugin_base, plugin_registry

__all__ = [
    "Base",
    "Database",
    "Day",
    "Instant",
    "Named",
    "UniqueWhere",
    "begin_write",
    "is_writing",
    "metadata",
    "plugin_base",
    "plugin_registry",
    "prepared",
    "sort_key",
]
