"""Photos and documents in backups: all that records name, whole, and put back beside what is there."""

import json
import resource
import shutil
import signal
import subprocess
import time
import zipfile
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from core.access import Scope
from core.clock import now
from core.database import Database
from core.files import service
from core.files.models import StoredFile
from core.files.store import Store
from core.testing.databases import Store as Databases
from core.testing.databases import migrate
from core.testing.factories import photo_bytes
from core.testing.serving import COMMAND, environment, lianzhan


class Place:
    """A machine with its data directory and database."""

    def __init__(self, folder: Path, url: str = "", **more: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.url = folder, url or f"sqlite:///{folder / 'lianzhan.db'}"
        self.more = {"LIANZHAN_DATABASE_URL": self.url} | more
        self.files = Store(folder / "files")

    def run(self, *arguments: str) -> CompletedProcess[str]:
        return lianzhan(*arguments, data_dir=self.folder, more=self.more)

    def backup(self) -> Path:
        ran = self.run("db", "backup")
        assert ran.returncode == 0, ran.stderr
        return Path(ran.stdout.strip())

    def photos(self, many: int) -> list[StoredFile]:
        """So many different photos, kept."""
        with self.writing() as session:
            return [
                service.keep(
                    session,
                    self.files,
                    service.prepare_photo(photo_bytes(200 + number, 150), f"{number}.jpg"),
                    scope=Scope(region_code="320381"),
                )
                for number in range(many)
            ]

    def writing(self) -> Any:
        from contextlib import contextmanager

        @contextmanager
        def opened() -> Any:
            database = Database(self.url)
            with database.writing() as session:
                yield session
            database.dispose()

        return opened()

    def all_there(self) -> bool:
        """Whether every byte that a row names lies in its place, undamaged."""
        with self.writing() as session:
            named = service.wanted(session)
        return all(self.files.holds(digest) for digest in named)


@pytest.fixture
def home(database_url: str, tmp_path: Path) -> Place:
    return Place(tmp_path / "home", database_url)


@pytest.fixture
def clean(tmp_path: Path) -> Place:
    return Place(tmp_path / "clean")


def test_photos_come_back_on_a_clean_machine(home: Place, clean: Place) -> None:
    kept = home.photos(3)
    home.files.put(b"an orphan is not worth keeping")
    file = home.backup()
    done = clean.run("db", "restore", str(file))
    assert done.returncode == 0, done.stderr
    assert clean.all_there()
    assert sorted(clean.files.digests()) == sorted({digest for one in kept for digest in one.digests})
    assert "3" in clean.run("db", "restore", str(file), "--check").stdout


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_backup_on_a_clean_machine_gives_the_same_figures_files_and_audit(
    kind: str, store: Databases, tmp_path: Path
) -> None:
    home = Place(tmp_path / "home", store.of(kind, "migrated", migrate))
    assert home.run("demo", "load", "xinyi").returncode == 0
    kept = home.photos(2)
    there = Place(tmp_path / "there", store.postgresql("migrated", migrate) if kind == "postgresql" else "")
    told = home.run("figures", "xinyi", "--json")
    assert told.returncode == 0, told.stderr
    file = home.backup()
    shutil.rmtree(home.folder / "files")
    restored = there.run("db", "restore", str(file), "--replace")
    assert restored.returncode == 0, restored.stderr
    assert json.loads(there.run("figures", "xinyi", "--json").stdout) == json.loads(told.stdout)
    assert there.run("audit", "verify").returncode == 0
    assert there.all_there()
    assert {one.digest for one in kept} <= set(there.files.digests())


def test_what_lay_there_before_stays_until_it_is_swept_and_what_is_damaged_is_mended(home: Place, clean: Place) -> None:
    (kept, *_others) = home.photos(2)
    file = home.backup()
    mine = clean.files.put(b"mine")
    damaged = clean.files.path(kept.digest)
    damaged.parent.mkdir(parents=True)
    damaged.write_bytes(b"\0" * kept.size)
    assert clean.run("db", "restore", str(file)).returncode == 0
    assert clean.files.holds(mine)
    assert clean.all_there()


def test_a_photo_that_is_gone_or_damaged_is_said_and_the_rest_is_backed_up(home: Place, clean: Place) -> None:
    gone, damaged, whole = home.photos(3)
    for digest in gone.digests:
        home.files.path(digest).unlink()
    home.files.path(damaged.digest).write_bytes(b"\0" * damaged.size)
    ran = home.run("db", "backup")
    assert ran.returncode == 1
    assert ran.stderr.strip().endswith("。"), ran.stderr
    file = Path(ran.stdout.strip())
    assert clean.run("db", "restore", str(file)).returncode == 0
    assert clean.files.holds(whole.digest)
    assert not clean.files.path(gone.digest).exists()
    assert not clean.files.path(damaged.digest).exists()


def test_a_flipped_byte_or_a_cut_anywhere_is_refused_or_harmless_and_what_was_there_stays(
    home: Place, clean: Place
) -> None:
    from core.backups import archive
    from core.backups.archive import BackupDamaged, NoBackup

    home.photos(2)
    whole = home.backup().read_bytes()
    given = clean.folder / "given.zip"
    refused = 0
    for at in [*range(0, len(whole), max(1, len(whole) // 120)), len(whole) - 1]:
        flipped = bytearray(whole)
        flipped[at] ^= 0x10
        for content in (bytes(flipped), whole[:at]):
            given.write_bytes(content)
            try:
                assert archive.read(given).files > 0
            except (BackupDamaged, NoBackup):
                refused += 1
    assert refused > 200
    given.write_bytes(whole[: len(whole) * 2 // 3])
    told = clean.run("db", "restore", str(given))
    assert told.returncode == 1
    assert told.stderr.strip().endswith("。")
    assert "Traceback" not in told.stderr
    assert list(clean.files.digests()) == []


def test_a_backup_of_a_newer_kind_names_what_to_do(home: Place, clean: Place) -> None:
    file = home.backup()
    given = clean.folder / "newer.zip"
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(given, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"lianzhan-backup-2", b"lianzhan-backup-3"))
    told = clean.run("db", "restore", str(given))
    assert told.returncode == 1
    assert "lianzhan-backup-3" in told.stderr


def test_a_backup_from_before_there_were_files_is_still_put_back(home: Place, clean: Place) -> None:
    file = home.backup()
    given = clean.folder / "older.zip"
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(given, "w") as new:
        for name in old.namelist():
            if name == "manifest.json":
                facts = json.loads(old.read(name))
                facts["format"] = "lianzhan-backup-1"
                del facts["parts"]["files.txt"], facts["files"], facts["files_bytes"], facts["missing"]
                new.writestr(name, json.dumps(facts))
            elif name != "files.txt":
                new.writestr(name, old.read(name))
    assert clean.run("db", "restore", str(given)).returncode == 0


def test_on_a_full_disk_there_is_a_sentence_no_half_backup_and_the_last_one_stays(home: Place) -> None:
    home.photos(4)
    before = home.backup()
    done = subprocess.run(  # noqa: S603 - our own command
        [*COMMAND, "db", "backup"],
        env=environment(home.folder, home.more),
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000)),
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert done.stderr.strip()
    assert [one.name for one in before.parent.iterdir()] == [before.name]
    assert home.run("db", "restore", str(before), "--check").returncode == 0


def test_a_disk_without_room_is_seen_before_anything_is_written(
    home: Place, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from core.backups import service as backups
    from core.testing.fixtures import settings_for

    home.photos(1)
    settings, database = settings_for(home.url, home.folder), Database(home.url)
    usage = shutil.disk_usage(home.folder)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=1000))
    with pytest.raises(backups.NoSpace, match="MB"):
        backups.backup(settings, database, tmp_path / "a.zip", now())
    assert not (tmp_path / "a.zip").exists()
    database.dispose()


def test_two_backups_at_once_are_one(home: Place, tmp_path: Path) -> None:
    from core.backups import service as backups
    from core.testing.fixtures import settings_for

    settings, database = settings_for(home.url, home.folder), Database(home.url)
    with backups.alone(settings), pytest.raises(backups.BackupRunning):
        backups.backup(settings, database, tmp_path / "a.zip", now())
    database.dispose()


def test_what_is_forgotten_and_swept_while_a_backup_is_made_is_in_it(home: Place, tmp_path: Path) -> None:
    """The sweep waits: the rows of the copy still name the bytes."""
    from core.backups import service as backups
    from core.files.jobs import sweep
    from core.platform import Platform
    from core.testing.fixtures import settings_for

    kept = home.photos(1)[0]
    platform = Platform(settings_for(home.url, home.folder))
    assert platform.host is not None
    forgotten = []

    def meanwhile(_done: int, _whole: int) -> None:
        if not forgotten:
            forgotten.append(kept.id)
            with platform.database.writing() as session:
                service.forget(session, session.get_one(StoredFile, kept.id))
            for path in home.files.folder.glob("??/??/*"):
                import os

                os.utime(path, (0, 0))
            with platform.database.writing() as session:
                sweep(session, now())

    manifest = backups.backup(platform.settings, platform.database, tmp_path / "a.zip", now(), meanwhile)
    assert (manifest.files, manifest.missing) == (len(kept.digests), 0)
    with platform.database.writing() as session:
        sweep(session, now())
    assert list(home.files.digests()) == []
    platform.database.dispose()


def test_a_backup_needs_no_more_memory_for_more_photos(home: Place, tmp_path: Path) -> None:
    import tracemalloc

    from core.backups import service as backups
    from core.testing.fixtures import settings_for

    with home.writing() as session:
        for number in range(6):
            document = service.Prepared(
                kind="document", media_type="text/plain", name="a.txt", data=bytes([number]) * 8 * 2**20
            )
            service.keep(session, home.files, document, scope=Scope(region_code="320381"))
    settings, database = settings_for(home.url, home.folder), Database(home.url)
    tracemalloc.start()
    backups.backup(settings, database, tmp_path / "a.zip", now())
    _size, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    database.dispose()
    assert peak < 20 * 2**20


def test_a_kill_while_a_backup_is_made_leaves_the_earlier_ones_and_the_next_cleans_up(home: Place) -> None:
    home.photos(5)
    before = home.backup()
    for step in range(4):
        process = subprocess.Popen(  # noqa: S603 - our own command
            [*COMMAND, "db", "backup"],
            env=environment(home.folder, home.more),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(0.8 + 0.3 * step)
        process.send_signal(signal.SIGKILL)
        process.wait()
    after = home.backup()
    for file in after.parent.glob("*.zip"):
        assert home.run("db", "restore", str(file), "--check").returncode == 0
    assert before.exists()
    assert list(after.parent.glob(".*")) == []
