"""Real processes: the command ``lianzhan`` run as people run it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PATIENCE_S = 60
SCRIPT = ("-c", "from core.cli import main; main()")
COMMAND = (sys.executable, *SCRIPT)


@dataclass(frozen=True, slots=True)
class Served:
    """A running server: where it is, its process, and what it wrote so far."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path

    def get(self, path: str) -> str:
        """The answer to a GET, as text."""
        with urllib.request.urlopen(self.url + path, timeout=PATIENCE_S) as answer:  # noqa: S310 - our own server
            return str(answer.read().decode())


def environment(data_dir: Path, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of a process of ours: nothing of the tester's own settings, and these."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LIANZHAN_")}
    path = os.pathsep.join([os.getcwd(), *filter(None, [os.environ.get("PYTHONPATH")])])  # noqa: PTH109 - as python -m has it
    return {**kept, "LIANZHAN_DATA_DIR": str(data_dir), "PYTHONPATH": path, **(more or {})}


def lianzhan(
    *arguments: str,
    data_dir: Path,
    more: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    python: str = sys.executable,
    patience_s: float = PATIENCE_S * 4,
) -> subprocess.CompletedProcess[str]:
    """Run the command to its end, whatever its exit status; with another `python`, in that one's environment."""
    return subprocess.run(  # noqa: S603 - our own command
        [python, *SCRIPT, *arguments],
        env=environment(data_dir, more),
        cwd=cwd,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=patience_s,
        check=False,
    )


@contextmanager
def serving(
    data_dir: Path,
    *options: str,
    more: Mapping[str, str] | None = None,
    port: int | None = None,
    cwd: Path | None = None,
    python: str = sys.executable,
) -> Iterator[Served]:
    """``lianzhan serve`` on a free port of this machine for the block; it answers before the block begins."""
    port = port or free_port()
    log = data_dir / "serve.log"
    given = {"LIANZHAN_PORT": str(port), **(more or {})}
    with log.open("wb") as told:
        process = subprocess.Popen(  # noqa: S603 - our own command
            [python, *SCRIPT, "serve", *options],
            env=environment(data_dir, given),
            cwd=cwd,
            stdout=told,
            stderr=told,
            start_new_session=True,
        )
    served = Served(f"http://127.0.0.1:{port}", process, log)
    try:
        wait_until_ready(served)
        yield served
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def wait_until_ready(served: Served) -> None:
    """Return when the server answers; RuntimeError with its log when it does not."""
    until = time.monotonic() + PATIENCE_S
    while served.process.poll() is None and time.monotonic() < until:
        try:
            served.get("/healthz")
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"the server did not answer:\n{served.log.read_text()[-4000:]}")


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
