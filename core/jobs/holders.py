"""Whose hands a task is in: this process among all, and whether another one has ended."""

from __future__ import annotations

import os
import socket
from functools import cache
from pathlib import Path


@cache
def _machine() -> str:
    return socket.gethostname()[:60]


def myself() -> str:
    """This process among all processes of all machines, also among those that had its number before."""
    return f"{_machine()}/{os.getpid()}/{_started(os.getpid())}"


def is_gone(holder: str) -> bool:
    """Whether the process was on this machine and has ended; of those on others nothing is known."""
    machine, _slash, rest = holder.rpartition("/")[0].rpartition("/")
    if machine != _machine() or not rest.isdigit():
        return False
    started = _started(int(rest))
    return started == "" or started != holder.rpartition("/")[2]


def _started(pid: int) -> str:
    """When a process was started, in ticks of its machine; empty where there is none, ``-`` where nobody can say."""
    try:
        state, *facts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        if Path("/proc/self/stat").exists():
            return ""
    except OSError:
        return ""
    else:
        return "" if state in "ZX" else facts[18]
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return ""
    except OSError:
        pass
    return "-"
