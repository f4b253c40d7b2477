"""Backups are made while photos are kept, and killed: every finished one is whole and comes back elsewhere."""

from __future__ import annotations

import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from bench.soak.kills import Tally, kill
from core.access import Scope
from core.audit.service import verify
from core.backups import archive
from core.database import Database
from core.errors import DomainError
from core.files.service import Prepared, keep, wanted
from core.files.store import Store
from core.settings import Settings
from core.testing.serving import COMMAND, environment, lianzhan

DOCUMENTS, DOCUMENT_BYTES = 16, 3 * 2**20
"""So much lies there from the beginning, so that a backup takes a moment."""
KEPT = 3


class Backups:
    """The storm on the command ``lianzhan db backup``."""

    def __init__(self, settings: Settings, random: Random) -> None:
        self.tally = Tally("lianzhan db backup")
        self._settings, self._random = settings, random
        self._folder = settings.data_dir / "soaked-backups"
        self._more = {"LIANZHAN_BACKUP_DIR": str(self._folder)}
        self._files = Store(settings.data_dir / "files")
        self._database = Database(settings.database_url)
        self._acknowledged: list[Path] = []
        for _document in range(DOCUMENTS):
            self._keep(random.randbytes(DOCUMENT_BYTES))
        begun = time.monotonic()
        self._whole_one()
        self._takes_s = time.monotonic() - begun

    def round(self) -> None:
        """Back up, kill, look at every backup; then one that nobody kills, and put it back elsewhere."""
        with self._giving():
            running = self._start()
            time.sleep(self._random.uniform(0.3, 0.9) * self._takes_s)
            if running.poll() is None:
                kill([running.pid], self._settings.data_dir / "lianzhan.db", self._random, self.tally, self._is_writing)
            running.wait(60)
        self._check()
        with self._database.reading() as session:
            before = wanted(session)
        self._whole_one()
        self.tally.half_done += self._is_writing()
        self._restore(before)

    def close(self) -> None:
        """Let go of the database."""
        self._database.dispose()

    def _is_writing(self) -> bool:
        return any(self._folder.glob(".*.part"))

    def _keep(self, data: bytes) -> None:
        document = Prepared(kind="document", media_type="application/pdf", name="a.pdf", data=data)
        with self._database.writing("soak") as session:
            keep(session, self._files, document, scope=Scope(region_code="320381"))

    @contextmanager
    def _giving(self) -> Iterator[None]:
        """Somebody keeps small documents all the while."""
        ending = threading.Event()
        seed = Random(self._random.random())

        def give() -> None:
            while not ending.is_set():
                self._keep(seed.randbytes(2000))
                ending.wait(0.02)

        giving = threading.Thread(target=give)
        giving.start()
        try:
            yield
        finally:
            ending.set()
            giving.join()

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [*COMMAND, "db", "backup"],
            env=environment(self._settings.data_dir, self._more),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def _whole_one(self) -> None:
        time.sleep(1)  # names are by the second
        done = lianzhan("db", "backup", data_dir=self._settings.data_dir, more=self._more)
        if done.returncode:
            raise RuntimeError(done.stdout + done.stderr)
        self._acknowledged.append(Path(done.stdout.strip()))
        self.tally.promised += 1

    def _check(self) -> None:
        """What has a name is whole, and what was acknowledged has one; then old ones are put away."""
        self.tally.lost += sum(1 for file in self._acknowledged if not file.is_file())
        for file in self._folder.glob("*.zip"):
            try:
                archive.read(file)
            except DomainError:
                self.tally.half_done += 1
        self._acknowledged = self._acknowledged[-KEPT:]
        for file in self._folder.glob("*.zip"):
            if file not in self._acknowledged:
                file.unlink()

    def _restore(self, before: frozenset[str]) -> None:
        there = self._settings.data_dir / "elsewhere"
        shutil.rmtree(there, ignore_errors=True)
        there.mkdir()
        done = lianzhan("db", "restore", str(self._acknowledged[-1]), data_dir=there)
        self.tally.lost += done.returncode != 0
        files, database = Store(there / "files"), Database(f"sqlite:///{there / 'lianzhan.db'}")
        with database.reading() as session:
            named = wanted(session)
            self.tally.broken_chains += not verify(session).is_intact
        database.dispose()
        self.tally.lost += len(before - named)
        self.tally.half_done += sum(1 for digest in named if not files.holds(digest))
