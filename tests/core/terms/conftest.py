"""What tests of term changes need: the platform with its plugins, without pages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from core.database import Database
from core.platform import Platform
from core.settings import Settings


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    """The test's database, with the plugins that are active on it."""
    platform = Platform(settings)
    assert platform.host.active
    yield platform.database
    platform.database.dispose()
