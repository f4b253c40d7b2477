"""The wheel alone, in a clean environment, serves the pages: nothing is left behind in the checkout."""

import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.environment import LOCKS, install

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 60
MADE_ON_THE_WAY = shutil.ignore_patterns("__pycache__", "*.mo", "*.egg-info")

pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel made from the source distribution made from a fresh copy, without compiled catalogs."""
    source, made = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("dist")
    for folder in ("core", "plugins", "templates"):
        shutil.copytree(ROOT / folder, source / folder, ignore=MADE_ON_THE_WAY)
    for file in ("setup.cfg", "setup.py", "pyproject.toml", "README.md"):
        shutil.copyfile(ROOT / file, source / file)
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(made), str(source)]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout[-3000:] + built.stderr[-3000:]
    return next(made.glob("*.whl"))


@pytest.fixture(scope="module")
def lianzhan(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command, installed from the wheel into an environment of its own."""
    home = tmp_path_factory.mktemp("environment")
    venv.create(home, with_pip=True)
    python = home / "bin" / "python"
    install(python, "--require-hashes", "-r", str(LOCKS / "run.txt"))
    install(python, "--no-deps", str(wheel))
    return home / "bin" / "lianzhan"


@pytest.fixture(scope="module")
def served(lianzhan: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address of a server with a fresh database, and its data directory; run far from the checkout."""
    data = tmp_path_factory.mktemp("data")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("LIANZHAN_", "PYTHON"))}
    environment = {**clean, "LIANZHAN_DATA_DIR": str(data), "LIANZHAN_PORT": str(port)}
    upgraded = subprocess.run(
        [lianzhan, "db", "upgrade"], cwd=data, env=environment, capture_output=True, text=True, check=False
    )
    assert upgraded.returncode == 0, upgraded.stdout + upgraded.stderr
    log = data / "server.log"
    with log.open("w") as told:
        server = subprocess.Popen([lianzhan, "serve"], cwd=data, env=environment, stdout=told, stderr=told)
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(address, server, log)
        yield address, data
    finally:
        server.terminate()
        server.wait(PATIENCE_S)


def wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE_S
    while server.poll() is None and time.monotonic() < until:
        try:
            get(f"{address}/healthz")
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"the server did not answer:\n{log.read_text()}")


def get(address: str) -> str:
    return fetched(address).decode()


def fetched(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=PATIENCE_S) as answer:  # noqa: S310 - our own server
        return bytes(answer.read())


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
