"""The wheel alone, in a clean environment, serves the pages: nothing is left behind in the checkout."""

import re
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.packaging.conftest import ROOT, Environment, fetched, serving

pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def served(
    environment: Callable[[str], Environment], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Path]]:
    """The address of a server with a fresh database, and its data directory; run far from the checkout."""
    data = tmp_path_factory.mktemp("data")
    clean = environment("run")
    clean.settings["LIANZHAN_DATA_DIR"] = str(data)
    clean.run("lianzhan", "db", "upgrade", cwd=data)
    with serving(clean, data) as address:
        yield address, data


def get(address: str) -> str:
    return fetched(address).decode()


def test_the_wheel_carries_templates_static_files_migrations_and_catalogs(wheel: Path) -> None:
    carried = zipfile.ZipFile(wheel).namelist()
    sources = [ROOT / "core", ROOT / "plugins"]
    wanted = {"*.html": "templates", "*.css": "static", "*.svg": "static", "*.js": "static", "*.po": "translations"}
    for pattern, folder in wanted.items():
        for source in sources:
            for file in source.rglob(f"{folder}/**/{pattern}"):
                assert file.relative_to(ROOT).as_posix() in carried
    for file in [
        file
        for source in sources
        for name in ("*.toml", "*.xlsx", "*.typ", "*.ttf", "py.typed")
        for file in source.rglob(name)
    ]:
        assert file.relative_to(ROOT).as_posix() in carried
    for file in [file for source in sources for file in source.rglob("0*.py")]:
        assert file.relative_to(ROOT).as_posix() in carried
    for file in (ROOT / "core" / "plugin_kit" / "skeleton").rglob("*.*"):
        assert file.relative_to(ROOT).as_posix() in carried
    for file in (ROOT / "templates").rglob("*.html"):
        assert f"core/templates/{file.relative_to(ROOT / 'templates').as_posix()}" in carried
    for catalog in [name for name in carried if name.endswith(".po")]:
        assert catalog.removesuffix("po") + "mo" in carried
    assert not [name for name in carried if name.startswith(("tests/", "tools/", "bench/", "docs/"))]


def test_the_home_page_is_served_in_chinese(served: tuple[str, Path]) -> None:
    page = get(served[0] + "/")
    assert "</html>" in page
    assert "链站" in page  # the product by its Chinese name, so the compiled catalog is there


def test_the_sign_in_page_is_served_from_the_shared_templates(served: tuple[str, Path]) -> None:
    assert 'name="password"' in get(served[0] + "/login")


def test_every_static_file_of_the_home_page_is_served(served: tuple[str, Path]) -> None:
    linked = set(re.findall(r'(?:href|src)="(/[^"#]*static/[^"#]+)', get(served[0] + "/")))
    assert any("bootstrap" in file for file in linked)
    for file in linked:
        assert fetched(served[0] + file)


def test_the_migrations_made_the_tables(served: tuple[str, Path]) -> None:
    with sqlite3.connect(served[1] / "lianzhan.db") as database:
        tables = {row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert {"station", "deputy", "alembic_version"} <= tables
