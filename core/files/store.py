"""Where the bytes of files lie: ``<data dir>/files/ab/cd/<digest>``, written whole, never changed."""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

_HEX = frozenset("0123456789abcdef")
_PART = ".part"


@dataclass(frozen=True, slots=True)
class Store:
    """The folder of the files, shared by all processes of the platform."""

    folder: Path

    def path(self, digest: str) -> Path:
        """Where the bytes of this digest lie, or would."""
        if not is_digest(digest):
            raise ValueError(f"no SHA-256 digest: {digest!r}")
        return self.folder / digest[:2] / digest[2:4] / digest

    @staticmethod
    def digest(data: bytes) -> str:
        """Under which name these bytes lie."""
        return hashlib.sha256(data).hexdigest()

    def put(self, data: bytes) -> str:
        """Keep these bytes, safe from a power cut; returns their digest. The same bytes again cost nothing."""
        digest = self.digest(data)
        self.put_as(digest, lambda out: out.write(data), len(data))
        return digest

    def holds(self, digest: str) -> bool:
        """Whether these bytes lie here, undamaged."""
        place = self.path(digest)
        if not place.is_file():
            return False
        with place.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest() == digest

    def put_as(self, digest: str, write: Callable[[BinaryIO], object], size: int, *, anew: bool = False) -> None:
        """Keep what `write` writes, which must have this digest and size: seen whole under its name, or not at all.

        With `anew`, also where bytes of this size lie there already: they were found to be damaged.
        """
        place = self.path(digest)
        with self._locked(fcntl.LOCK_SH):  # a sweep does not take what is just found here
            if not anew and place.is_file() and place.stat().st_size == size:
                os.utime(place)
                return
            self._make(place.parent)
            unfinished = place.with_name(f"{secrets.token_hex(8)}{_PART}")
            try:
                with os.fdopen(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as out:
                    write(out)
                    out.flush()
                    os.fsync(out.fileno())
                unfinished.rename(place)
            except BaseException:
                unfinished.unlink(missing_ok=True)
                raise
            sync_folder(place.parent)

    def digests(self) -> Iterator[str]:
        """Everything that lies here whole."""
        yield from (file.name for file in self._all() if is_digest(file.name))

    def sweep(self, wanted: Iterable[str], before: datetime) -> int:
        """Remove what nobody wants and what was left half written, if it was last put here before this moment.

        Returns how many files went.
        """
        kept, until, gone = frozenset(wanted), before.timestamp(), 0
        for file in list(self._all()):
            if file.name in kept or not (is_digest(file.name) or file.name.endswith(_PART)):
                continue
            with self._locked(fcntl.LOCK_EX):
                if file.exists() and file.stat().st_mtime < until:
                    file.unlink()
                    gone += 1
        return gone

    def _all(self) -> Iterator[Path]:
        return self.folder.glob("??/??/*")

    def _make(self, folder: Path) -> None:
        """Make the folder; what is made survives a power cut."""
        if folder.is_dir():
            return
        self._make(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        sync_folder(folder.parent)

    @contextmanager
    def _locked(self, how: int) -> Iterator[None]:
        self._make(self.folder)
        lock = os.open(self.folder / ".lock", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(lock, how)
            yield
        finally:
            os.close(lock)


def is_digest(name: str) -> bool:
    """Whether this can be the name of something kept."""
    return len(name) == 64 and _HEX.issuperset(name)


def sync_folder(folder: Path) -> None:
    """Let what was renamed into this folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
