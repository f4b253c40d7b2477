"""The promises over this repository: its permissions are reviewed beside the tests of each part."""

import pytest

from core.testing.promises.permissions import Review
from tests.house.permissions import REVIEW


@pytest.fixture(scope="session")
def review() -> Review:
    """Where the reviewed permissions stand."""
    return REVIEW
