"""``lianzhan serve`` as people and machines run it: started, killed in part or whole, stopped."""

from __future__ import annotations

import os
import resource
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from core.testing.serving import COMMAND, Served, environment, free_port, lianzhan, serving

PATIENCE_S = 90
SOON_S = 25
"""Less than the half minute after which the server itself gives a visitor up who says nothing."""
ENGLISH = {"LANGUAGE": "en"}


def until(came: Callable[[], object], otherwise: Callable[[], object] = lambda: "") -> None:
    patience = time.monotonic() + PATIENCE_S
    while not came():
        assert time.monotonic() < patience, otherwise()
        time.sleep(0.05)


def parts(served: Served) -> dict[str, int]:
    """The processes of a server by what they do."""
    server = served.process.pid
    found = {}
    for thread in Path(f"/proc/{server}/task").glob("*"):  # what a thread has started is listed with the thread
        for pid in map(int, (thread / "children").read_text().split()):
            with suppress(OSError):
                words = Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
                found[
                    next((word for word in ("scheduler", "worker") if word in words), "web" if any(words) else "dead")
                ] = pid
    return found


def is_running(pid: int) -> bool:
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def answers(served: Served) -> bool:
    with suppress(OSError):
        return "ok" in served.get("/healthz")
    return False


@pytest.fixture
def more(database_url: str) -> dict[str, str]:
    return {"LIANZHAN_DATABASE_URL": database_url, **ENGLISH}


def test_a_part_that_is_killed_is_started_again_and_none_stays_dead(tmp_path: Path, more: dict[str, str]) -> None:
    with serving(tmp_path, more=more) as served:
        until(lambda: parts(served).keys() == {"web", "scheduler", "worker"})
        first = parts(served)
        for part in ("worker", "scheduler", "web"):
            os.kill(first[part], signal.SIGKILL)
        until(
            lambda: (
                parts(served).keys() == {"web", "scheduler", "worker"}
                and not set(parts(served).values()) & set(first.values())
            ),
            lambda: f"{first} {parts(served)} {served.log.read_text()}",
        )
        until(lambda: answers(served))
        last = parts(served)
    assert not any(map(is_running, [*first.values(), *last.values()]))


def test_nothing_survives_a_server_that_is_killed_and_the_next_one_starts_at_once(
    tmp_path: Path, more: dict[str, str]
) -> None:
    port = free_port()
    with serving(tmp_path, more=more, port=port) as served:
        until(lambda: len(parts(served)) == 3)
        all_parts = parts(served)
        served.process.kill()
        served.process.wait()
        with serving(tmp_path, "--web-only", more=more, port=port) as again:
            until(lambda: answers(again))
        until(lambda: not any(map(is_running, all_parts.values())), served.log.read_text)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_one_signal_to_everybody_stops_everything_soon(
    number: signal.Signals, tmp_path: Path, more: dict[str, str]
) -> None:
    """Ctrl-C reaches the whole group of a terminal."""
    with serving(tmp_path, more=more) as served:
        until(lambda: len(parts(served)) == 3)
        all_parts = parts(served)
        with socket.create_connection(("127.0.0.1", int(served.url.rpartition(":")[2]))):  # a visitor who says nothing
            os.killpg(served.process.pid, number)
            assert served.process.wait(SOON_S) == 0, served.log.read_text()
        assert not any(map(is_running, all_parts.values()))
    assert "Traceback" not in served.log.read_text()


def test_a_port_in_use_is_said_before_anything_is_started(tmp_path: Path, more: dict[str, str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        told = lianzhan("serve", data_dir=tmp_path, more={**more, "LIANZHAN_PORT": str(other.getsockname()[1])})
    refused(told, "is taken by another program")
    assert told.stdout == ""


def test_a_second_lianzhan_does_not_share_the_port_of_the_first(tmp_path: Path, more: dict[str, str]) -> None:
    with serving(tmp_path, "--web-only", more=more) as served:
        port = served.url.rpartition(":")[2]
        refused(lianzhan("serve", "--web-only", data_dir=tmp_path, more={**more, "LIANZHAN_PORT": port}), "is taken")


@pytest.mark.parametrize("host", ["no-such-machine.invalid", "192.0.2.7"])
def test_a_host_that_is_not_here_is_said(host: str, tmp_path: Path, more: dict[str, str]) -> None:
    told = lianzhan("serve", data_dir=tmp_path, more={**more, "LIANZHAN_HOST": host, "LIANZHAN_PORT": str(free_port())})
    refused(told, "LIANZHAN_HOST")


def test_a_name_of_this_machine_will_do(tmp_path: Path, more: dict[str, str]) -> None:
    with serving(tmp_path, "--web-only", more={**more, "LIANZHAN_HOST": "localhost"}) as served:
        assert answers(served)


def test_a_database_that_is_not_migrated_is_said(tmp_path: Path) -> None:
    refused(serve(tmp_path), "Run `lianzhan db upgrade`")


def test_a_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    (tmp_path / "lianzhan.db").write_bytes(b"no database " * 400)
    refused(serve(tmp_path), "file is not a database")


@pytest.mark.parametrize("command", [["serve"], ["audit", "verify"], ["db", "upgrade"]])
def test_a_database_server_that_is_away_is_said(command: list[str], tmp_path: Path) -> None:
    away = f"postgresql://nobody@127.0.0.1:{free_port()}/lianzhan"
    refused(lianzhan(*command, data_dir=tmp_path, more={"LIANZHAN_DATABASE_URL": away, **ENGLISH}), "cannot be used")


def test_a_data_directory_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    refused(serve(tmp_path / "file" / "data"), "LIANZHAN_DATA_DIR")


def test_a_full_disk_is_said_and_leaves_nothing_half_done(tmp_path: Path) -> None:
    def small_disk() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    done = subprocess.run(  # noqa: S603 - our own command
        [*COMMAND, "db", "upgrade"],
        env=environment(tmp_path, ENGLISH),
        preexec_fn=small_disk,
        capture_output=True,
        text=True,
        check=False,
    )
    refused(done, "rolled back whole")
    assert lianzhan("db", "upgrade", data_dir=tmp_path).returncode == 0


def serve(data_dir: Path) -> subprocess.CompletedProcess[str]:
    return lianzhan("serve", data_dir=data_dir, more={**ENGLISH, "LIANZHAN_PORT": str(free_port())})


def refused(told: subprocess.CompletedProcess[str], words: str) -> None:
    """A sentence with these words, exit status 1, no traceback."""
    assert told.returncode == 1, told.stderr
    assert words in told.stderr
    assert "Traceback" not in told.stderr
