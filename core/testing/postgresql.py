"""A real PostgreSQL server for tests: made in a folder of its own, reached by a socket only, gone with the tests."""

from __future__ import annotations

import ctypes
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from core.testing.machine import MissingPart, is_root, postgresql_programs

PATIENCE_S = 60
ACCOUNT = "postgres"
# A test's database may be lost with the machine: nothing is forced to disk.
CARELESS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=200",
    "listen_addresses=",
    "autovacuum=off",
)


@dataclass(frozen=True, slots=True)
class Server:
    """A running server."""

    folder: Path
    process: subprocess.Popen[bytes]

    def url(self, database: str = "postgres") -> str:
        """The address of a database, as SQLAlchemy takes it."""
        return f"postgresql+psycopg://{ACCOUNT}@/{database}?host={self.folder}"

    def create(self, database: str, template: str = "template0") -> str:
        """Make a database, empty or as a copy of another one, and return its address. One of this name is replaced."""
        self.drop(database)
        self._do(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
                sql.Identifier(database), sql.Identifier(template)
            )
        )
        return self.url(database)

    def drop(self, database: str) -> None:
        """Remove a database, whoever is connected to it."""
        self._do(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))

    def _do(self, statement: sql.Composed) -> None:
        with psycopg.connect(host=str(self.folder), user=ACCOUNT, dbname="postgres", autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def running_server() -> Iterator[Server]:
    """A server for the block, with locale C.UTF-8; run as the user ``postgres`` where the tests are run by root."""
    programs = postgresql_programs()
    # A short name: the path of a Unix socket has room for about 100 characters.
    folder = Path(tempfile.mkdtemp(prefix="lzpg", dir="/tmp"))
    options: dict[str, Any] = {"cwd": folder}
    if is_root():
        owner = _account()
        shutil.chown(folder, owner.pw_uid, owner.pw_gid)
        options |= {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
    data, log = folder / "data", folder / "log"
    try:
        made = subprocess.run(  # noqa: S603 - a program of PostgreSQL
            [
                programs / "initdb",
                "-D",
                data,
                "-U",
                ACCOUNT,
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--no-sync",
            ],
            capture_output=True,
            text=True,
            check=False,
            **options,
        )
        if made.returncode:
            raise MissingPart(
                f"PostgreSQL could not make a database for the tests: {made.stderr.strip() or made.stdout.strip()}"
            )
        settings = [part for each in CARELESS for part in ("-c", each)]
        with log.open("wb") as told:
            process = subprocess.Popen(  # noqa: S603 - a program of PostgreSQL
                [programs / "postgres", "-D", data, "-k", folder, *settings],
                stdout=told,
                stderr=told,
                start_new_session=True,
                preexec_fn=_end_with_parent,  # noqa: PLW1509 - one call into libc, before any thread of ours
                **options,
            )
        server = Server(folder, process)
        try:
            _wait_for(server, log)
            yield server
        finally:
            process.send_signal(signal.SIGINT)  # a fast shutdown
            try:
                process.wait(PATIENCE_S)
            except subprocess.TimeoutExpired:
                process.kill()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _account() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(ACCOUNT)
    except KeyError:
        raise MissingPart(
            "PostgreSQL does not run as root, and there is no user named postgres to run it as. Install the package postgresql."
        ) from None


def _end_with_parent() -> None:
    """Ask Linux to stop the server when the tests are killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGQUIT)


def _wait_for(server: Server, log: Path) -> None:
    until = time.monotonic() + PATIENCE_S
    while server.process.poll() is None and time.monotonic() < until:
        try:
            psycopg.connect(host=str(server.folder), user=ACCOUNT, dbname="postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise MissingPart(f"PostgreSQL did not start: {log.read_text()[-2000:]}")
