"""Long lists are read and written by a worker that is killed: all rows are there at the end, and never some of them."""

from __future__ import annotations

import subprocess
import time
from contextlib import closing
from pathlib import Path
from random import Random

from sqlalchemy import func, select

from bench.soak.kills import Tally, kill
from core.audit.service import verify
from core.clock import now, today
from core.database import Database
from core.imports import long_files
from core.imports.models import ImportBatch
from core.imports.plans import Options
from core.imports.vocabulary import vocabulary
from core.people.models import Person
from core.settings import Settings
from core.stations.models import Station
from core.testing.serving import COMMAND, environment

ROWS = 3_000
PATIENCE_S = 180


class LongImports:
    """The storm on the worker that carries long imports."""

    def __init__(self, settings: Settings, random: Random) -> None:
        self.tally = Tally("long imports by the worker")
        self._settings, self._random = settings, random
        self._database = Database(settings.database_url)
        self._round = 0
        with self._database.reading() as session:
            station = session.scalars(select(Station).order_by(Station.id).limit(1)).one()
            self._station, self._region = station.name, station.region_code

    def round(self) -> None:
        """Ask for a list to be read, then written; kill the worker once in each, and look."""
        self._round += 1
        prefix = f"1996{self._round:03}"
        number = self._ask_to_read(prefix)
        self._until(number, "staged", prefix)
        with self._database.writing("soak") as session:
            batch = session.get_one(ImportBatch, number)
            long_files.start_writing(session, batch, now(), "/imports/", all_or_nothing=False)
        self.tally.promised += ROWS
        self._until(number, "written", prefix)
        self.tally.lost += self._count(prefix) != ROWS
        with self._database.reading() as session:
            self.tally.broken_chains += not verify(session).is_intact
        left = self._settings.data_dir / long_files.FOLDER
        self.tally.half_done += len([*left.iterdir()]) > 1 if left.is_dir() else 0

    def _until(self, number: int, state: str, prefix: str) -> None:
        worker = self._worker()
        time.sleep(self._random.uniform(1.5, 5))
        kill([worker.pid], self._settings.data_dir / "lianzhan.db", self._random, self.tally)
        worker.wait(20)
        self.tally.half_done += self._count(prefix) not in (0, ROWS)
        worker = self._worker()
        until = time.monotonic() + PATIENCE_S
        while self._state(number) != state:
            if time.monotonic() > until:
                self.tally.lost += 1
                break
            time.sleep(0.1)
        worker.terminate()
        worker.wait(30)

    def _worker(self) -> subprocess.Popen[bytes]:
        with Path(self._settings.data_dir, "worker.log").open("ab") as told:
            return subprocess.Popen(
                [*COMMAND, "worker"], env=environment(self._settings.data_dir), stdout=told, stderr=told
            )

    def _ask_to_read(self, prefix: str) -> int:
        titles = vocabulary().titles["deputies"]
        level = next(word for word, meant in vocabulary().levels.items() if meant == "county")
        lines = [",".join(titles[key] for key in ("name", "phone", "level", "station"))]
        lines += [f"Deputy {self._round} {n},{prefix}{n:04},{level},{self._station}" for n in range(ROWS)]
        with self._database.writing("soak") as session:
            return long_files.start_reading(
                session,
                self._settings.data_dir,
                "\n".join(lines).encode(),
                kind="deputies",
                file_name="roster.csv",
                options=Options(region_code=self._region, today=today(), terms={"county": 18}),
                account_id=None,
                at=now(),
                path="/imports/{batch}",
            ).id

    def _state(self, number: int) -> str:
        with closing(self._database.session(writes=False)) as session:
            return session.scalars(select(ImportBatch.state).where(ImportBatch.id == number)).one()

    def _count(self, prefix: str) -> int:
        with self._database.reading() as session:
            return session.scalar(select(func.count()).where(Person.phone.startswith(prefix))) or 0

    def close(self) -> None:
        """Let go of the database."""
        self._database.dispose()
