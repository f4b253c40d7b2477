"""How long lists take from the file to the committed rows, beside reading the file alone."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import large
from bench.rows import Row
from core.access import Reach
from core.accounts import slips
from core.accounts.paper import slips_pdf
from core.accounts.waiting import Awaiting, awaiting
from core.clock import now
from core.database import Database
from core.demo.service import scenario
from core.documents.service import qr_svg
from core.imports import service
from core.imports.plans import Options
from core.imports.tables import read_table
from core.imports.vocabulary import Kind, vocabulary
from core.testing.databases import migrate
from core.testing.serving import COMMAND, environment

XINYI = Path("core/demo/data")
JINSHA = Path("tests/core/imports/samples")
LARGE = 100_000


def measure() -> list[Row]:
    """The deputies of Xinyi, and those of a county whose stations have rooms."""
    with _new_database() as database:
        xinyi = scenario("xinyi")
        options = Options(region_code=xinyi.region_code, today=xinyi.today, terms=xinyi.terms, answers=xinyi.answers)
        _bring(database, "stations", XINYI / "xinyi-stations.xlsx", options)
        _bring(database, "enterprises", XINYI / "xinyi-enterprises.xlsx", options)
        few = _bring(database, "deputies", XINYI / "xinyi-deputies.xlsx", options)
    with _new_database() as database:
        terms = {"county": 18, "prefectural": 3, "township": 19}
        options = Options(region_code="520523", today=xinyi.today, terms=terms)
        _bring(database, "stations", JINSHA / "jinsha-stations.xlsx", options)
        many = _bring(database, "deputies", JINSHA / "jinsha-deputies-gb18030.csv", options)
        printed = _print_slips(database)
    return [
        Row("import:88:s", few[0], "s", few[1]),
        Row("import:1422:s", many[0], "s", many[1]),
        Row("slips:1422:s", *printed),
        *_province(),
    ]


def _province() -> list[Row]:
    """A hundred thousand deputies by the command, in a process of its own: seconds beside those of a trial, and MB."""
    with TemporaryDirectory(prefix="lianzhan-bench-") as folder:
        data_dir, roster, stations = Path(folder), Path(folder, "roster.xlsx"), Path(folder, "stations.csv")
        large.write_roster(roster, LARGE)
        header = vocabulary().titles["stations"]["name"]
        stations.write_text("\n".join([header, *large.station_names()]), encoding="utf-8")
        _lianzhan(data_dir, "db", "upgrade")
        _lianzhan(data_dir, "import", "stations", str(stations), "--region", "520523")
        said = ("deputies", str(roster), "--region", "520523", "--term", "county=18", "--answer", "hidden_rows=take")
        trial_s, _trial_mb = _lianzhan(data_dir, "import", *said, "--dry-run")
        takes_s, takes_mb = _lianzhan(data_dir, "import", *said)
    return [Row(f"import:{LARGE}:s", takes_s, "s", trial_s), Row(f"import:{LARGE}:rss_mb", takes_mb, "MB")]


def _lianzhan(data_dir: Path, *arguments: str) -> tuple[float, float]:
    """Run the command to its end: seconds, and the most memory it held. Raises where it was not all done."""
    command = [sys.executable, "-c", _SMALL_PARENT, *COMMAND, *arguments]
    begun = time.perf_counter()
    with (data_dir / "told").open("wb") as told:
        done = subprocess.run(command, env=environment(data_dir), stdout=subprocess.PIPE, stderr=told, check=False)
    took = time.perf_counter() - begun
    if done.returncode:
        raise RuntimeError((data_dir / "told").read_text(encoding="utf-8")[-2000:])
    return took, int(done.stdout) / 1024


# What a process held includes what its parent held when it was started, so a parent as large as the bench would be measured.
_SMALL_PARENT = """
import resource, subprocess, sys
status = subprocess.run(sys.argv[1:], stdout=sys.stderr).returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(status)
"""


def _print_slips(database: Database) -> tuple[float, str, float]:
    """Seconds until every deputy has an account and a slip on paper, and those of them that drawing the codes took."""
    at, key, address = now(), "a-key-of-the-bench", "https://lianzhan.example.cn"
    begun = time.perf_counter()
    with database.reading() as session:
        query = awaiting(Reach(everything=True))
        holders = [Awaiting(*row) for row in session.execute(query)]
        tokens = slips.tokens_for(session, key, "a form", holders)
    slips_pdf(holders, tokens, address, at, 60)
    with database.writing("bench") as session:
        slips.hand_out(session, holders, tokens, at, days=60)
    ended = time.perf_counter()
    for token in tokens.values():
        qr_svg(f"{address}/activate/{token}", one_of_many=True)
    return ended - begun, "s", time.perf_counter() - ended


@contextmanager
def _new_database() -> Iterator[Database]:
    with TemporaryDirectory(prefix="lianzhan-bench-") as folder:
        database = Database(f"sqlite:///{folder}/lianzhan.db")
        migrate(database)
        yield database
        database.dispose()


def _bring(database: Database, kind: Kind, file: Path, options: Options) -> tuple[float, float]:
    """Seconds from the file to the committed rows, and those of them that reading the file took."""
    begun = time.perf_counter()
    table = read_table(file.read_bytes(), kind)
    read = time.perf_counter()
    with database.writing("bench") as session:
        service.apply(session, service.plan(session, table, options))
    return time.perf_counter() - begun, read - begun
