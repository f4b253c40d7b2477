"""A county before its term change: deputies of two congresses, stations, groups, and a roster for the new term."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from core.database.tables import metadata
from core.deputies.models import Deputy
from core.imports import service as imports
from core.imports.plans import Options
from core.imports.tables import read_table
from core.imports.vocabulary import vocabulary
from core.people.models import Person
from core.regions.models import Region
from core.terms import service
from core.terms.models import TermChange

COUNTY = "320381"
DAY = date(2026, 11, 10)
NOW = datetime(2026, 11, 12, 2, tzinfo=UTC)
TODAY = date(2026, 11, 12)
WATCHED = (
    "person",
    "deputy",
    "mandate",
    "mandate_event",
    "placement",
    "coming_placement",
    "group_member",
    "term",
    "role_grant",
    "duty_days__slot",
)


def started(session: Session, numbers: dict[str, int] | None = None, day: date = DAY) -> TermChange:
    """A term change of the county."""
    return service.start(session, session.get_one(Region, COUNTY), numbers or {"county": 19}, day, NOW)


def roster(rows: Iterable[Sequence[str]], titles: Sequence[str] = ("name", "phone", "level")) -> bytes:
    """A roster as a text table."""
    words = vocabulary().titles["deputies"]
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow([words[key] for key in titles])
    table.writerows(rows)
    return out.getvalue().encode()


def bring(session: Session, change: TermChange, data: bytes) -> imports.Plan:
    """Import the new roster beside the old one."""
    options = Options(
        region_code=change.region_code, today=TODAY, terms=change.numbers, coming=frozenset(change.numbers)
    )
    made = imports.plan(session, read_table(data, "deputies"), options)
    assert imports.apply(session, made)
    session.expire_all()
    return made


def county_level() -> str:
    """How a roster writes the county's level."""
    return next(word for word, meant in vocabulary().levels.items() if meant == "county")


def deputy_named(session: Session, name: str) -> Deputy:
    """The deputy of this name."""
    return session.scalars(select(Deputy).join(Deputy.person).where(Person.name == name)).one()


def everything(session: Session) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table that a term change touches."""
    session.flush()
    return {name: sorted(map(tuple, session.execute(select(metadata.tables[name]))), key=str) for name in WATCHED}


def columns(name: str) -> list[str]:
    """The columns of a table, for reading a difference."""
    table: Table = metadata.tables[name]
    return [column.name for column in table.columns]
