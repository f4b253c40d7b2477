"""The processes beside the web server: started with it, watched, started again when they die, ended with it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from importlib import import_module

from core.watch.logs import log

WATCH_S = 0.3
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 60.0
"""How long to wait before a helper is started again: twice as long each time it does not live."""
LIVES_S = 60.0
"""A helper that has run for so long was well."""
PATIENCE_S = 12
"""How long a helper may take to end what it has at hand."""


class Helpers:
    """Commands of ``lianzhan`` that run beside the server."""

    def __init__(self, *commands: str) -> None:
        # Imported and started here, not in the thread: the server forks, and nothing may be half imported then.
        import_module("structlog")
        self._helpers = [_Helper(command, _started(command)) for command in commands]
        self._lock = threading.Lock()
        self._is_ending = False
        self._ended = threading.Event()
        threading.Thread(target=self._watch, name="helpers", daemon=True).start()

    def _watch(self) -> None:
        while True:
            with self._lock:
                if self._is_ending:
                    break
                for helper in self._helpers:
                    helper.keep_alive(time.monotonic())
            time.sleep(WATCH_S)
        self._ended.wait()  # Linux takes the end of the thread that started a process for the end of its parent

    def begin_anew(self) -> None:
        """Tell all to end what they have at hand, and start them again with the code as it is now."""
        with self._lock:
            for helper in self._helpers:
                helper.begin_anew()

    def end(self) -> None:
        """Tell all to end, and wait until they have."""
        with self._lock:
            self._is_ending = True
        running = [helper.process for helper in self._helpers if helper.process is not None]
        for process in running:
            process.terminate()
        until = time.monotonic() + PATIENCE_S
        for process in running:
            try:
                process.wait(max(until - time.monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._ended.set()


@dataclass(slots=True)
class _Helper:
    command: str
    process: subprocess.Popen[bytes] | None
    pause_s: float = FIRST_PAUSE_S
    started: float = field(default_factory=time.monotonic)
    next_start: float = 0
    is_replaced: bool = False

    def begin_anew(self) -> None:
        self.next_start, self.pause_s = 0, FIRST_PAUSE_S
        if self.process is not None:
            self.is_replaced = True
            self.process.terminate()

    def keep_alive(self, moment: float) -> None:
        if self.process is None:
            if moment >= self.next_start:
                self.process, self.started = _started(self.command), moment
        elif (status := self.process.poll()) is not None:
            self.process = None
            if self.is_replaced:
                self.is_replaced = False
                return
            if moment - self.started > LIVES_S:
                self.pause_s = FIRST_PAUSE_S
            log.warning("helper_died", helper=self.command, status=status, again_in_s=self.pause_s)
            self.next_start, self.pause_s = moment + self.pause_s, min(self.pause_s * 2, LONGEST_PAUSE_S)


def _started(command: str) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C and a closing terminal are for the server, which then ends its helpers in order.
    return subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-m", "core.serve", str(os.getpid()), command], start_new_session=True
    )
