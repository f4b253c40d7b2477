"""The wheel of the platform, built once a run, and clean environments to install it into, far from the checkout."""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import venv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from tools.environment import LOCKS, install

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 60
MADE_ON_THE_WAY = shutil.ignore_patterns("__pycache__", "*.mo", "*.egg-info")


@dataclass(frozen=True)
class Environment:
    """A virtual environment, and the settings its commands run with."""

    home: Path
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def python(self) -> Path:
        """Its Python."""
        return self.home / "bin" / "python"

    @property
    def variables(self) -> dict[str, str]:
        """What its processes are told: nothing of the tester's own settings, and these."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("LIANZHAN_", "PYTHON"))}
        return {**kept, "PATH": f"{self.home / 'bin'}{os.pathsep}{kept['PATH']}", **self.settings}

    def start(self, command: str, *arguments: str, cwd: Path, log: Path) -> subprocess.Popen[bytes]:
        """A command of the environment, which writes what it says into a file."""
        with log.open("wb") as told:
            return subprocess.Popen(
                [self.home / "bin" / command, *arguments], cwd=cwd, env=self.variables, stdout=told, stderr=told
            )

    def run(self, command: str, *arguments: str, cwd: Path) -> str:
        """What a command of the environment says; it must succeed."""
        done = subprocess.run(
            [self.home / "bin" / command, *arguments],
            cwd=cwd,
            env=self.variables,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{command} {' '.join(arguments)}:\n{done.stdout[-3000:]}{done.stderr[-3000:]}"
        return done.stdout


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The wheel made from the source distribution made from a fresh copy, without compiled catalogs.

    Several processes of one run share it: whoever comes first builds it.
    """
    shared = tmp_path_factory.getbasetemp() if worker_id == "master" else tmp_path_factory.getbasetemp().parent
    made = shared / "wheel-of-the-platform"
    with alone(shared / "wheel-of-the-platform.lock"):
        if not (made / "done").exists():
            source = tmp_path_factory.mktemp("source")
            for folder in ("core", "plugins", "templates"):
                shutil.copytree(ROOT / folder, source / folder, ignore=MADE_ON_THE_WAY)
            for file in ("setup.cfg", "setup.py", "pyproject.toml", "README.md"):
                shutil.copyfile(ROOT / file, source / file)
            build(source, made)
            (made / "done").touch()
    return next(made.glob("*.whl"))


@pytest.fixture(scope="session")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Environment]:
    """Makes a clean environment with the platform, and with what is locked for a purpose: ``run`` or ``testing``."""

    def make(purpose: str) -> Environment:
        home = tmp_path_factory.mktemp("environment")
        venv.create(home, with_pip=True)
        made = Environment(home)
        install(made.python, "--require-hashes", "-r", str(LOCKS / f"{purpose}.txt"))
        install(made.python, "--no-deps", str(wheel))
        return made

    return make


def build(source: Path, made: Path, *options: str) -> Path:
    """The wheel of the project in a folder, built without fetching anything."""
    command = [sys.executable, "-m", "build", "--no-isolation", *options, "--outdir", str(made), str(source)]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout[-3000:] + built.stderr[-3000:]
    return next(made.glob("*.whl"))


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Wait for other processes of this run that do the same."""
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


@contextmanager
def serving(environment: Environment, data: Path) -> Iterator[str]:
    """The address of the environment's own server with all its helpers, for the block; it answers before that begins."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address, log = f"http://127.0.0.1:{port}", data / "server.log"
    with_port = replace(environment, settings={**environment.settings, "LIANZHAN_PORT": str(port)})
    server = with_port.start("lianzhan", "serve", cwd=data, log=log)
    try:
        _wait_for(address, server, log)
        yield address
    finally:
        server.terminate()
        server.wait(PATIENCE_S)


def fetched(address: str) -> bytes:
    """What is answered at an address."""
    with urllib.request.urlopen(address, timeout=PATIENCE_S) as answer:  # noqa: S310 - our own server
        return bytes(answer.read())


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE_S
    while server.poll() is None and time.monotonic() < until:
        try:
            fetched(f"{address}/healthz")
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"the server did not answer:\n{log.read_text()}")
