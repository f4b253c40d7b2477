"""Killing: at a random moment, and as often as it can be had in the middle of a write."""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random

AIM_FOR_S = 3.0
"""So long is waited for a write, where the kill is meant to fall into one."""
AIMED = 0.8
"""The share of kills that are meant to."""


@dataclass(slots=True)
class Tally:
    """What a part of the storm did, and what it found."""

    name: str
    kills: int = 0
    mid_write: int = 0
    promised: int = 0
    """What had been acknowledged, and was looked for afterwards."""
    lost: int = 0
    half_done: int = 0
    broken_chains: int = 0
    note: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether nothing was lost, nothing half done, and every audit chain verified."""
        return not (self.lost or self.half_done or self.broken_chains)


def is_writing(database: Path) -> bool:
    """Whether somebody holds SQLite's write lock at this moment."""
    with closing(sqlite3.connect(database, timeout=0, isolation_level=None)) as connection:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return True
        connection.execute("ROLLBACK")
    return False


def kill(
    processes: Iterable[int],
    database: Path,
    random: Random,
    tally: Tally,
    also: Callable[[], bool] = lambda: False,
) -> None:
    """Kill these processes with ``kill -9``. `also` says of other writing than the database's that it is going on.

    They are stopped first, so that it can be seen, and counted, whether one of them was writing; where the kill is
    meant for a write and there is none, they go on for a moment.
    """
    victims = list(processes)
    until = time.monotonic() + (AIM_FOR_S if random.random() < AIMED else 0)
    while True:
        _signal(victims, signal.SIGSTOP)
        writing = is_writing(database) or also()
        if writing or time.monotonic() >= until or not any(map(_is_there, victims)):
            break
        _signal(victims, signal.SIGCONT)
        time.sleep(random.uniform(0.0005, 0.01))
    _signal(victims, signal.SIGKILL)
    tally.kills += 1
    tally.mid_write += writing


def children(pid: int) -> list[int]:
    """The processes that a process has started."""
    with suppress(OSError):
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def _is_there(pid: int) -> bool:
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    return False


def _signal(pids: Iterable[int], number: int) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)
