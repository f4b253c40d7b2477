"""Photos of deputies are uploaded over HTTP while the server is killed: each that was answered is there, whole."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from random import Random
from urllib.parse import urlsplit

from sqlalchemy import select

from bench.soak.kills import Tally, children, kill
from core.app import create_app
from core.audit.service import verify
from core.clock import now
from core.database import Database
from core.deputies.models import Deputy
from core.files.models import StoredFile
from core.files.service import wanted
from core.files.store import Store
from core.profiles.models import Profile
from core.settings import Settings
from core.testing.factories import make_account, photo_bytes
from core.testing.serving import Served, serving, wait_until_ready
from core.testing.signing import cookie_of, csrf_token

THREADS = 4
DEPUTIES = 24
TAKEN = 303
PATIENCE_S = 15
BOUNDARY = "soaking"

Shape = tuple[int, int]
"""The width and height of a photo: no two photos of this storm have the same."""


class Uploads:
    """The storm on the photos of deputies."""

    def __init__(self, settings: Settings, random: Random) -> None:
        self.tally = Tally("photos over HTTP")
        self._settings, self._random = settings, random
        self._file = settings.data_dir / "lianzhan.db"
        self._files = Store(settings.data_dir / "files")
        app = create_app(settings)
        self._database: Database = app.extensions["lianzhan"].database
        self._token = csrf_token(app)
        with self._database.writing("soak") as session:
            self._deputies = list(session.scalars(select(Deputy.id).order_by(Deputy.id).limit(DEPUTIES)))
            self._cookie = cookie_of(app, make_account(session, role="administrator"))
        self._given = 0
        self._told: dict[int, Shape | None] = dict.fromkeys(self._deputies)
        """What each deputy's last answered upload was."""
        self._unanswered: dict[int, set[Shape]] = {}
        """What may be there instead, because nobody was told."""

    def round(self) -> None:
        """A server, a storm, a kill, and a look at every photo and every file."""
        with serving(self._settings.data_dir, "--web-only") as served:
            victim = self._random.choice(["web", "web", "server", "all"])
            with self._uploading(served.url):
                self._wait_for_an_answer()
                time.sleep(self._random.uniform(0, 1))
                web = children(served.process.pid)
                victims = {"web": web, "server": [served.process.pid], "all": [served.process.pid, *web]}[victim]
                kill(victims, self._file, self._random, self.tally, self._is_writing_bytes)
                if victim == "web":
                    self._still_serves(served)
                else:
                    served.process.wait(20)
        self._check()

    def close(self) -> None:
        """Let go of the database."""
        self._database.dispose()

    def _wait_for_an_answer(self) -> None:
        """A fresh server loads what it needs for its first photo; a kill then would be a kill before the storm."""
        promised, until = self.tally.promised, time.monotonic() + PATIENCE_S
        while self.tally.promised == promised and time.monotonic() < until:
            time.sleep(0.02)

    def _is_writing_bytes(self) -> bool:
        return any(self._files.folder.glob("??/??/*.part"))

    def _still_serves(self, served: Served) -> None:
        wait_until_ready(served)
        time.sleep(0.2)

    @contextmanager
    def _uploading(self, url: str) -> Iterator[None]:
        ending = threading.Event()
        threads = [
            threading.Thread(target=self._upload, args=(url, self._deputies[number::THREADS], Random(seed), ending))
            for number, seed in enumerate([self._random.random() for _thread in range(THREADS)])
        ]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            ending.set()
            for thread in threads:
                thread.join()

    def _upload(self, url: str, deputies: list[int], random: Random, ending: threading.Event) -> None:
        address = urlsplit(url).netloc
        while not ending.is_set():
            deputy, shape = random.choice(deputies), self._next_shape()
            self._unanswered.setdefault(deputy, set()).add(shape)
            if self._post(address, deputy, photo_bytes(*shape)) == TAKEN:
                self._told[deputy] = shape
                self._unanswered[deputy] = set()
                self.tally.promised += 1
            else:
                ending.wait(0.05)

    def _next_shape(self) -> Shape:
        self._given += 1  # two threads may take the same: they upload for different deputies
        return 300 + self._given % 1000, 300 + self._given // 1000

    def _post(self, address: str, deputy: int, photo: bytes) -> int:
        """The status of the answer; 0 where there was none."""
        connection = http.client.HTTPConnection(address, timeout=10)
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{self._token}\r\n'
        part = 'Content-Disposition: form-data; name="photo"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
        body = f"{head}--{BOUNDARY}\r\n{part}".encode() + photo + f"\r\n--{BOUNDARY}--\r\n".encode()
        headers = {
            "Cookie": f"session={self._cookie}",
            "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
        }
        try:
            connection.request("POST", f"/deputies/{deputy}/profile/photo", body, headers)
            answer = connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            return 0
        else:
            return answer.status
        finally:
            connection.close()

    def _check(self) -> None:
        with self._database.reading() as session:
            session.connection()  # one look: what is read below is of one moment
            shown = {
                deputy: (width or 0, height or 0)
                for deputy, width, height in session.execute(
                    select(Profile.deputy_id, StoredFile.width, StoredFile.height).join(
                        StoredFile, StoredFile.id == Profile.photo_id
                    )
                )
            }
            named = wanted(session)
            self.tally.broken_chains += not verify(session).is_intact
        for deputy, told in self._told.items():
            found = shown.get(deputy)
            self.tally.lost += found != told and found not in self._unanswered.get(deputy, ())
            self._told[deputy] = found
        self._unanswered.clear()
        self.tally.half_done += sum(1 for digest in named if not self._files.holds(digest))
        self._files.sweep(named, now() + timedelta(minutes=1))  # nobody uploads now: what is left over may go at once
        self.tally.half_done += set(self._files.digests()) != named or self._is_writing_bytes()
