"""Lists for people who work with them: what is asked for stands in the address, so that a view can be sent on."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from flask import request
from sqlalchemy import ColumnElement, Select, UnaryExpression
from sqlalchemy.sql.operators import desc_op

from core.database import prepared
from core.web.converters import LARGEST_ID
from core.web.paging import PAGE_SIZE, Cut, Page, paginate
from core.web.request import session

LONGEST_SEARCH: Final = 80
EARLIEST: Final = 1900
LATEST: Final = 2200
"""Days of other years are a slip of the finger."""

Order = Sequence[ColumnElement[Any] | Any]


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of a list, how it is sorted, and the addresses of its other pages and orders."""

    page: Page[Any]
    sort: str
    descending: bool
    path: str
    arguments: Mapping[str, str]
    """What narrows the list: search words and filters, without sort and page."""

    @property
    def is_narrowed(self) -> bool:
        """Whether a search or filter is active."""
        return bool(self.arguments)

    @property
    def window(self) -> Iterator[int | None]:
        """The page numbers to offer: both ends and the neighbours; None stands for a gap."""
        last = 0
        for number in range(1, self.page.pages + 1):
            if number in (1, self.page.pages) or abs(number - self.page.number) <= 1:
                if number > last + 1:
                    yield None
                yield number
                last = number

    def sort_url(self, key: str) -> str:
        """The list sorted by this column; the other way round if it already is."""
        turned = f"-{key}" if self.sort == key and not self.descending else key
        return self._url(sort=turned)

    def page_url(self, number: int) -> str:
        """Another page of the same list."""
        return self._url(sort=f"-{self.sort}" if self.descending else self.sort, page=str(number))

    def _url(self, **more: str) -> str:
        return f"{self.path}?{urlencode({**self.arguments, **more})}"


def listed(
    query: Select[Any],
    orders: Mapping[str, Order],
    size: int = PAGE_SIZE,
    *,
    counting: Select[Any] | None = None,
    details: Select[Any] | None = None,
    total: int | None = None,
) -> Listing:
    """The part of a list the address asks for; unknown sorts and pages become the first.

    `orders` names the columns of each possible sort; the first is the usual one, and each ends in something
    unique, so that no row is on two pages. `counting`, `details` and a `total` that is known already make
    long lists quick: see :class:`core.web.paging.Cut`.
    """
    key, descending = asked_sort(orders)
    number = asked_number("page") or 1
    arguments = {name: value for name, value in request.args.items() if value and name not in ("sort", "page")}
    columns = tuple(orders[key])
    cut = Cut(_ordered(query, columns, descending), _ordered(query, columns, not descending), counting, details, total)
    page = paginate(session(), cut, number, size)
    return Listing(page, key, descending, request.path, arguments)


@prepared
def _ordered(query: Select[Any], columns: tuple[Any, ...], descending: bool) -> Select[Any]:
    return query.order_by(*(_directed(column, descending=descending) for column in columns))


def _directed(column: Any, *, descending: bool) -> ColumnElement[Any]:
    """The column in this direction; one that says itself that it descends is turned round."""
    ordered: ColumnElement[Any]
    if isinstance(column, UnaryExpression) and column.modifier is desc_op:
        ordered = column.element.asc() if descending else column
    else:
        ordered = column.desc() if descending else column.asc()
    return ordered


def asked_sort(orders: Mapping[str, Order]) -> tuple[str, bool]:
    """The order the address asks for, and whether it is turned round; the first of them for anything else."""
    wanted = request.args.get("sort", "")
    key = wanted.removeprefix("-")
    return (key, wanted.startswith("-")) if key in orders else (next(iter(orders)), False)


def asked_text(name: str = "q") -> str:
    """Search words from the address, as people mean them: half width, no control characters, not endless."""
    words = unicodedata.normalize("NFKC", request.args.get(name, ""))
    return "".join(letter for letter in words if letter.isprintable()).strip()[:LONGEST_SEARCH]


def asked_number(name: str) -> int | None:
    """A whole number from the address that could be the number of a record; None for anything else."""
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 10 and 0 < int(text) <= LARGEST_ID else None


def asked_day(name: str) -> date | None:
    """A day from the address; None for anything else."""
    try:
        day = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
    return day if EARLIEST <= day.year <= LATEST else None


def asked_one_of(name: str, choices: Sequence[str]) -> str:
    """A filter from the address, if it is one of these; nothing otherwise."""
    value = request.args.get(name, "")
    return value if value in choices else ""
