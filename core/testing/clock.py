"""A clock that a test stops: for services, pages and jobs in this process, and for the servers it starts.

It changes what :func:`core.clock.now` and :func:`core.clock.today` say, which views, jobs and commands read, and
nothing else: the machine's clock, timeouts and cookies' signatures go on as ever.
"""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from textwrap import dedent

from core import clock

OPENING = time(10)
"""The time of a day that is given without one, at the stations."""
_FOLLOW = """
    # Python reads this file at the start of every process that a test starts: it obeys the clock of the test.
    from datetime import datetime
    from pathlib import Path

    from core import clock

    _machine, _stopped = clock.source, Path({file!r})


    def _said():
        try:
            return datetime.fromisoformat(_stopped.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return _machine()


    clock.source = _said
"""


class Clock:
    """The time of the platform during one test: the machine's until it is stopped."""

    def __init__(self, folder: Path) -> None:
        self._machine = clock.source
        self._folder = folder
        self._file = folder / "stopped-at"

    def stop_at(self, moment: datetime | date) -> datetime:
        """Let it be this moment from here on; a day alone is meant at ten o'clock. Returns the moment."""
        if not isinstance(moment, datetime):
            moment = datetime.combine(moment, OPENING, clock.STATION_ZONE)
        if moment.tzinfo is None:
            raise ValueError(f"a moment needs a zone, and {moment} has none: give it tzinfo=core.clock.STATION_ZONE")
        utc = moment.astimezone(UTC)
        clock.source = lambda: utc
        if self._folder.exists():
            beside = self._file.with_suffix(".new")
            beside.write_text(utc.isoformat(), encoding="utf-8")
            beside.replace(self._file)
        return utc

    def move(self, by: timedelta) -> datetime:
        """Let so much time pass at once: what runs goes on from there stopped. Returns the moment it is then."""
        return self.stop_at(self.now + by)

    def go_on(self) -> None:
        """Show the machine's time again."""
        clock.source = self._machine
        self._file.unlink(missing_ok=True)

    @property
    def now(self) -> datetime:
        """The moment it shows, in UTC."""
        return clock.now()

    @property
    def today(self) -> date:
        """The day it shows, at the stations."""
        return clock.today()

    def environment(self) -> dict[str, str]:
        """What a process must find in its environment to obey this clock, from its start on and whenever it is set."""
        if not self._folder.exists():
            self._folder.mkdir(parents=True)
            text = dedent(_FOLLOW).format(file=str(self._file))
            (self._folder / "sitecustomize.py").write_text(text.lstrip(), encoding="utf-8")
            if clock.source is not self._machine:
                self.stop_at(self.now)
        return {"PYTHONPATH": os.pathsep.join([str(self._folder), os.getcwd()])}  # noqa: PTH109 - as python -m has it
