"""Reminders are due all the time, mails and groups answer or hang up, and scheduler, worker and server are killed.

Whatever is killed when: each notice is there once, a mail comes under one Message-ID, and nothing is said in a group
twice; what nobody knows to have arrived there is shown as uncertain.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from asyncio import Transport
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as SmtpSession
from sqlalchemy import func, select

from bench.soak.kills import Tally, children, kill
from core.accounts.models import Account
from core.audit.service import verify
from core.clock import STATION_ZONE, now
from core.database import Database
from core.deputies.models import Deputy, Placement
from core.jobs.service import Pace
from core.notices.models import Delivery, Notice, Robot, Wish
from core.notices.sending import deliveries_in
from core.settings import Settings
from core.stations.models import Station
from core.testing.factories import make_account
from core.testing.serving import Served, environment, free_port, serving
from core.words import LazyText
from plugins import duty_days
from plugins.duty_days.models import DutyDay, Known, Sitting, Slot

HURRIED = Pace(sweep=timedelta(seconds=1), lease=timedelta(seconds=2), retry=timedelta(seconds=0.5))
DEPUTIES = 24
GROUPS = 6
PATIENCE_S = 180
STATES = ("waiting", "sending")


@dataclass(slots=True)
class Outside:
    """The mail server and the service of robots: what reached them, and how badly they behave."""

    random: Random
    mails: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    """The Message-IDs under which a mail with this subject and text came to an address."""
    said: Counter[str] = field(default_factory=Counter)
    """How often a message came to a group, by its whole text."""
    is_calm: bool = False

    async def handle_DATA(self, server: SMTP, _session: SmtpSession, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Take a mail, or not, or break off after taking it."""
        assert isinstance(envelope.content, bytes)  # noqa: S101 - for the type
        mail = message_from_bytes(envelope.content)
        self.mails[str(mail["To"]), f"{mail['Subject']} {mail.get_payload()}"].add(str(mail["Message-ID"]))
        chance = 1 if self.is_calm else self.random.random()
        if chance < 0.15 and isinstance(server.transport, Transport):
            server.transport.abort()
        return "451 later" if 0.15 <= chance < 0.25 else "250 taken"

    def hear(self, path: str, document: dict[str, Any]) -> int:
        """What was said in a group, and the status of the answer; 0 is none."""
        self.said[f"{path} {document['text']['content']}"] += 1
        chance = 1 if self.is_calm else self.random.random()
        time.sleep(0 if self.is_calm else self.random.uniform(0, 0.3))
        return 0 if chance < 0.1 else 200


class Reminders:
    """The storm on telling."""

    def __init__(self, settings: Settings, random: Random) -> None:
        self.tally = Tally("reminders, mails, groups")
        self._random, self._outside = random, Outside(Random(random.random()))
        self._mail, self._robots = _mail_server(self._outside), _service(self._outside)
        self._settings = replace(
            settings,
            mail_url=f"smtp://127.0.0.1:{self._mail.port}?starttls=0",
            mail_from="platform@example.org",
            robots_go_to=f"http://127.0.0.1:{self._robots.server_port}",
        )
        self._file, self._log = settings.data_dir / "lianzhan.db", settings.data_dir / "reminders.log"
        self._log.touch()
        self._database = Database(settings.database_url)
        self._ticks = 0
        self._held = self._people()
        self._running = {what: self._start(what) for what in ("scheduler", "worker")}

    def round(self) -> None:
        """Days move, so that there is much to tell; somebody is killed in the middle of it."""
        self._until(lambda: self._known() == len(self._held), "nobody looked at the days")
        before = self._told()
        victim = self._random.choice(["scheduler", "worker", "worker", "worker", "server"])
        if victim == "server":
            self._kill_server()
        else:
            self._move_days()
            time.sleep(self._random.uniform(0.1, 1.2))
            process = self._running[victim]
            kill([process.pid], self._file, self._random, self.tally, also=self._is_sending)
            process.wait(20)
            self._running[victim] = self._start(victim)
        self._until(lambda: self._told() > before, "nobody was told of the days that moved")
        self._check()

    def close(self) -> None:
        """Let everything be sent that can be, and look at every message once more."""
        self._outside.is_calm = True
        self._until(lambda: not self._open(), "a message was never sent")
        for process in self._running.values():
            process.terminate()
        for process in self._running.values():
            process.wait(20)
        self._check()
        self._check_ends()
        self._mail.stop()
        self._robots.shutdown()
        self._robots.server_close()
        self._database.dispose()

    def _people(self) -> list[int]:
        """Deputies with mail addresses who hold places in the coming days at stations with groups; the sittings."""
        with self._database.writing("soak") as session:
            placed = session.execute(
                select(Placement.deputy_id, Placement.station_id)
                .where(Placement.ends.is_(None))
                .order_by(Placement.station_id, Placement.deputy_id)
            ).all()
            placed = placed[:: max(len(placed) // DEPUTIES, 1)]  # some of every station
            for deputy_id in dict.fromkeys(one for one, _station in placed):
                deputy = session.get_one(Deputy, deputy_id)
                account = session.scalars(select(Account).where(Account.person_id == deputy.person_id)).first()
                account = account or make_account(session, role="deputy", deputy=deputy)
                session.add(Wish(account_id=account.id, mail=f"d{deputy_id}@example.org", mail_confirmed_at=now()))
            stations = list(dict.fromkeys(station for _deputy, station in placed))
            sittings = []
            for number, station_id in enumerate(stations):
                region = session.get_one(Station, station_id).region_code
                if number < GROUPS:
                    session.add(_robot(station_id, region, number))
                day = self._free_day(session, station_id)
                here = [deputy for deputy, station in placed if station == station_id]
                slots = [Slot(place=place, deputy_id=one, taken_at=now()) for place, one in enumerate(here, 1)]
                sitting = Sitting(part="day", slots=slots)
                session.add(DutyDay(station_id=station_id, day=day, state="open", sittings=[sitting]))
                session.flush()
                sittings.append(sitting.id)
            return sittings

    def _free_day(self, session: Any, station_id: int) -> Any:
        taken = set(session.scalars(select(DutyDay.day).where(DutyDay.station_id == station_id)))
        days = (datetime.now(STATION_ZONE).date() + timedelta(days=ahead) for ahead in range(2, 60))
        return next(day for day in days if day not in taken)

    def _move_days(self) -> None:
        """Other hours for every day: each holder is to be told, and each group hears of it."""
        from datetime import time as hour

        from core.notices.service import post

        self._ticks += 1
        with self._database.writing("soak") as session:
            sittings = session.scalars(select(Sitting).where(Sitting.id.in_(self._held))).all()
            for sitting in sittings:
                sitting.begins = hour(8 + self._ticks % 8, self._ticks // 8 % 60)
                station = sitting.duty_day.station
                post(
                    session,
                    station,
                    key=f"soak.list:{sitting.id}.{self._ticks}",
                    title=LazyText(f"tick {self._ticks}"),
                    at=now(),
                )
        self.tally.promised += len(sittings)

    def _kill_server(self) -> None:
        """The server changes days, and is killed: what it answered is told, what it did not is whole or not there."""
        with serving(self._settings.data_dir, "--web-only") as served:
            threading.Thread(target=self._ask_health, args=(served,), daemon=True).start()
            self._move_days()
            time.sleep(self._random.uniform(0.1, 0.5))
            kill([served.process.pid, *children(served.process.pid)], self._file, self._random, self.tally)
            served.process.wait(20)

    def _ask_health(self, served: Served) -> None:
        from contextlib import suppress

        with suppress(OSError):
            while True:
                served.get("/readyz")

    def _check(self) -> None:
        with self._database.reading() as session:
            session.connection()
            twice = select(Notice.key).group_by(Notice.person_id, Notice.key).having(func.count() > 1)
            self.tally.half_done += len(session.scalars(twice).all())
            told = Counter(key.rsplit(":", 2)[0] for key in session.scalars(_changes_told()))
            for known in session.scalars(select(Known).where(Known.sitting_id.in_(self._held))):
                here = told[f"duty_days.change:{known.sitting_id}:{known.deputy_id}"]
                self.tally.lost += max(known.changes - here, 0)
                self.tally.half_done += max(here - known.changes, 0)
            self.tally.broken_chains += not verify(session).is_intact
        self.tally.half_done += sum(1 for ids in self._outside.mails.values() if len(ids) > 1)
        self.tally.half_done += sum(1 for times in self._outside.said.values() if times > 1)

    def _check_ends(self) -> None:
        """Every notice of a deputy went out as a mail that arrived; every message arrived, or is shown as uncertain."""
        everywhere = _everywhere()
        arrived = {one for ids in self._outside.mails.values() for one in ids}
        with self._database.reading() as session:
            deliveries = session.scalars(deliveries_in(everywhere)).all()
            uncertain = {one.id for one in session.scalars(deliveries_in(everywhere, "troubled"))}
            changed = session.scalar(select(func.count()).where(Notice.key.startswith("duty_days.change:"))) or 0
            mailed = sum(1 for one in deliveries if one.key.startswith("duty_days.change:"))
            self.tally.lost += abs(changed - mailed)
        for one in deliveries:
            if one.channel == "mail":
                self.tally.lost += one.state != "sent" or one.message_id not in arrived
            else:
                self.tally.lost += one.state not in ("sent", "uncertain")
                self.tally.half_done += (one.state == "uncertain") is not (one.id in uncertain)
        said = sum(self._outside.said.values())
        self.tally.lost += said < sum(1 for one in deliveries if one.channel == "robot" and one.state == "sent")
        self.tally.note = f"{len(arrived)} mails, {said} messages, {len(uncertain)} uncertain"

    def _is_sending(self) -> bool:
        with self._database.reading() as session:
            return session.scalar(select(Delivery.id).where(Delivery.state == "sending").limit(1)) is not None

    def _told(self) -> int:
        with self._database.reading() as session:
            return session.scalar(select(func.count()).where(Notice.key.startswith("duty_days.change:"))) or 0

    def _known(self) -> int:
        with self._database.reading() as session:
            known = select(func.count(Known.sitting_id.distinct())).where(Known.sitting_id.in_(self._held))
            return session.scalar(known) or 0

    def _open(self) -> int:
        with self._database.reading() as session:
            return session.scalar(select(func.count()).where(Delivery.state.in_(STATES))) or 0

    def _start(self, what: str) -> subprocess.Popen[bytes]:
        more = {
            "LIANZHAN_MAIL_URL": self._settings.mail_url,
            "LIANZHAN_MAIL_FROM": self._settings.mail_from,
            "LIANZHAN_ROBOTS_GO_TO": self._settings.robots_go_to,
        }
        with self._log.open("ab") as told:
            return subprocess.Popen(
                [sys.executable, "-m", "bench.soak.reminders", what],
                env=environment(self._settings.data_dir, more),
                stdout=told,
                stderr=told,
            )

    def _until(self, came: Callable[[], bool], otherwise: str) -> None:
        until = time.monotonic() + PATIENCE_S
        while not came():
            if time.monotonic() > until:
                raise RuntimeError(f"{otherwise}:\n{self._log.read_text()[-3000:]}")
            time.sleep(0.05)


def _robot(station_id: int, region: str, number: int) -> Robot:
    url = f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=soak{number}"
    return Robot(
        station_id=station_id, region_code=region, name=f"Group {number}", service="wecom", secret_url=url, is_on=True
    )


def _changes_told() -> Any:
    return select(Notice.key).where(Notice.key.startswith("duty_days.change:"))


def _everywhere() -> Any:
    from core.access import Reach

    return Reach(everything=True)


def _mail_server(outside: Outside) -> Controller:
    controller = Controller(outside, hostname="127.0.0.1", port=free_port())
    controller.start()
    return controller


def _service(outside: Outside) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            document = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status = outside.hear(self.path, document)
            if not status:
                self.close_connection = True
                return
            body = b'{"errcode": 0, "errmsg": "ok"}'
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            pass

        def handle(self) -> None:
            try:
                super().handle()
            except OSError:  # whoever asked was killed
                self.close_connection = True

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def main() -> None:
    """A scheduler or a worker in a hurry: it tells every second."""
    from core.jobs.processes import run_scheduler, run_worker
    from core.platform import Platform

    duty_days.TELLING = tuple(replace(one, every=timedelta(seconds=1)) for one in duty_days.TELLING)  # type: ignore[attr-defined,assignment]  # in this process only
    {"scheduler": run_scheduler, "worker": run_worker}[sys.argv[1]](Platform.from_environ(), HURRIED)


if __name__ == "__main__":
    main()
