"""What the tests of the promises ask for, as a pytest plugin."""

from __future__ import annotations

import pytest

pytest_plugins = ["core.testing.fixtures"]


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line("markers", "promises(key, sentence): part of what every LianZhan plugin promises")
