"""How long a term change of a county takes: put into force, with all that is remembered, audited and handed over."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select

from bench.rows import Row
from core.deputies.models import ELECTED, Deputy, Mandate
from core.imports import service as imports
from core.imports.plans import Options
from core.imports.tables import read_table
from core.imports.vocabulary import Kind
from core.platform import Platform
from core.regions.models import Region
from core.settings import Settings
from core.terms import service
from core.terms.models import TermChange
from core.testing.databases import migrate

JINSHA = Path("tests/core/imports/samples")
REGION = "520523"
DAY = date(2026, 11, 10)
AT = datetime(2026, 11, 12, 2, tzinfo=UTC)
TERMS = {"county": 18, "prefectural": 3, "township": 19}
NEXT = {"county": 19, "township": 20}


def measure() -> list[Row]:
    """A county with its townships: every fifth deputy goes, and the others stay. Taking it back stands beside."""
    with TemporaryDirectory(prefix="lianzhan-bench-") as folder:
        platform = Platform(Settings.from_environ({"LIANZHAN_DATA_DIR": folder}))
        migrate(platform.database)
        platform.host.rehearse()
        number = prepare(platform)
        begun = time.perf_counter()
        with platform.database.writing("bench") as session:
            service.apply(session, session.get_one(TermChange, number), AT, AT.date())
        applied = time.perf_counter()
        with platform.database.writing("bench") as session:
            kept = service.revert(session, session.get_one(TermChange, number))
        reverted = time.perf_counter()
        platform.database.dispose()
    if kept:
        raise RuntimeError(f"{kept} records were not put back")
    return [Row("term_change:1422:s", applied - begun, "s", reverted - applied)]


def prepare(platform: Platform) -> int:
    """A county with its deputies, and the new roster beside the old one: the number of the change."""
    with platform.database.writing("bench") as session:
        options = Options(region_code=REGION, today=DAY, terms=TERMS)
        for kind, file in _FILES:
            table = read_table((JINSHA / file).read_bytes(), kind)
            imports.apply(session, imports.plan(session, table, options))
    with platform.database.writing("bench") as session:
        change = service.start(session, session.get_one(Region, REGION), NEXT, DAY, AT)
        deputies = session.scalars(select(Deputy).order_by(Deputy.id)).all()
        for deputy in [deputy for deputy in deputies if deputy.id % 5]:
            for held in list(deputy.mandates):
                congress = held.congress
                coming = next((term for term in congress.terms if term.is_coming), None) if congress else None
                if coming is not None:
                    session.add(Mandate(deputy=deputy, level=held.level, congress=congress, term=coming, state=ELECTED))
        return change.id


_FILES: tuple[tuple[Kind, str], ...] = (
    ("stations", "jinsha-stations.xlsx"),
    ("deputies", "jinsha-deputies-gb18030.csv"),
)
