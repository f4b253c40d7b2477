"""The lists of a hundred thousand deputies on PostgreSQL: how long 95 of 100 visits wait, at most."""

from __future__ import annotations

import gc
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory

from flask.testing import FlaskClient
from sqlalchemy import text

from bench.rows import Row
from core.app import create_app
from core.database import Database
from core.settings import Settings
from core.testing.databases import migrate
from core.testing.factories import make_account, make_congress, make_region
from core.testing.machine import MissingPart
from core.testing.postgresql import running_server
from core.testing.signing import sign_in

DEPUTIES = 100_000
STATIONS = 2_000
COUNTIES = 50
VISITS = 40
ASKED = {
    "first": "/deputies/",
    "middle": "/deputies/?page=900",
    "last": "/deputies/?page=2000",
    "by-employer": "/deputies/?sort=-employer",
    "two-characters": "/deputies/?q=\u5efa\u56fd",
    "one-character": "/deputies/?q=\u738b",
    "initials": "/deputies/?q=wjg",
    "telephone": "/deputies/?q=0042",
    "nobody": "/deputies/?q=\u9f98\u9f99",
    "level": "/deputies/?level=township",
    "level-and-state": "/deputies/?level=county&state=suspended",
    "station": "/deputies/?station=77",
    "unplaced": "/deputies/?station=none",
    "stations": "/stations/",
    "stations-by-words": "/stations/?q=\u4e03\u53f7",
}
"""What is asked of the lists: the first of each kind of question a manager has."""

_FILL = Path(__file__).with_name("lists.sql")


def measure() -> list[Row]:
    """One row a question: wall time within the process, 95th percentile."""
    try:
        with running_server() as server, TemporaryDirectory(prefix="lianzhan-bench-") as folder:
            return _measured(server.create("lists"), folder)
    except MissingPart as problem:
        print(f"list:{DEPUTIES}:* is not measured. {problem}", file=sys.stderr)
        return []


def _measured(url: str, data_dir: str) -> list[Row]:
    settings = Settings.from_environ({"LIANZHAN_DATA_DIR": data_dir, "LIANZHAN_DATABASE_URL": url})
    with _office(settings) as client:
        return [Row(f"list:{DEPUTIES}:{name}:p95_ms", _p95_ms(client, path), "ms") for name, path in ASKED.items()]


@contextmanager
def _office(settings: Settings) -> Iterator[FlaskClient]:
    database = Database(settings.database_url)
    migrate(database)
    with database.writing("bench") as session:
        make_region(session, "3203")
        make_congress(session, "320301", "prefectural")
        make_congress(session, "320301", "county")
        account = make_account(session, role="office", region="3203")
        session.flush()
        facts = {"deputies": DEPUTIES, "stations": STATIONS, "counties": COUNTIES}
        for statement in _FILL.read_text(encoding="utf-8").split(";\n"):
            if statement.strip():
                session.execute(text(statement), {key: facts[key] for key in facts if f":{key}" in statement})
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
    database.dispose()
    app = create_app(settings)
    gc.collect()
    gc.freeze()  # as every web process of `lianzhan serve` does
    try:
        yield sign_in(app.test_client(), account)
    finally:
        gc.unfreeze()
        app.extensions["lianzhan"].database.dispose()


def _p95_ms(client: FlaskClient, path: str) -> float:
    for _warm in range(5):
        if (status := client.get(path).status_code) != HTTPStatus.OK:
            raise RuntimeError(f"{path} answered {status}")
    waited = []
    for _visit in range(VISITS):
        begun = time.perf_counter()
        client.get(path)
        waited.append((time.perf_counter() - begun) * 1000)
    return statistics.quantiles(waited, n=20)[-1]


if __name__ == "__main__":
    for row in measure():
        print(row)
