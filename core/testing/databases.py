"""Databases for tests: built once a run, copied for every test."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

import psycopg
from psycopg import sql

from core.database import Database
from core.database.migrations import core_unit, plugin_unit, upgrade
from core.database.models import load_all
from core.plugin_host.manifest import discover
from core.plugin_host.models import PluginState
from core.testing.postgresql import Server

Builder = Callable[[Database], None]


def migrate(database: Database) -> None:
    """Bring the core's and every installed plugin's tables up to date, without importing any plugin.

    A plugin that is imported while its tables are missing is forgotten again, and with it the classes a test holds.
    """
    load_all()
    upgrade(database, core_unit())
    waiting = {
        found.name: (found.folder / "migrations", found.manifest.requires) for found in discover(()) if found.manifest
    }
    while waiting:
        ready = [name for name, (_folder, requires) in waiting.items() if not any(each in waiting for each in requires)]
        for name in ready or list(waiting):
            folder, _requires = waiting.pop(name)
            if folder.is_dir():
                upgrade(database, plugin_unit(name, folder))


class Store:
    """Databases that were built once, each a template for copies; on the migrated ones it is decided who runs."""

    def __init__(self, folder: Path, server: Callable[[], Server], decisions: Mapping[str, bool] | None = None) -> None:
        self._folder = folder
        self.server = server
        self._decisions = decisions or {}
        self._built: set[str] = set()
        self._copies = 0

    def sqlite(self, name: str, build: Builder) -> str:
        """The address of a fresh SQLite copy of the database that `build` makes, in a folder of its own."""
        template = self._folder / f"{name}.db"
        if str(template) not in self._built:
            self._build(f"sqlite:///{template}", build)
            _fold(template)
            self._built.add(str(template))
        self._copies += 1
        copy = self._folder / str(self._copies) / "lianzhan.db"
        copy.parent.mkdir()
        shutil.copyfile(template, copy)
        return f"sqlite:///{copy}"

    def postgresql(self, name: str, build: Builder) -> str:
        """The address of a fresh PostgreSQL copy of the database that `build` makes."""
        server, template = self.server(), f"template_{name}"
        if template not in self._built:
            self._build(server.create(template), build)
            self._built.add(template)
        self._copies += 1
        return server.create(f"copy_{self._copies}", template)

    def of(self, kind: str, name: str, build: Builder) -> str:
        """A fresh copy on `sqlite` or `postgresql`."""
        return self.sqlite(name, build) if kind == "sqlite" else self.postgresql(name, build)

    def migrated(self, kind: str) -> str:
        """A fresh copy, on `sqlite` or `postgresql`, of a database that is migrated and has no records."""
        return self.of(kind, "migrated", self._migrate)

    def _migrate(self, database: Database) -> None:
        migrate(database)
        if self._decisions:
            with database.writing("the tests") as session:
                session.add_all(
                    PluginState(name=name, is_enabled=runs, stops=0) for name, runs in self._decisions.items()
                )

    def _build(self, url: str, build: Builder) -> None:
        database = Database(url)
        try:
            build(database)
        finally:
            database.dispose()


class Snapshot:
    """What a database held at a moment; it can be put back as often as a test likes."""

    def __init__(self, database: Database, file: Path) -> None:
        self._database = database
        self.file = file
        """On SQLite: the copy, for servers and other copies."""
        self._watch: sqlite3.Connection | None = None
        if database.is_sqlite:
            with (
                closing(sqlite3.connect(str(database.url.database))) as source,
                closing(sqlite3.connect(file)) as target,
            ):
                source.backup(target)
            _fold(file)
            self._watch = sqlite3.connect(str(database.url.database), check_same_thread=False)
            self._version = self._version_now()
        else:
            self._copy(f"{database.url.database}_kept", str(database.url.database))

    def restore(self) -> None:
        """Put the database back, under whatever connections are open to it; where nothing was written, nothing is done."""
        if self._watch:
            if self._version == self._version_now():
                return
            with (
                closing(sqlite3.connect(self.file)) as source,
                closing(sqlite3.connect(str(self._database.url.database))) as target,
            ):
                source.backup(target)
            self._version = self._version_now()
        else:
            self._copy(str(self._database.url.database), f"{self._database.url.database}_kept")

    def close(self) -> None:
        """Let go of the database."""
        if self._watch:
            self._watch.close()

    def _version_now(self) -> int:
        """Another number after every commit of another connection (PRAGMA data_version)."""
        return self._watch.execute("PRAGMA data_version").fetchone()[0] if self._watch else 0

    def _copy(self, name: str, template: str) -> None:
        self._database.dispose()
        address = self._database.url.set(drivername="postgresql", database="postgres").render_as_string(
            hide_password=False
        )
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
            )


def _fold(file: Path) -> None:
    """Leave everything in the one file: no write-ahead log beside it."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
