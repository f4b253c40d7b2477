"""Messages are compared in the language they are written in, whoever spoke before."""

from __future__ import annotations

from collections.abc import Iterator
from gettext import NullTranslations

import pytest

from core.words import speak


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with speak(NullTranslations()):
        yield
