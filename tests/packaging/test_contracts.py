"""The contracts of `make check` catch each kind of import they forbid."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FEATURE = ("models", "service", "forms", "views", "jobs", "cli")
CORE = ("api.declare", "api.data", "api.web", "api.work", "testing", "web", "app", *(f"stations.{m}" for m in FEATURE))
PLUGIN = ("api", "testing", "deep.service", *FEATURE)
ALLOWED = {
    "core/stations/views.py": "from core.stations.service import a\nimport flask",
    "plugins/mill/__init__.py": "from core.api import declare\nfrom plugins.farm.api import a",
    "plugins/mill/views.py": "from core.api.web import a\nfrom plugins.farm import api\nfrom plugins.mill.service import a",
    "plugins/mill/service.py": "from core.api.declare import a\nfrom core.api import data\nfrom plugins.mill.models import a",
    "plugins/mill/testing.py": "from core.testing import a",
}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small house of one feature and three plugins, of which `mill` says it uses `farm`."""
    house = tmp_path_factory.mktemp("house")
    shutil.copytree(ROOT / "tools", house / "tools")
    modules = [f"core.{name}" for name in CORE]
    modules += [f"plugins.{plugin}.{name}" for plugin in ("farm", "mill", "shop") for name in PLUGIN]
    for module in modules:
        file = house.joinpath(*module.split(".")).with_suffix(".py")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    for folder in [house / "core", *(house / "core").glob("*/"), house / "plugins", *(house / "plugins").glob("**/")]:
        if folder.is_dir():
            (folder / "__init__.py").touch()
    for plugin in ("farm", "mill", "shop"):
        uses = '["farm"]' if plugin == "mill" else "[]"
        (house / "plugins" / plugin / "plugin.toml").write_text(f'name = "{plugin}"\nuses = {uses}\n')
    for file_name, text in ALLOWED.items():
        (house / file_name).write_text(text + "\n")
    return house


def proven(house: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tools.contracts"]
    return subprocess.run(command, cwd=house, capture_output=True, text=True, check=False)


def test_what_the_design_allows_is_kept(house: Path) -> None:
    proof = proven(house)
    assert proof.returncode == 0, proof.stdout


@pytest.mark.parametrize(
    ("importer", "line", "contract"),
    [
        ("core/app.py", "import plugins.mill", "The core imports no plugin"),
        ("core/app.py", "from core.api import web", "The core never imports the api"),
        ("plugins/mill/views.py", "from core.stations.models import a", "Plugins see the core only through core.api"),
        ("plugins/mill/views.py", "import core.testing", "Plugins see the core only through core.api"),
        ("plugins/mill/models.py", "from core.api import web", "Models and services of plugins see only"),
        ("plugins/mill/deep/service.py", "from core.api.work import a", "Models and services of plugins see only"),
        ("plugins/mill/deep/service.py", "import flask_login", "Models and services know nothing of the web"),
        ("core/stations/models.py", "from wtforms import Form", "Models and services know nothing of the web"),
        ("plugins/mill/service.py", "from plugins.farm.service import a", "mill uses other plugins only as"),
        ("plugins/mill/views.py", "from plugins.shop.api import a", "mill uses other plugins only as"),
        ("core/stations/models.py", "from core.stations.service import a", "models does not use"),
        ("core/stations/service.py", "from core.stations.forms import a", "service does not use"),
        ("plugins/mill/forms.py", "from plugins.mill import views", "forms does not use"),
        ("plugins/mill/cli.py", "from plugins.mill import views", "cli does not use"),
    ],
)
def test_an_import_against_the_arrows_is_caught(house: Path, importer: str, line: str, contract: str) -> None:
    file = house / importer
    before = file.read_text()
    file.write_text(f"{before}\n{line}\n")
    try:
        proof = proven(house)
    finally:
        file.write_text(before)
    broken = [said for said in proof.stdout.splitlines() if "BROKEN" in said]
    assert proof.returncode == 1
    assert any(said.startswith(contract) for said in broken), proof.stdout
