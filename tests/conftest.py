"""What all tests have: the fixtures of :mod:`core.testing.fixtures`."""

from __future__ import annotations

from collections.abc import Iterator
from gettext import NullTranslations

import pytest

from core.words import speak

pytest_plugins = ["core.testing.fixtures", "core.testing.promises.fixtures"]


@pytest.fixture(autouse=True)
def as_written() -> Iterator[None]:
    """Messages are said as they are written, whatever language an earlier test left spoken."""
    with speak(NullTranslations()):
        yield
