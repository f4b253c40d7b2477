"""The lists of a hundred thousand deputies on PostgreSQL: how long 95 of 100 visits wait, at most."""

from __future__ import annotations

import gc
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
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

# Names of common characters; nobody in them is anybody.
_FILL = """
INSERT INTO region (code, name, level, parent_code, is_local)
  SELECT '3203' || lpad(n::text, 2, '0'), '县' || n, 'county', '3203', false FROM generate_series(1, :counties) n;
INSERT INTO station (region_code, name, tier, state, host_text, address, duty_words, leader_text, committee_text,
                     organs_text, note)
  SELECT '3203' || lpad((n % :counties + 1)::text, 2, '0'), n || '号站', 'station', 'open', '', n || '号路', '', '', '',
         '', '' FROM generate_series(1, :stations) n;
INSERT INTO person (name, initials, phone, gender, ethnicity, birth, party, education, employer_text)
  SELECT substr('王李张刘陈杨黄赵吴周', n % 10 + 1, 1) || substr('建国文明志华秀英春丽', n / 10 % 10 + 1, 1)
           || substr('国平军杰磊芳敏静强涛', n / 100 % 10 + 1, 1),
         substr('wlzlcyhzwz', n % 10 + 1, 1) || substr('jgwmzhxycl', n / 10 % 10 + 1, 1)
           || substr('gpjlfmjqtt', n / 100 % 10 + 1, 1),
         '199' || lpad(n::text, 8, '0'), CASE n % 3 WHEN 0 THEN 'female' ELSE 'male' END, '', '1980-11', '', '',
         n % 700 || '厂' FROM generate_series(1, :deputies) n;
INSERT INTO deputy (person_id, region_code, speciality, phone_public, is_shown, note)
  SELECT id, '3203' || lpad((id % :counties + 1)::text, 2, '0'), '纺织', false, true, '' FROM person;
INSERT INTO mandate (deputy_id, level, congress_id, term_id, constituency, delegation, state)
  SELECT d.id, c.level, c.id, t.id, '', '', CASE WHEN d.id % 500 = 0 THEN 'suspended' ELSE 'serving' END
  FROM deputy d JOIN congress c ON (d.id % 5 = 0) = (c.level = 'prefectural') JOIN term t ON t.congress_id = c.id
  WHERE c.level IN ('prefectural', 'county');
INSERT INTO mandate (deputy_id, level, constituency, delegation, state)
  SELECT id, 'township', '', '', 'serving' FROM deputy WHERE id % 4 = 0;
INSERT INTO placement (deputy_id, station_id, begins)
  SELECT d.id, d.id % :stations + 1, DATE '2026-01-01' FROM deputy d WHERE d.id % 50 <> 0;
"""


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
        for statement in _FILL.replace("(1, :counties)", "(2, :counties)").split(";\n"):
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
