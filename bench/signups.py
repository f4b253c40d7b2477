"""Three hundred deputies tap "sign up" in the same moment, for three places, over HTTP, on a real server.

The station keeps a place for a deputy of county level or above and lets only one of an enterprise serve. Those who got no
place then tap "wait" in the same moment. At the end one place is given back, and the first in line has it.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle, islice, pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode, urlsplit

from sqlalchemy import select

from bench.rows import Row
from core.app import create_app
from core.clock import now, today
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
from plugins.duty_days.signing_up import waiting
from plugins.duty_days.signing_up.choices import choose
from plugins.duty_days.signing_up.composition import Want, against, from_level_up, missing
from plugins.duty_days.signing_up.people import traits_of
from plugins.duty_days.signing_up.service import free

DEPUTIES = 300
PLACES = 3
DONE, FULL = 303, 409
WANTS = (Want("level", from_level_up("county"), must=True), Want("enterprise", must=True))
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
        return self.status not in (DONE, FULL)


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
        sitting, senders = _prepare(database, settings)
        with serving(data_dir, "--web-only", more={"LIANZHAN_DATABASE_URL": url}) as served:
            answers = asyncio.run(_all_at_once(served.url, [sender.to("sign-up", sitting) for sender in senders]))
            late = [sender for sender, answer in zip(senders, answers, strict=True) if answer.status == FULL]
            waited = asyncio.run(_all_at_once(served.url, [sender.to("wait", sitting) for sender in late]))
        ended = _look(database, sitting)
    told = sum(1 for answer in answers if answer.status == DONE)
    winners_off = max(abs(ended.winners - PLACES), abs(told - PLACES), ended.against_rules)
    return [
        Row(f"signup:{DEPUTIES}:errors:{kind}", sum(answer.is_error for answer in answers), "answers"),
        Row(f"signup:{DEPUTIES}:winners_off:{kind}", winners_off, "deputies"),
        Row(f"signup:{DEPUTIES}:max_s:{kind}", max(answer.after_s for answer in answers), "s"),
        Row(f"signup:{DEPUTIES}:wait_errors:{kind}", sum(answer.status != DONE for answer in waited), "answers"),
        Row(f"signup:{DEPUTIES}:waiting_off:{kind}", abs(ended.waiting - len(late)) + ended.out_of_order, "deputies"),
        Row(f"signup:{DEPUTIES}:wait_max_s:{kind}", max(answer.after_s for answer in waited), "s"),
    ]


@dataclass(frozen=True, slots=True)
class Ended:
    """What was left of the storm."""

    winners: int
    against_rules: int
    """How many rules of the station the winners break."""
    waiting: int
    out_of_order: int
    """How many wait before somebody who queued up earlier, or did not move up although they were the first who may."""


def _look(database: Database, sitting: int) -> Ended:
    with database.writing("bench") as session:
        slots = session.scalars(select(Slot).where(Slot.sitting_id == sitting).order_by(Slot.place)).all()
        held = [slot.deputy_id for slot in slots if slot.deputy_id is not None]
        traits = traits_of(session, held)
        queue = waiting.of_sitting(session, sitting)
        numbers = [one.id for one in queue]
        disorder = sum(earlier > later for earlier, later in pairwise(numbers))
        still = [traits[number] for number in held[1:]]
        there = traits_of(session, [one.deputy_id for one in queue])
        first = next(one.deputy_id for one in queue if not against(WANTS, still, PLACES, there[one.deputy_id]))
        free(session, slots[0], now())
        disorder += slots[0].deputy_id != first
    return Ended(len(set(held)), len(missing(WANTS, [*traits.values()], PLACES)), len(queue), disorder)


@dataclass(frozen=True, slots=True)
class Sender:
    """A deputy with a phone."""

    cookie: str
    form: bytes

    def to(self, action: str, sitting: int) -> bytes:
        """What a tap on this button sends."""
        head = (
            f"POST /p/duty_days/sittings/{sitting}/{action} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(self.form)}\r\n"
            f"Cookie: session={self.cookie}\r\n\r\n"
        )
        return head.encode() + self.form


def _prepare(database: Database, settings: Settings) -> tuple[int, list[Sender]]:
    """The sitting that everybody wants, and those who want it."""
    with database.writing("bench") as session:
        station = make_station(session)
        day = add_day(session, station, today(), day=today() + timedelta(days=7), places=PLACES)
        accounts = [
            make_account(session, role="deputy", deputy=make_deputy(session, station=station, mandates=(level,)))
            for level in islice(cycle(("township", "township", "county")), DEPUTIES)
        ]
        choose(session, station, opens_days=None, closes_hours=None, wants=WANTS, today=today(), at=now())
        sitting = day.sittings[0].id
    app = create_app(settings)
    form = urlencode({"csrf_token": csrf_token(app)}).encode()
    senders = [Sender(cookie_of(app, account), form) for account in accounts]
    app.extensions["lianzhan"].database.dispose()
    return sitting, senders


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
