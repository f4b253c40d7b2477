"""How long a web process takes to start, and how large it is, beside importing its three largest libraries alone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from statistics import median

from bench.rows import Row
from core.testing.serving import environment, serving

TIMES = 7
LIBRARIES = "import flask, sqlalchemy.orm, wtforms"
WEB = "import core.serve.web"


def measure(data_dir: Path) -> list[Row]:
    """CPU of a process that starts, and its size when it has answered a page; each turn starts one of either kind."""
    _cpu_s(WEB, data_dir)  # compiles what has changed since the last start
    turns = [(_cpu_s(LIBRARIES, data_dir), _cpu_s(WEB, data_dir)) for _turn in range(TIMES)]
    libraries, web = (median(column) for column in zip(*turns, strict=True))
    return [
        Row("start:ratio", web / libraries, "times", 1),
        Row("start:cpu_s", web, "s", libraries),
        Row("start:rss_mb", _web_process_mb(data_dir), "MB", _libraries_mb()),
    ]


def _cpu_s(code: str, data_dir: Path) -> float:
    process = subprocess.Popen([sys.executable, "-c", code], env=environment(data_dir))
    _pid, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{code} failed")
    return used.ru_utime + used.ru_stime


def _web_process_mb(data_dir: Path) -> float:
    """The largest a process of the real server has been after it has shown the home page."""
    with serving(data_dir, "--web-only") as served:
        served.get("/")
        server = served.process.pid
        processes = [server, *map(int, Path(f"/proc/{server}/task/{server}/children").read_text().split())]
        return max(_largest_mb(Path(f"/proc/{each}/status").read_text()) for each in processes)


def _libraries_mb() -> float:
    code = f"{LIBRARIES}; print(open('/proc/self/status').read())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return _largest_mb(done.stdout)


def _largest_mb(status: str) -> float:
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024
