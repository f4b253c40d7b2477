"""A platform on the test's database, and jobs of the test's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta

import pytest
from sqlalchemy.orm import Session

from core.jobs import service
from core.jobs.service import Owned
from core.platform import Platform
from core.plugin_host.declarations import Job
from core.settings import Settings
from core.words import lazy


@pytest.fixture
def platform(settings: Settings) -> Iterator[Platform]:
    """A platform whose plugins are not loaded: the jobs are the core's, or :func:`job`'s."""
    running = Platform(settings)
    yield running
    running.database.dispose()


Maker = Callable[..., Owned]


@pytest.fixture
def job(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> Maker:
    """Make the one job there is: what it does, and when."""

    def make(
        run: Callable[[Session, datetime], None] = lambda _session, _at: None,
        every: timedelta | None = None,
        at: time | None = None,
    ) -> Owned:
        made = Owned("core", Job(name="errand", title=lazy("An errand"), run=run, every=every, at=at))
        monkeypatch.setattr(service, "all_jobs", lambda _platform: [made])
        return made

    return make
