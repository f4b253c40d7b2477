"""One world for all promises that only look, built once a run."""

import shutil
from collections.abc import Iterator

import pytest

from core.testing.databases import Store, migrate
from core.testing.fixtures import SECRET_KEY
from core.testing.serving import Served, serving
from tests.house.world import World, load_demonstration, make_demonstration, make_world


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


@pytest.fixture(scope="session")
def demonstration(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Xinyi, as `make run` shows it."""
    world = make_demonstration(
        tmp_path_factory.mktemp("demonstration"), store.sqlite("demonstration", load_demonstration)
    )
    yield world
    world.close()


@pytest.fixture(scope="session")
def served_demonstration(demonstration: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A real server on a copy of it; cookies made for the one are good for the other."""
    folder = tmp_path_factory.mktemp("served")
    copy = shutil.copyfile(demonstration.template, folder / "lianzhan.db")
    shutil.copytree(demonstration.app.extensions["lianzhan"].settings.data_dir / "files", folder / "files")
    with serving(
        folder, "--web-only", more={"LIANZHAN_DATABASE_URL": f"sqlite:///{copy}", "LIANZHAN_SECRET_KEY": SECRET_KEY}
    ) as served:
        yield served
