"""What the tests of the promises ask for, as a pytest plugin: worlds, and whose promises are proved."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from core.plugin_host.manifest import discover
from core.testing.about import Subject, subject_of_run
from core.testing.databases import Store
from core.testing.fixtures import SECRET_KEY
from core.testing.promises.furnished import furnished  # noqa: F401 - a fixture
from core.testing.promises.permissions import Review, review_of
from core.testing.promises.world import World
from core.testing.promises.worlds import load_demonstration, make_demonstration, make_world
from core.testing.serving import Served, serving

MakeWorld = Callable[..., World]


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line("markers", "promises(key, sentence): part of what every LianZhan plugin promises")


@pytest.hookimpl(tryfirst=True)
def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Hold each plugin that is asked about to a promise that is about one ``plugin``."""
    if metafunc.definition.get_closest_marker("promises") and "plugin" in metafunc.fixturenames:
        subject = subject_of_run(metafunc.config)
        metafunc.parametrize("plugin", [subject.name] if subject else [found.name for found in discover(())])


@pytest.fixture(scope="session")
def subject(pytestconfig: pytest.Config) -> Subject | None:
    """The plugin this run is about; None where it is about everything that is installed."""
    return subject_of_run(pytestconfig)


@pytest.fixture(scope="session")
def new_world(subject: Subject | None, store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MakeWorld]:
    """Makes a world of its own: ``new_world("postgresql", like=world)``, ``new_world(times=5)``."""
    made: list[World] = []

    def make(kind: str = "sqlite", *, times: int = 1, like: World | None = None, **settings: str) -> World:
        folder = tmp_path_factory.mktemp("world")
        world = make_world(folder, store.migrated(kind), times=times, subject=subject, **settings)
        if like:
            world.look_like(like)
        made.append(world)
        return world

    yield make
    for world in made:
        world.close()


@pytest.fixture(scope="session")
def world(new_world: MakeWorld) -> World:
    """Three stations, an account a role, an address for every route. Who changes it puts it back."""
    return new_world()


@pytest.fixture(scope="session")
def larger_world(world: World, new_world: MakeWorld) -> World:
    """The same with five times the records."""
    return new_world(times=5, like=world)


@pytest.fixture(scope="session")
def demonstration(
    request: pytest.FixtureRequest, subject: Subject | None, store: Store, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """Xinyi, as ``make run`` shows it; for a plugin in a repository of its own, its world."""
    if subject:
        yield request.getfixturevalue("world")
        return
    loaded = store.sqlite("demonstration", load_demonstration)
    world = make_demonstration(tmp_path_factory.mktemp("demonstration"), loaded)
    yield world
    world.close()


@pytest.fixture(scope="session")
def served_demonstration(demonstration: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A real server on a copy of it; cookies made for the one are good for the other."""
    folder = tmp_path_factory.mktemp("served")
    copy = shutil.copyfile(demonstration.template, folder / "lianzhan.db")
    files: Path = demonstration.app.extensions["lianzhan"].settings.data_dir / "files"
    if files.is_dir():
        shutil.copytree(files, folder / "files")
    more = {"LIANZHAN_DATABASE_URL": f"sqlite:///{copy}", "LIANZHAN_SECRET_KEY": SECRET_KEY}
    with serving(folder, "--web-only", more=more) as served:
        yield served


@pytest.fixture(scope="session")
def review(subject: Subject | None) -> Review:
    """Where the reviewed permissions stand. A repository that holds several plugins says it in a conftest.py."""
    if subject is None:
        raise LookupError("no plugin is named by lianzhan_plugin, and no fixture says where permissions are reviewed")
    return review_of(subject)


@pytest.fixture(scope="session")
def code_folders(subject: Subject | None) -> Sequence[Path]:
    """The folders in which code is held to the promises. A repository that holds more says it in a conftest.py."""
    return [subject.folder] if subject else []


@pytest.fixture(scope="session")
def round_the_audit() -> tuple[str, ...]:
    """The files that may change records unseen by the audit, as ``folder/path``. A conftest.py names them."""
    return ()


@pytest.fixture(scope="session")
def readmes(subject: Subject | None) -> Sequence[Path]:
    """What tells of the plugin. A repository that has more of it says so in a conftest.py."""
    return sorted(subject.repository.glob("*.md")) if subject else []
