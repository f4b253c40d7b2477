"""Importing a list into a test's database, as the command does it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from core.imports import service
from core.imports.plans import Options, Outcome, Plan
from core.imports.tables import read_table
from core.imports.vocabulary import Kind
from tests.core.imports.workbooks import SAMPLES, XINYI, workbook

REGION = "320381"
ALL_TERMS = {"county": 18, "prefectural": 17, "provincial": 14}
TODAY = date(2026, 11, 20)


def bring(session: Session, kind: Kind, data: bytes | Path, region: str = REGION, **options: Any) -> Plan:
    """Plan a file and write its good rows."""
    made = look(session, kind, data, region, **options)
    service.apply(session, made)
    return made


def look(session: Session, kind: Kind, data: bytes | Path, region: str = REGION, **options: Any) -> Plan:
    """Plan a file."""
    table = read_table(data.read_bytes() if isinstance(data, Path) else data, kind)
    return service.plan(session, table, Options(region_code=region, today=TODAY, **options))


def bring_xinyi(session: Session, *kinds: Kind) -> None:
    """Bring Xinyi's lists; all of them if none is named."""
    for kind in kinds or ("stations", "enterprises", "deputies"):
        made = bring(session, kind, XINYI / f"xinyi-{kind}.xlsx", answers={"level:市": "county"}, terms=ALL_TERMS)
        assert made.is_clean


def roster(*rows: tuple[Any, ...]) -> bytes:
    """A roster with the columns most tests need."""
    return workbook(("姓名", "代表层级", "联系电话", "进驻站点", "备注"), *rows)


def outcome(made: Plan, row: int) -> Outcome:
    """What becomes of one row."""
    return next(one for one in made.outcomes if one.row == row)


__all__ = [
    "ALL_TERMS",
    "REGION",
    "SAMPLES",
    "TODAY",
    "XINYI",
    "bring",
    "bring_xinyi",
    "look",
    "outcome",
    "roster",
    "workbook",
]
