"""A roster is imported, and the import is killed: all its rows are there, or none; then it is imported again."""

from __future__ import annotations

import csv
import subprocess
import time
from random import Random

from sqlalchemy import func, select

from bench.soak.kills import Tally, kill
from core.audit.service import verify
from core.database import Database
from core.imports.vocabulary import vocabulary
from core.people.models import Person
from core.settings import Settings
from core.stations.models import Station
from core.testing.serving import COMMAND, environment

ROWS = 200


class Imports:
    """The storm on the command ``lianzhan import deputies``."""

    def __init__(self, settings: Settings, random: Random) -> None:
        self.tally = Tally("lianzhan import deputies")
        self._settings, self._random = settings, random
        self._database = Database(settings.database_url)
        self._round = 0
        with self._database.reading() as session:
            stations = session.execute(select(Station.name, Station.region_code).order_by(Station.id)).all()
        self._stations, self._region = [name for name, _code in stations], stations[0].region_code
        self._takes_s = self._first()

    def round(self) -> None:
        """Import, kill, look, import again, look."""
        file, prefix = self._roster()
        running = self._start(file)
        time.sleep(self._random.uniform(0.2, 0.9) * self._takes_s)
        if running.poll() is None:
            kill([running.pid], self._settings.data_dir / "lianzhan.db", self._random, self.tally)
        status = running.wait(60)
        there = self._count(prefix)
        self.tally.half_done += there not in (0, ROWS)
        self.tally.lost += status == 0 and there != ROWS
        self._verify()
        again = self._start(file)
        self.tally.lost += again.wait(120) != 0 or self._count(prefix) != ROWS
        self.tally.promised += ROWS
        self._verify()

    def _first(self) -> float:
        """How long an import takes that nobody disturbs."""
        file, prefix = self._roster()
        begun = time.monotonic()
        status = self._start(file).wait(120)
        if status or self._count(prefix) != ROWS:
            raise RuntimeError((self._settings.data_dir / "import.log").read_text())
        return time.monotonic() - begun

    def _roster(self) -> tuple[str, str]:
        self._round += 1
        prefix = f"1995{self._round:03}"
        file = self._settings.data_dir / f"roster-{self._round}.csv"
        titles = vocabulary().titles["deputies"]
        level = next(word for word, meant in vocabulary().levels.items() if meant == "county")
        with file.open("w", newline="", encoding="utf-8") as out:
            rows = csv.writer(out)
            rows.writerow([titles[key] for key in ("name", "phone", "level", "station")])
            for number in range(ROWS):
                station = self._stations[number % len(self._stations)]
                rows.writerow([f"Deputy {self._round} {number}", f"{prefix}{number:04}", level, station])
        return str(file), prefix

    def _start(self, file: str) -> subprocess.Popen[bytes]:
        with (self._settings.data_dir / "import.log").open("wb") as told:
            return subprocess.Popen(
                [*COMMAND, "import", "deputies", file, "--region", self._region, "--term", "county=18"],
                env=environment(self._settings.data_dir),
                stdout=told,
                stderr=told,
            )

    def _count(self, prefix: str) -> int:
        with self._database.reading() as session:
            return session.scalar(select(func.count()).where(Person.phone.startswith(prefix))) or 0

    def _verify(self) -> None:
        with self._database.reading() as session:
            self.tally.broken_chains += not verify(session).is_intact

    def close(self) -> None:
        """Let go of the database."""
        self._database.dispose()
