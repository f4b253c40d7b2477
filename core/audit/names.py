"""What the records of audit entries are called: found in one statement for all entries of a page, whatever their kinds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import FromClause, Select, String, Table, cast, literal, select, union_all
from sqlalchemy.orm import Session

from core.audit.models import AuditEntry
from core.database import metadata

NAMED_BY = ("name", "title", "file_name")
"""Columns that say what a record is called, the best first."""
NAMED_AFTER = ("person_id", "deputy_id", "account_id", "enterprise_id", "station_id", "congress_id")
"""Else it is called after what it belongs to, the nearest first."""
Names = dict[tuple[str, str], str]
"""(kind, id) -> name."""


def names_of(session: Session, entries: Iterable[AuditEntry]) -> Names:
    """The names of the records the entries are about, and of the accounts that acted; one that is gone is called as it was then."""
    wanted: defaultdict[str, set[str]] = defaultdict(set)
    gone: Names = {}
    for entry in entries:
        wanted[entry.subject_kind].add(entry.subject_id)
        if entry.account_id is not None:
            wanted["account"].add(str(entry.account_id))
        if name := _told(entry):
            gone.setdefault((entry.subject_kind, entry.subject_id), name)
    queries = [query for kind, ids in sorted(wanted.items()) if (query := _named(kind, ids)) is not None]
    if not queries:
        return gone
    found = session.execute(union_all(*queries)).all()
    return gone | {(kind, number): name for kind, number, name in found if name}


def _told(entry: AuditEntry) -> str:
    """What the entry itself says the record was called."""
    for column in NAMED_BY:
        said = (entry.facts or {}).get(column)
        name = said[1] if isinstance(said, list) and said[1:] else said
        if isinstance(name, str):
            return name
    return ""


def _named(kind: str, ids: set[str]) -> Select[str, str, str] | None:
    table = metadata.tables.get(kind)
    if table is None or len(table.primary_key.columns) != 1:
        return None
    (key,) = table.primary_key.columns
    keys = [int(one) for one in ids if one.isdecimal()] if key.type.python_type is int else sorted(ids)
    path = _path(table, NAMED_AFTER)
    if path is None or not keys:
        return None
    joined: FromClause = table
    for pointing, other in path[:-1]:
        joined = joined.join(other.table, pointing == other, isouter=True)
    return select(literal(kind), cast(key, String), cast(path[-1], String)).select_from(joined).where(key.in_(keys))


def _path(table: Table, after: tuple[str, ...]) -> list[Any] | None:
    """The foreign keys that lead to a name, each with what it points to, and last the column of the name."""
    own = next((column for column in NAMED_BY if column in table.c), None)
    if own is not None:
        return [table.c[own]]
    for column in (each for each in after if each in table.c):
        for key in table.c[column].foreign_keys:
            further = _path(key.column.table, tuple(each for each in after if each != column))
            if further is not None:
                return [(table.c[column], key.column), *further]
    return None
