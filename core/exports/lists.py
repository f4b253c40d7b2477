"""Lists to be taken out: which records, in which sheets, with or without whole telephone numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from core.exports.workbooks import Sheet
from core.imports.vocabulary import Kind, vocabulary
from core.people.service import masked
from core.regions.models import Region

COUNTY_CODE = 6
"""How long the code of a county is: every county has a sheet of its own, because an import belongs to one."""
TOGETHER = 500
"""Records read at a time: so many fit into one statement of any database."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """Which telephone numbers are written out."""

    whole: bool = False
    """Whether whole numbers were asked for. Otherwise they are masked, in a column the import leaves alone."""
    hidden: frozenset[int] = frozenset()
    """The records whose numbers stay hidden all the same, because they lie beyond reach."""

    def shown(self, record: int, phone: str | None, *, is_public: bool = False) -> str:
        """The number as it is written into the list."""
        if not phone:
            return ""
        if self.whole:
            return "" if record in self.hidden else phone
        return phone if is_public else masked(phone)


@dataclass(frozen=True, slots=True)
class List:
    """A list to be taken out."""

    kind: Kind
    columns: Sequence[str]
    """Keys of the columns in the words of the import."""
    phones: frozenset[str]
    """Those of them that hold telephone numbers."""
    records: Select[int, str]
    """Number and region of every record, in the order of the list."""
    rows: Callable[[Session, Sequence[int], Numbers], Iterator[tuple[str, ...]]]
    """The rows of some records."""
    more: Sequence[str] = ()
    """Heads of further columns, which are for readers."""

    def head(self, numbers: Numbers) -> list[str]:
        """The heads of the columns, as the import understands them."""
        words = vocabulary()
        titles = words.titles[self.kind]
        hidden = "" if numbers.whole else words.hidden_number
        return [f"{titles[key]}{hidden if key in self.phones else ''}" for key in self.columns] + list(self.more)


def how_many(session: Session, wanted: List) -> int:
    """How many records the list has."""
    return session.scalar(select(func.count()).select_from(wanted.records.order_by(None).subquery())) or 0


def sheets_of(session: Session, wanted: List, numbers: Numbers, title: str) -> list[Sheet]:
    """The list in sheets, one a county; where it is about one county only, the sheet has this title."""
    found = session.execute(wanted.records).all()
    by_county = [
        (code, [number for number, _code in group]) for code, group in groupby(found, lambda row: row[1][:COUNTY_CODE])
    ]
    names = _names(session, [code for code, _ids in by_county]) if len(by_county) > 1 else {}
    head = wanted.head(numbers)
    return [
        Sheet(names.get(code, title), head, _in_pieces(session, wanted, ids, numbers)) for code, ids in by_county
    ] or [Sheet(title, head, ())]


def county(column: ColumnElement[str]) -> ColumnElement[str]:
    """The county a region code lies in, to sort by."""
    return func.substr(column, 1, COUNTY_CODE)


def hidden_from(session: Session, wanted: List, model: Any, within: ColumnElement[bool]) -> frozenset[int]:
    """The records of the list outside this condition."""
    query = wanted.records.order_by(None).where(~within).with_only_columns(model.id, maintain_column_froms=True)
    return frozenset(session.scalars(query))


def _in_pieces(session: Session, wanted: List, ids: Sequence[int], numbers: Numbers) -> Iterator[tuple[str, ...]]:
    for start in range(0, len(ids), TOGETHER):
        yield from wanted.rows(session, ids[start : start + TOGETHER], numbers)


def _names(session: Session, codes: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for start in range(0, len(codes), TOGETHER):
        query = select(Region.code, Region.name).where(Region.code.in_(codes[start : start + TOGETHER]))
        found.update((code, name) for code, name in session.execute(query))
    return found
