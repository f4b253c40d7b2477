"""A platform that sends through a real mail server and a real service of robots."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from core.notices.carrying import Carrying
from core.platform import Platform
from core.settings import Settings
from core.testing import Groups, Mails, wait_for
from tests.core.notices.outside import WAIT


@pytest.fixture
def sending_settings(settings: Settings, mails: Mails, groups: Groups) -> Settings:
    """Settings that name both servers."""
    return replace(settings, mail_url=mails.url, mail_from="platform@example.org", robots_go_to=groups.url)


@pytest.fixture
def platform(sending_settings: Settings) -> Iterator[Platform]:
    """The platform; nothing is sent until :func:`carry`."""
    running = Platform(sending_settings)
    yield running
    running.database.dispose()


@pytest.fixture
def carry(platform: Platform) -> Iterator[Callable[[Callable[[], object]], None]]:
    """Send what is due until something has come."""
    carrying: list[Carrying] = []

    def until(came: Callable[[], object]) -> None:
        if not carrying:
            carrying.append(Carrying(platform, WAIT))
        wait_for(came)

    yield until
    for one in carrying:
        one.stop(5)
