"""Deputies sign up and withdraw over HTTP while the server is killed."""

from __future__ import annotations

import http.client
import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from urllib.parse import urlencode, urlsplit

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from bench.soak.kills import Tally, children, kill
from core.app import create_app
from core.audit.models import AuditEntry
from core.audit.service import verify
from core.clock import today
from core.database import Database
from core.deputies.models import Deputy, Placement
from core.settings import Settings
from core.testing.factories import make_account
from core.testing.serving import Served, serving, wait_until_ready
from core.testing.signing import cookie_of, csrf_token
from plugins.duty_days.models import DutyDay, Sitting, Slot

THREADS = 6
DEPUTIES = 36
PLACES_TAKEN, PLACES_FULL = 303, 409


@dataclass(slots=True)
class Tapper:
    """A deputy with a phone, the sittings they may serve at, and what they were last told of each."""

    deputy: int
    cookie: str
    sittings: list[int]
    told: dict[int, bool] = field(default_factory=dict)
    """True: you have a place; False: you have none. A sitting whose last tap was not answered is not in it."""


class SignUps:
    """The storm on the pages of the duty days."""

    def __init__(self, settings: Settings, random: Random) -> None:
        self.tally = Tally("sign-ups over HTTP")
        self._settings, self._random = settings, random
        self._file = settings.data_dir / "lianzhan.db"
        app = create_app(settings)
        self._database: Database = app.extensions["lianzhan"].database
        self._form = urlencode({"csrf_token": csrf_token(app)})
        with self._database.writing("soak") as session:
            placed = session.execute(select(Placement.deputy_id, Placement.station_id).where(Placement.ends.is_(None)))
            stations = defaultdict(list)
            for deputy_id, station_id in placed:
                stations[deputy_id].append(station_id)
            days = select(Sitting.id, DutyDay.station_id).join(DutyDay).where(DutyDay.day > today() + timedelta(days=1))
            sittings = defaultdict(list)
            for sitting_id, station_id in session.execute(days):
                sittings[station_id].append(sitting_id)
            accounts = {
                deputy: make_account(session, role="deputy", deputy=session.get_one(Deputy, deputy))
                for deputy in sorted(stations)[:DEPUTIES]
            }
        self._tappers = [
            Tapper(deputy, cookie_of(app, account), [each for one in stations[deputy] for each in sittings[one]])
            for deputy, account in accounts.items()
        ]
        self._places = {sitting: len(slots) for sitting, slots in self._held().items()}
        for sitting, slots in self._held().items():
            for tapper in self._tappers:
                if sitting in tapper.sittings:
                    tapper.told[sitting] = any(slot.deputy_id == tapper.deputy for slot in slots)

    def round(self) -> None:
        """A server, a storm, a kill, a new server, and a look at what is left."""
        with serving(self._settings.data_dir, "--web-only") as served:
            victim = self._random.choice(["web", "web", "server", "all"])
            with self._tapping(served.url):
                time.sleep(self._random.uniform(0.2, 0.9))
                web = children(served.process.pid)
                victims = {"web": web, "server": [served.process.pid], "all": [served.process.pid, *web]}[victim]
                kill(victims, self._file, self._random, self.tally)
                if victim == "web":
                    self._still_serves(served)
                else:
                    served.process.wait(20)
        self._check()

    def _still_serves(self, served: Served) -> None:
        wait_until_ready(served)
        time.sleep(0.2)

    @contextmanager
    def _tapping(self, url: str) -> Iterator[None]:
        ending = threading.Event()
        seeds = [self._random.random() for _thread in range(THREADS)]
        threads = [
            threading.Thread(target=self._tap, args=(url, self._tappers[number::THREADS], Random(seed), ending))
            for number, seed in enumerate(seeds)
        ]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            ending.set()
            for thread in threads:
                thread.join()

    def _tap(self, url: str, tappers: list[Tapper], random: Random, ending: threading.Event) -> None:
        address = urlsplit(url).netloc
        while not ending.is_set():
            tapper = random.choice(tappers)
            sitting = random.choice(tapper.sittings)
            wanted = not tapper.told.get(sitting, random.random() < 0.5)
            tapper.told.pop(sitting, None)  # until it is answered, nobody knows
            status, location = self._post(
                address, f"/p/duty_days/sittings/{sitting}/{'sign-up' if wanted else 'withdraw'}", tapper.cookie
            )
            if status == PLACES_TAKEN and location.startswith("/p/duty_days/"):
                tapper.told[sitting] = wanted
                self.tally.promised += 1
            elif status == PLACES_FULL:
                tapper.told[sitting] = False
            elif status == 0:
                ending.wait(0.05)

    def _post(self, address: str, path: str, cookie: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection(address, timeout=10)
        try:
            headers = {"Cookie": f"session={cookie}", "Content-Type": "application/x-www-form-urlencoded"}
            connection.request("POST", path, self._form, headers)
            answer = connection.getresponse()
            answer.read()
            return answer.status, answer.headers.get("Location") or ""
        except (OSError, http.client.HTTPException):
            return 0, ""
        finally:
            connection.close()

    def _held(self) -> dict[int, list[Slot]]:
        with self._database.reading() as session:
            sittings = session.scalars(select(Sitting).options(selectinload(Sitting.slots)))
            return {sitting.id: list(sitting.slots) for sitting in sittings}

    def _check(self) -> None:
        held = self._held()
        for tapper in self._tappers:
            for sitting, has in tapper.told.items():
                theirs = [slot for slot in held[sitting] if slot.deputy_id == tapper.deputy]
                # Who waited may hold a place that no tap of theirs took: another's withdrawal moved them up.
                self.tally.lost += has is not bool(theirs) and not any(slot.how == "moved_up" for slot in theirs)
        for sitting, slots in held.items():
            serving_there = [slot.deputy_id for slot in slots if slot.deputy_id is not None]
            self.tally.lost += len(slots) != self._places[sitting]
            self.tally.half_done += len(serving_there) != len(set(serving_there))
            self.tally.half_done += sum((slot.deputy_id is None) is not (slot.taken_at is None) for slot in slots)
        with self._database.reading() as session:
            self.tally.broken_chains += not verify(session).is_intact
            self.tally.half_done += _differing_from_audit(session.scalars(_changes_of_slots()).all(), held)
        for tapper in self._tappers:  # what nobody was told is known now
            for sitting in tapper.sittings:
                tapper.told[sitting] = any(slot.deputy_id == tapper.deputy for slot in held[sitting])

    def close(self) -> None:
        """Let go of the database."""
        self._database.dispose()


def _changes_of_slots() -> Select[AuditEntry]:
    kind = Slot.__tablename__
    return (
        select(AuditEntry).where(AuditEntry.subject_kind == kind, AuditEntry.action == "change").order_by(AuditEntry.id)
    )


def _differing_from_audit(entries: Iterable[AuditEntry], held: dict[int, list[Slot]]) -> int:
    """How many slots are held by somebody else than the audit's last word on them says."""
    last: dict[str, int | None] = {}
    for entry in entries:
        facts = entry.facts or {}
        if "deputy_id" in facts:
            last[entry.subject_id] = facts["deputy_id"][1]
    slots = {str(slot.id): slot.deputy_id for each in held.values() for slot in each}
    return sum(1 for number, deputy in last.items() if slots.get(number) != deputy)
