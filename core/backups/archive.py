"""The file of a backup: a .zip with the database, the secret key, photos and documents, and a manifest that says what must be in it."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import BinaryIO

from core.errors import DomainError
from core.files.store import is_digest, sync_folder
from core.words import lazy as _

FORMATS = ("lianzhan-backup-1", "lianzhan-backup-2")
"""The first knew no photos and documents. The last one is written."""
MANIFEST, SECRET_KEY, FILES_LIST, FILES = "manifest.json", "secret-key", "files.txt", "files/"
_CHUNK = 1 << 20
_LARGEST_MANIFEST = 1 << 20
_SIGNS_OF_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, TypeError, ValueError, RuntimeError)


class NoBackup(DomainError):
    """The file is not there, or something else."""

    code = "no_backup"
    message = _("%(file)s is no backup made by `lianzhan db backup`. Choose another file.")


class BackupTooNew(DomainError):
    """The backup was made by a newer LianZhan."""

    code = "backup_too_new"
    message = _(
        "This backup was made by a newer LianZhan: its tables stand at %(revision)s. Install that version, then restore."
    )


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
    files: int = 0
    """How many photos and documents, in all their sizes, are in it; each lies under its own SHA-256."""
    files_bytes: int = 0
    missing: int = 0
    """How many the records name that were not in the data directory any more, or not as they were."""

    @property
    def database_part(self) -> str:
        """The name of the database's part."""
        return part_of(self.database)


def part_of(database: str) -> str:
    """The name of the part that holds a database of this kind."""
    return "database.db" if database == "sqlite" else "database.dump"


Progress = Callable[[int, int], None]
"""Is told how many bytes are done, of how many; may raise to leave off."""


def write(
    file: Path, manifest: Manifest, parts: dict[str, Path], files: Iterable[tuple[str, Path]], progress: Progress
) -> Manifest:
    """Write the archive and read it back; the file is there whole, for its owner alone, or not at all.

    The manifest is completed with what was found of the files while they were copied.
    """
    unfinished = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        handle = os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "wb") as out:
            with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
                manifest = _fill(archive, manifest, parts, list(files), progress)
            out.flush()
            os.fsync(out.fileno())
        if read(unfinished) != manifest:
            raise BackupDamaged(file=file)
        unfinished.rename(file)
        sync_folder(file.parent)
    finally:
        unfinished.unlink(missing_ok=True)
    return manifest


def _fill(
    archive: zipfile.ZipFile,
    manifest: Manifest,
    parts: dict[str, Path],
    files: list[tuple[str, Path]],
    progress: Progress,
) -> Manifest:
    for name, source in parts.items():
        archive.write(source, name)
    sizes = [path.stat().st_size if path.is_file() else 0 for _digest, path in files]
    whole, done, listed = sum(sizes), 0, []
    for (digest, path), size in zip(files, sizes, strict=True):
        progress(done, whole)
        if _put(archive, digest, path):
            listed.append(f"{digest} {size}\n")
        done += size
    progress(whole, whole)
    content = "".join(listed).encode()
    archive.writestr(FILES_LIST, content)
    manifest = replace(
        manifest,
        parts=manifest.parts | {FILES_LIST: hashlib.sha256(content).hexdigest()},
        files=len(listed),
        files_bytes=sum(int(line.split()[1]) for line in listed),
        missing=len(files) - len(listed),
    )
    archive.writestr(MANIFEST, json.dumps({"format": FORMATS[-1], **asdict(manifest)}, indent=1))
    return manifest


def _put(archive: zipfile.ZipFile, digest: str, path: Path) -> bool:
    """Copy a kept file into the archive; False where it is not there, or not what it was when it was kept."""
    try:
        source = path.open("rb")
    except FileNotFoundError:
        return False
    found = hashlib.sha256()
    entry = zipfile.ZipInfo(f"{FILES}{digest}")  # stored as it is: pictures do not get smaller
    with source, archive.open(entry, "w", force_zip64=path.stat().st_size >= 2**31) as out:
        while chunk := source.read(_CHUNK):
            found.update(chunk)
            out.write(chunk)
    return found.hexdigest() == digest


def read(file: Path, into: Path | None = None) -> Manifest:
    """The manifest, after every part and every file was read and compared with it; the parts are put into a folder if one is given.

    Raises NoBackup, BackupTooNew, BackupDamaged.
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
            for digest, _size in _listed(archive, manifest):
                if _copied(archive, FILES + digest, None) != digest:
                    raise BackupDamaged(file=file)
    except _SIGNS_OF_DAMAGE as problem:
        raise BackupDamaged(file=file) from problem
    return manifest


def files_in(file: Path) -> Iterator[tuple[str, int, Callable[[BinaryIO], None]]]:
    """Digest and size of every photo and document in a backup that was read before, and what writes its bytes."""
    with zipfile.ZipFile(file) as archive:
        for digest, size in _listed(archive, _manifest(archive, file)):

            def write(out: BinaryIO, name: str = FILES + digest) -> None:
                with archive.open(name) as part:
                    shutil.copyfileobj(part, out, _CHUNK)

            yield digest, size, write


def _listed(archive: zipfile.ZipFile, manifest: Manifest) -> Iterator[tuple[str, int]]:
    if FILES_LIST not in manifest.parts:
        return
    with archive.open(FILES_LIST) as lines:
        for line in lines:
            digest, size = line.decode("ascii").split()
            if not is_digest(digest):
                raise ValueError(digest)
            yield digest, int(size)


def digest_of(file: Path) -> str:
    """SHA-256 of a file."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _manifest(archive: zipfile.ZipFile, file: Path) -> Manifest:
    if MANIFEST not in archive.namelist():
        raise NoBackup(file=file)
    with archive.open(MANIFEST) as part:
        facts = json.loads(part.read(_LARGEST_MANIFEST))
    written_as = str(facts.pop("format", None)) if isinstance(facts, dict) else ""
    if written_as not in FORMATS:
        if written_as.startswith("lianzhan-backup-"):
            raise BackupTooNew(revision=written_as)
        raise NoBackup(file=file)
    manifest = Manifest(**facts)
    if set(manifest.parts) != {manifest.database_part, SECRET_KEY, *([FILES_LIST] if written_as != FORMATS[0] else [])}:
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
