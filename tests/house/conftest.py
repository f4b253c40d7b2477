"""One world for all promises that only look, built once a run."""

from collections.abc import Iterator

import pytest

from core.testing.databases import Store, migrate
from tests.house.world import World, make_world


@pytest.fixture(scope="session")
def world(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Three stations, an account a role, an address for every route. Who changes it puts it back."""
    world = make_world(tmp_path_factory.mktemp("world"), store.sqlite("migrated", migrate))
    yield world
    world.close()


@pytest.fixture(scope="session")
def larger_world(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The same with five times the records."""
    world = make_world(tmp_path_factory.mktemp("larger-world"), store.sqlite("migrated", migrate), times=5)
    yield world
    world.close()
