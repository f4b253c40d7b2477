"""lianzhan db backup and restore, as people run them."""

from __future__ import annotations

import io
import json
import os
import signal
import sqlite3
import subprocess
import time
import zipfile
from contextlib import closing
from datetime import date
from hashlib import sha256
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from sqlalchemy import select

from core.audit.service import verify
from core.database import Database
from core.people.models import Person
from core.testing.databases import migrate
from core.testing.factories import make_person
from core.testing.serving import COMMAND, Served, environment, lianzhan


class Place:
    """A data directory with its database, and the command run on them."""

    def __init__(self, folder: Path, url: str = "") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.url = url or f"sqlite:///{folder / 'lianzhan.db'}"
        self.more = {"LIANZHAN_DATABASE_URL": self.url}

    def run(self, *arguments: str, **more: str) -> CompletedProcess[str]:
        return lianzhan("db", *arguments, data_dir=self.folder, more=self.more | more)

    def migrate(self) -> Place:
        database = Database(self.url)
        migrate(database)
        database.dispose()
        return self

    def people(self, *names: str) -> Place:
        database = Database(self.url)
        with database.writing() as session:
            for name in names:
                make_person(session, name)
        database.dispose()
        return self

    def names(self) -> list[str]:
        database = Database(self.url)
        with database.reading() as session:
            found = sorted(session.scalars(select(Person.name)))
        database.dispose()
        return found

    @property
    def key(self) -> str:
        return (self.folder / "secret-key").read_text().strip()

    def backup(self) -> Path:
        ran = self.run("backup")
        assert ran.returncode == 0, ran.stderr
        return Path(ran.stdout.strip())


@pytest.fixture
def home(database_url: str, tmp_path: Path) -> Place:
    """A place where two people are recorded."""
    return Place(tmp_path / "home", database_url).people("王芳", "李娜")


@pytest.fixture
def clean(tmp_path: Path) -> Place:
    """A machine on which nothing was ever done."""
    return Place(tmp_path / "clean")


def test_what_was_backed_up_comes_back_on_a_clean_machine(home: Place, clean: Place) -> None:
    file = home.backup()
    assert file.parent == home.folder / "backups"
    assert file.stat().st_mode & 0o777 == 0o600
    home.people("张伟")
    done = clean.run("restore", str(file))
    assert done.returncode == 0, done.stderr
    assert "完整" in done.stdout
    assert clean.names() == ["李娜", "王芳"]
    assert clean.key == home.key
    assert (clean.folder / "secret-key").stat().st_mode & 0o077 == 0
    assert lianzhan("audit", "verify", data_dir=clean.folder, more=clean.more).returncode == 0
    assert sorted(one.name for one in clean.folder.glob(".*")) == []


def test_on_postgresql_too(store: object, tmp_path: Path) -> None:
    from core.testing.databases import Store

    assert isinstance(store, Store)
    home = Place(tmp_path / "home", store.postgresql("migrated", migrate)).people("王芳", "李娜")
    there = Place(tmp_path / "there", store.postgresql("migrated", migrate)).people("旧人")
    file = home.backup()
    refused = there.run("restore", str(file))
    assert (refused.returncode, there.names()) == (1, ["旧人"])
    assert "--replace" in refused.stderr
    held = Database(there.url)
    with held.engine.connect():
        assert there.run("restore", str(file), "--replace").returncode == 1
    held.dispose()
    done = there.run("restore", str(file), "--replace")
    assert done.returncode == 0, done.stderr
    assert there.names() == ["李娜", "王芳"]
    assert there.key == home.key
    assert there.run("status").returncode == 0
    again = there.people("后来").backup()
    assert there.run("restore", str(again), "--replace").returncode == 0
    assert there.names() == ["后来", "李娜", "王芳"]
    other = Place(tmp_path / "sqlite").run("restore", str(file))
    assert other.returncode == 1
    assert "postgresql" in other.stderr


def test_records_are_not_replaced_in_silence_and_are_kept_when_replaced(home: Place, tmp_path: Path) -> None:
    file = home.backup()
    there = Place(tmp_path / "there").migrate().people("旧人")
    key = there.run("status") and there.key
    refused = there.run("restore", str(file))
    assert refused.returncode == 1
    assert "--replace" in refused.stderr
    assert (there.names(), there.key) == (["旧人"], key)
    assert there.run("restore", str(file), "--replace").returncode == 0
    assert there.names() == ["李娜", "王芳"]
    (before,) = (there.folder / "backups").iterdir()
    assert there.run("restore", str(before), "--replace").returncode == 0
    assert (there.names(), there.key) == (["旧人"], key)


def test_a_running_server_is_not_restored_under_but_backed_up(
    live_server: Served, database_url: str, tmp_path: Path
) -> None:
    live_server.get("/")
    place = Place(tmp_path, database_url)
    file = place.backup()
    refused = place.run("restore", str(file), "--replace")
    assert refused.returncode == 1
    assert "停止" in refused.stderr
    live_server.get("/")


def altered(file: Path, **parts: bytes | None) -> Path:
    """The archive with parts replaced, each at its name with the dot as a double underscore; None takes one out."""
    given = {name.replace("__", "."): value for name, value in parts.items()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            value = given.get(name, old.read(name))
            if value is not None:
                new.writestr(name, value)
    changed = file.with_name("altered.zip")
    changed.write_bytes(buffer.getvalue())
    return changed


def test_what_is_no_whole_backup_is_refused_and_changes_nothing(home: Place, clean: Place, tmp_path: Path) -> None:
    file = home.backup()
    whole = file.read_bytes()
    middle = whole.index(b"secret-key") + 20  # among much that repeats, another byte may mean the same
    manifest = json.loads(zipfile.ZipFile(file).read("manifest.json"))
    newer = json.dumps(manifest | {"revisions": {"core": "9999"}}).encode()
    other = json.dumps({"format": "another"}).encode()
    bad = {
        "cut": whole[:middle],
        "one byte": whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :],
        "empty": b"",
        "text": b"name,phone\n",
        "taken out": altered(file, database__db=None).read_bytes(),
        "exchanged": altered(file, database__db=b"something else").read_bytes(),
        "no manifest": altered(file, manifest__json=None).read_bytes(),
        "of others": altered(file, manifest__json=other).read_bytes(),
        "nonsense": altered(file, manifest__json=b"[1").read_bytes(),
        "newer": altered(file, manifest__json=newer).read_bytes(),
    }
    clean.migrate()
    for name, content in bad.items():
        given = tmp_path / "given.zip"
        given.write_bytes(content)
        refused = clean.run("restore", str(given))
        assert refused.returncode == 1, name
        assert "Traceback" not in refused.stderr, name
        assert refused.stderr.strip().endswith("。"), (name, refused.stderr)
        assert clean.names() == [], name
    assert clean.run("restore", str(tmp_path / "nowhere.zip")).returncode == 1
    assert clean.run("restore", str(tmp_path)).returncode == 1


def test_a_cut_tail_of_the_audit_shows(home: Place, clean: Place, tmp_path: Path) -> None:
    """Entries taken away with the head moved back: the chain in the database looks whole, and the manifest tells."""
    file = home.backup()
    data = tmp_path / "cut.db"
    data.write_bytes(zipfile.ZipFile(file).read("database.db"))
    with closing(sqlite3.connect(data)) as connection, connection:
        connection.execute("DELETE FROM audit_entry WHERE id = (SELECT max(id) FROM audit_entry)")
        connection.execute(
            "UPDATE audit_head SET (last_id, chained) = (SELECT id, chained FROM audit_entry ORDER BY id DESC LIMIT 1)"
        )
    manifest = json.loads(zipfile.ZipFile(file).read("manifest.json"))
    manifest["parts"]["database.db"] = sha256(data.read_bytes()).hexdigest()
    cut = altered(file, database__db=data.read_bytes(), manifest__json=json.dumps(manifest).encode())
    told = clean.run("restore", str(cut))
    assert told.returncode == 1
    assert str(manifest["audit_entries"]) in told.stderr
    assert lianzhan("audit", "verify", data_dir=clean.folder, more=clean.more).returncode == 0


def test_a_backup_overwrites_no_file_and_leaves_none_half_written(home: Place, tmp_path: Path) -> None:
    there = tmp_path / "kept.zip"
    there.write_text("mine")
    assert home.run("backup", str(there)).returncode == 1
    assert there.read_text() == "mine"
    nowhere = home.run("backup", "/proc/none/here.zip")
    assert nowhere.returncode == 1
    assert "Traceback" not in nowhere.stderr
    before = Place(tmp_path / "empty").run("backup")
    assert before.returncode == 1
    assert "lianzhan db upgrade" in before.stderr


def test_a_kill_in_the_middle_of_restoring_leaves_the_old_database_or_the_new_one(home: Place, tmp_path: Path) -> None:
    home.people(*(f"代表{n}" for n in range(300)))
    whole = home.names()
    file = home.backup()
    there = Place(tmp_path / "there").migrate().people("旧人")
    started = time.monotonic()
    assert there.run("restore", str(file), "--replace").returncode == 0
    lasts = time.monotonic() - started
    there = Place(tmp_path / "killed").migrate().people("旧人")
    for step in range(8):
        process = subprocess.Popen(  # noqa: S603 - our own command
            [*COMMAND, "db", "restore", str(file), "--replace"],
            env=environment(there.folder, there.more),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(lasts * (0.45 + step * 0.07))
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        names = there.names()
        assert names in (["旧人"], whole)
    assert there.run("restore", str(file), "--replace").returncode == 0
    assert there.names() == whole


def test_who_was_erased_since_and_is_back_is_named(home: Place, clean: Place) -> None:
    file = home.backup()
    database = Database(home.url)
    with database.writing() as session:
        person = session.scalars(select(Person).where(Person.name == "王芳")).one()
        person.name, person.erased_on = "somebody", date(2026, 11, 21)
    with database.reading() as session:
        kept = verify(session)
    database.dispose()
    assert kept.is_intact
    done = home.run("restore", str(file), "--replace")
    assert (done.returncode, "王芳" in done.stderr, "李娜" in done.stderr) == (0, True, False)
    elsewhere = clean.migrate().people("另一人")
    assert "王芳" not in elsewhere.run("restore", str(file), "--replace").stderr
