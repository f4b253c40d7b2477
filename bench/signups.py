"""Three hundred deputies tap "sign up" in the same moment, for three places, over HTTP, on a real server."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode, urlsplit

from sqlalchemy import func, select

from bench.rows import Row
from core.app import create_app
from core.clock import today
from core.database import Database
from core.settings import Settings
from core.testing.databases import migrate
from core.testing.factories import make_account, make_deputy, make_station
from core.testing.machine import MissingPart
from core.testing.postgresql import running_server
from core.testing.serving import serving
from core.testing.signing import cookie_of, csrf_token
from plugins.duty_days.models import Slot
from plugins.duty_days.service import add_day

DEPUTIES = 300
PLACES = 3
PATIENCE_S = 60
"""A server that has not answered by then has not answered."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a deputy got: the status (0: no answer), and after how many seconds."""

    status: int
    after_s: float

    @property
    def is_error(self) -> bool:
        """Whether it is neither "you have a place" (303) nor a kind "all places are taken" (409)."""
        return self.status not in (303, 409)


def measure() -> list[Row]:
    """The storm on SQLite and, where there is a server, on PostgreSQL."""
    with TemporaryDirectory(prefix="lianzhan-bench-") as folder:
        rows = _storm("sqlite", Path(folder), f"sqlite:///{folder}/lianzhan.db")
    try:
        with running_server() as server, TemporaryDirectory(prefix="lianzhan-bench-") as folder:
            rows += _storm("postgresql", Path(folder), server.create("bench"))
    except MissingPart as problem:
        print(f"signup:300:*:postgresql is not measured. {problem}", file=sys.stderr)
    return rows


def _storm(kind: str, data_dir: Path, url: str) -> list[Row]:
    settings = Settings.from_environ({"LIANZHAN_DATA_DIR": str(data_dir), "LIANZHAN_DATABASE_URL": url})
    database = Database(settings.database_url)
    with ExitStack() as ending:
        ending.callback(database.dispose)
        migrate(database)
        sitting, requests = _prepare(database, settings)
        with serving(data_dir, "--web-only", more={"LIANZHAN_DATABASE_URL": url}) as served:
            answers = asyncio.run(_all_at_once(served.url, requests))
        with database.reading() as session:
            held = select(func.count(Slot.deputy_id)).where(Slot.sitting_id == sitting)
            winners = session.scalar(held) or 0
    told = sum(1 for answer in answers if answer.status == 303)
    return [
        Row(f"signup:{DEPUTIES}:errors:{kind}", sum(1 for answer in answers if answer.is_error), "answers"),
        Row(f"signup:{DEPUTIES}:winners_off:{kind}", max(abs(winners - PLACES), abs(told - PLACES)), "deputies"),
        Row(f"signup:{DEPUTIES}:max_s:{kind}", max(answer.after_s for answer in answers), "s"),
    ]


def _prepare(database: Database, settings: Settings) -> tuple[int, list[bytes]]:
    """The sitting that everybody wants, and what each of them sends."""
    with database.writing("bench") as session:
        station = make_station(session)
        day = add_day(session, station, today(), day=today() + timedelta(days=7), places=PLACES)
        accounts = [
            make_account(session, role="deputy", deputy=make_deputy(session, station=station))
            for _deputy in range(DEPUTIES)
        ]
        sitting = day.sittings[0].id
    app = create_app(settings)
    form = urlencode({"csrf_token": csrf_token(app)}).encode()
    head = (
        f"POST /p/duty_days/sittings/{sitting}/sign-up HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(form)}\r\nCookie: session="
    )
    sent = [f"{head}{cookie_of(app, account)}\r\n\r\n".encode() + form for account in accounts]
    app.extensions["lianzhan"].database.dispose()
    return sitting, sent


async def _all_at_once(url: str, requests: Sequence[bytes]) -> list[Answer]:
    """Everybody is connected first; then all send."""
    address = urlsplit(url)
    lines = [await asyncio.open_connection(address.hostname, address.port) for _request in requests]
    begun = time.perf_counter()
    return await asyncio.gather(
        *(_ask(reader, writer, sent, begun) for (reader, writer), sent in zip(lines, requests, strict=True))
    )


async def _ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, sent: bytes, begun: float) -> Answer:
    status = 0
    try:
        async with asyncio.timeout(PATIENCE_S):
            writer.write(sent)
            answer = await reader.read()
        status = int(answer.split(b" ", 2)[1]) if answer else 0
    except (OSError, TimeoutError):
        pass  # no answer is an answer that is counted as an error
    finally:
        writer.close()
    return Answer(status, time.perf_counter() - begun)
