"""Plugins of other distributions: found by their entry point, run once an administrator has enabled them, and told apart from what was enabled.

Each is laid out as pip installs it, with its dist-info beside it. Whatever is wrong with one is a sentence, and the core starts.
"""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from core.plugin_host.models import PluginState
from core.plugin_host.pins import digest_of
from core.plugin_host.states import State
from tests.core.plugin_host.conftest import Workshop, assert_core_answers, place_in, plugin_in, reason_in, state_in
from tests.core.plugin_host.test_commands import run
from tests.core.plugin_host.test_pages import csrf

MANIFEST = 'name = "looms"\ntitle = "Looms"\nversion = "{version}"\napi = {api}\n'
Install = Callable[..., Path]


@pytest.fixture
def install(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Lay out a distribution in a folder of its own, beside the platform's packages."""

    def install(
        distribution: str = "lianzhan-looms",
        points: str = "looms = lianzhan_looms",
        package: str = "lianzhan_looms",
        manifest: str | None = MANIFEST.format(version="1.0", api='">=1,<2"'),
        init: str = "",
    ) -> Path:
        site = workshop.folder.parent / f"site-{distribution}"
        folder, info = site / package, site / f"{distribution.replace('-', '_')}-1.0.dist-info"
        for each in (folder, info):
            each.mkdir(parents=True, exist_ok=True)
        (folder / "__init__.py").write_text(init, encoding="utf-8")
        if manifest is not None:
            (folder / "plugin.toml").write_text(manifest, encoding="utf-8")
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.0\n", encoding="utf-8")
        (info / "entry_points.txt").write_text(f"[lianzhan.plugins]\n{points}\n", encoding="utf-8")
        monkeypatch.syspath_prepend(site)
        return folder

    return install


def test_it_runs_once_an_administrator_has_enabled_it_on_the_page(workshop: Workshop, install: Install) -> None:
    install()
    app = workshop.app()
    assert state_in(app, "looms") is State.DISABLED
    page = place_in(app).admin
    page.set_cookie("language", "en")
    before = page.get("/admin/plugins/looms").text
    assert "A plugin is trusted code" in before
    assert "lianzhan-looms" in before
    shown = page.post("/admin/plugins/looms/enable", data=csrf(app), follow_redirects=True)
    assert shown.status_code == 200
    assert state_in(workshop.app(), "looms") is State.ACTIVE


@pytest.mark.parametrize(
    ("laid_out", "said"),
    [
        ({"manifest": None}, "the file is missing; every plugin has one"),
        ({"manifest": "name = "}, "the file cannot be read"),
        ({"points": "weaving = lianzhan_looms"}, "Give both the same name"),
        ({"points": "looms = lianzhan_nowhere"}, "has no package lianzhan_nowhere"),
        ({"points": "looms = lianzhan_looms.nowhere"}, "has no package lianzhan_looms.nowhere"),
        ({"points": "looms = lianzhan_looms.__init__"}, "has no package lianzhan_looms.__init__"),
        ({"points": "looms = .lianzhan_looms"}, "names no package"),
        ({"points": "looms = not a package!"}, "names no package"),
        ({"points": "looms ="}, "names no package"),
        ({"points": "looms = lianzhan_looms\nlooms = lianzhan_looms:more"}, "several plugins are named looms"),
        ({"points": "station = lianzhan_looms"}, "station"),
    ],
)
def test_what_is_wrong_with_one_is_a_sentence_and_the_core_starts(
    workshop: Workshop, install: Install, laid_out: dict[str, str], said: str
) -> None:
    install(**laid_out)
    name = laid_out.get("points", "looms").split(" ")[0]
    app = workshop.app()
    assert state_in(app, name) is State.FAILED
    assert said in reason_in(app, name)
    place = assert_core_answers(app)
    assert place.admin.get(f"/admin/plugins/{name}").status_code == 200


@pytest.mark.parametrize(
    ("laid_out", "state", "said"),
    [
        (
            {"manifest": MANIFEST.format(version="1.0", api='">=7"')},
            State.INCOMPATIBLE,
            "was written for plugin API >=7",
        ),
        ({"init": "import a_module_that_is_not_there\n"}, State.FAILED, "a_module_that_is_not_there"),
        ({"init": "raise SystemExit\n"}, State.FAILED, "SystemExit"),
    ],
)
def test_what_is_wrong_with_one_that_is_enabled_is_a_sentence_too(
    workshop: Workshop,
    install: Install,
    monkeypatch: pytest.MonkeyPatch,
    laid_out: dict[str, str],
    state: State,
    said: str,
) -> None:
    install(**laid_out)
    assert run(workshop, monkeypatch, "plugin", "enable", "looms").exit_code == 0
    app = workshop.app()
    assert state_in(app, "looms") is state
    assert said in reason_in(app, "looms")
    assert_core_answers(app)


def test_two_distributions_with_plugins_of_one_name_are_both_named(workshop: Workshop, install: Install) -> None:
    install()
    install("other-looms", "looms = other_looms", "other_looms")
    app = workshop.app()
    assert state_in(app, "looms") is State.FAILED
    for said in ("several plugins are named looms", "(lianzhan-looms)", "(other-looms)"):
        assert said in reason_in(app, "looms")
    assert_core_answers(app)


def test_one_installed_twice_is_the_one_python_finds_first(
    workshop: Workshop, install: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    install()
    (workshop.folder.parent / "site-lianzhan-looms").rename(workshop.folder.parent / "site-older")
    newer = install(manifest=MANIFEST.format(version="2.0", api="1"))
    monkeypatch.setattr(sys, "path", [*sys.path, str(workshop.folder.parent / "site-older")])
    app = workshop.app()
    found = plugin_in(app, "looms").found
    assert found.problem is None
    assert found.folder == newer
    assert found.manifest is not None
    assert found.manifest.version == "2.0"


def test_a_distribution_that_cannot_be_read_hides_no_other(workshop: Workshop, install: Install) -> None:
    install("broken-thing", "this is no entry point", "broken_thing")
    install()
    app = workshop.app()
    assert state_in(app, "looms") is State.DISABLED
    assert_core_answers(app)


def test_code_that_changed_since_it_was_enabled_is_said_and_may_be_enabled_again(
    workshop: Workshop, install: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = install()
    enabled = run(workshop, monkeypatch, "plugin", "enable", "looms")
    assert "It comes from the package lianzhan-looms and is trusted code" in enabled.stdout
    app = workshop.app()
    assert "is not what was enabled" not in run(workshop, monkeypatch, "plugin", "list").stdout
    (folder / "plugin.toml").write_text(MANIFEST.format(version="1.1", api="1"), encoding="utf-8")
    listed = run(workshop, monkeypatch, "plugin", "list").stdout
    assert "The code of looms is not what was enabled: it is 1.1 (" in listed
    assert "when command: plugin enable enabled it on " in listed
    page = place_in(app).admin
    page.set_cookie("language", "en")
    assert "is not what was enabled" in page.get("/admin/plugins").text
    assert "Enable as it is now" in page.get("/admin/plugins/looms").text
    assert state_in(workshop.app(), "looms") is State.ACTIVE
    assert run(workshop, monkeypatch, "plugin", "enable", "looms").exit_code == 0
    assert "is not what was enabled" not in run(workshop, monkeypatch, "plugin", "list").stdout


def test_pinned_plugins_run_only_with_the_code_that_was_enabled(
    workshop: Workshop, install: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    workshop.environ["PLUGINS_PINNED"] = "1"
    folder = install()
    workshop.write("silk")
    assert run(workshop, monkeypatch, "plugin", "enable", "looms").exit_code == 0
    assert state_in(workshop.app(), "looms") is State.ACTIVE
    (folder / "more.py").write_text("raise AssertionError('imported')\n", encoding="utf-8")
    (folder / "__init__.py").write_text("from lianzhan_looms import more\n", encoding="utf-8")
    app = workshop.app()
    assert state_in(app, "looms") is State.FAILED
    assert state_in(app, "silk") is State.ACTIVE
    assert "is not what was enabled" in reason_in(app, "looms")
    place = assert_core_answers(app)
    place.admin.set_cookie("language", "en")
    rows = {row["name"]: row for row in json.loads(run(workshop, monkeypatch, "plugin", "list", "--json").stdout)}
    assert rows["looms"]["state"] == "failed"
    (folder / "more.py").write_text("", encoding="utf-8")
    assert place.admin.post("/admin/plugins/looms/enable", data=csrf(app)).status_code == 303
    assert "is not what was enabled" not in place.admin.get("/admin/plugins/looms").text
    assert state_in(workshop.app(), "looms") is State.ACTIVE


def test_one_that_was_enabled_before_its_code_was_remembered_runs_unless_pinned(
    workshop: Workshop, install: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    install()
    with workshop.app().extensions["lianzhan"].database.writing() as session:
        session.add(PluginState(name="looms", is_enabled=True, stops=0))
    assert state_in(workshop.app(), "looms") is State.ACTIVE
    assert "is not what was enabled" not in run(workshop, monkeypatch, "plugin", "list").stdout
    app = workshop.app(PLUGINS_PINNED="1")
    assert state_in(app, "looms") is State.FAILED
    assert "It is not known which code was enabled." in reason_in(app, "looms")


def test_the_digest_follows_names_and_contents_and_not_what_python_makes_of_them(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("one")
    first = digest_of(tmp_path)
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "a.cpython-311.pyc").write_bytes(b"made")
    (tmp_path / "messages.mo").write_bytes(b"made")
    assert digest_of(tmp_path) == first
    (tmp_path / "a.py").rename(tmp_path / "b.py")
    renamed = digest_of(tmp_path)
    (tmp_path / "b.py").write_text("two")
    assert len({first, renamed, digest_of(tmp_path)}) == 3


def test_pip_installs_a_wheel_that_is_pinned_by_its_hash_and_no_other(tmp_path: Path) -> None:
    wheels, target = tmp_path / "wheels", tmp_path / "installed"
    wheels.mkdir()
    wheel = wheels / "lianzhan_looms-1.0-py3-none-any.whl"
    info = "lianzhan_looms-1.0.dist-info"
    files = {
        "lianzhan_looms/__init__.py": "",
        "lianzhan_looms/plugin.toml": MANIFEST.format(version="1.0", api="1"),
        f"{info}/METADATA": "Metadata-Version: 2.1\nName: lianzhan-looms\nVersion: 1.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: by hand\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/entry_points.txt": "[lianzhan.plugins]\nlooms = lianzhan_looms\n",
        f"{info}/RECORD": "",
    }

    def write() -> None:
        with zipfile.ZipFile(wheel, "w") as made:
            for name, text in files.items():
                made.writestr(name, text)

    def pip(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "pip", *arguments, "--disable-pip-version-check"]
        return subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own environment's pip

    def install() -> subprocess.CompletedProcess[str]:
        pinned = ("--no-index", "--find-links", str(wheels), "--no-deps", "--require-hashes", "--requirement")
        return pip("install", *pinned, str(tmp_path / "looms.txt"), "--target", str(target))

    write()
    told = pip("hash", str(wheel)).stdout.splitlines()[-1]
    (tmp_path / "looms.txt").write_text(f"lianzhan-looms==1.0 {told}\n")
    done = install()
    assert done.returncode == 0, done.stderr
    assert (target / "lianzhan_looms" / "plugin.toml").is_file()
    files["lianzhan_looms/__init__.py"] = "import os\n"
    write()
    refused = install()
    assert refused.returncode == 1
    assert "DO NOT MATCH THE HASHES" in refused.stderr
