"""The file of a backup: a .zip with the database, the secret key, and a manifest that says what must be in it."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
import zlib
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path

from core.errors import DomainError
from core.words import lazy as _

FORMAT = "lianzhan-backup-1"
MANIFEST, SECRET_KEY = "manifest.json", "secret-key"
_CHUNK = 1 << 20
_LARGEST_MANIFEST = 1 << 20
_SIGNS_OF_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, TypeError, ValueError, RuntimeError)


class NoBackup(DomainError):
    """The file is not there, or something else."""

    code = "no_backup"
    message = _("%(file)s is no backup made by `lianzhan db backup`. Choose another file.")


class BackupDamaged(DomainError):
    """The file was cut, or is not as it was written."""

    code = "backup_damaged"
    message = _(
        "%(file)s is damaged: it was cut short or altered after it was made. Nothing was changed. Copy it again from where it came, or take another backup."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup says of itself."""

    made_at: str
    database: str
    """``sqlite`` or ``postgresql``."""
    revisions: dict[str, str]
    """Unit -> the revision its tables stand at: ``core``, and each plugin by its name."""
    audit_entries: int
    audit_head: str
    parts: dict[str, str]
    """Name -> SHA-256."""

    @property
    def database_part(self) -> str:
        """The name of the database's part."""
        return part_of(self.database)


def part_of(database: str) -> str:
    """The name of the part that holds a database of this kind."""
    return "database.db" if database == "sqlite" else "database.dump"


def write(file: Path, manifest: Manifest, parts: dict[str, Path]) -> None:
    """Write the archive and read it back; the file is there whole, for its owner alone, or not at all."""
    unfinished = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        handle = os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "wb") as out:
            with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
                archive.writestr(MANIFEST, json.dumps({"format": FORMAT, **asdict(manifest)}, indent=1))
                for name, source in parts.items():
                    archive.write(source, name)
            out.flush()
            os.fsync(out.fileno())
        if read(unfinished) != manifest:
            raise BackupDamaged(file=file)
        unfinished.rename(file)
    finally:
        unfinished.unlink(missing_ok=True)


def read(file: Path, into: Path | None = None) -> Manifest:
    """The manifest, after every part was read and compared with it; the parts are put into a folder if one is given.

    Raises NoBackup, BackupDamaged.
    """
    try:
        with file.open("rb") as opened:
            begins = opened.read(2)
    except OSError as problem:
        raise NoBackup(file=file) from problem
    if begins != b"PK":
        raise NoBackup(file=file)
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = _manifest(archive, file)
            for name, digest in manifest.parts.items():
                if _copied(archive, name, into) != digest:
                    raise BackupDamaged(file=file)
    except _SIGNS_OF_DAMAGE as problem:
        raise BackupDamaged(file=file) from problem
    return manifest


def digest_of(file: Path) -> str:
    """SHA-256 of a file."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _manifest(archive: zipfile.ZipFile, file: Path) -> Manifest:
    if MANIFEST not in archive.namelist():
        raise NoBackup(file=file)
    with archive.open(MANIFEST) as part:
        facts = json.loads(part.read(_LARGEST_MANIFEST))
    if not isinstance(facts, dict) or facts.pop("format", None) != FORMAT:
        raise NoBackup(file=file)
    manifest = Manifest(**facts)
    if set(manifest.parts) != {manifest.database_part, SECRET_KEY}:
        raise BackupDamaged(file=file)
    return manifest


def _copied(archive: zipfile.ZipFile, name: str, into: Path | None) -> str:
    """The SHA-256 of a part, which is copied into the folder on the way."""
    digest = hashlib.sha256()
    with archive.open(name) as part, (into / name).open("wb") if into else nullcontext() as out:
        while chunk := part.read(_CHUNK):
            digest.update(chunk)
            if out is not None:
                out.write(chunk)
    return digest.hexdigest()
