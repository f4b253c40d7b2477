"""``lianzhan plugin check`` says of every promise whether it is kept, and how to mend what is not, in real processes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from core.testing.serving import environment
from tests.core.plugin_kit.scratch import ROOT, Scratch, write_scratch

LIGHT = ("manifest", "contracts", "imports", "catalogs", "loading")


@pytest.fixture
def scratch(tmp_path: Path) -> Scratch:
    scratch = write_scratch(tmp_path)
    scratch.translate()
    return scratch


def to_do(scratch: Scratch, *only: str) -> dict[str, str]:
    """What is to do, by promise: all that is said of how to mend it."""
    chosen = [part for key in only for part in ("--only", key)]
    done = scratch.run("plugin", "check", "--json", *chosen)
    assert done.returncode == 1, done.stdout + done.stderr
    found: dict[str, str] = {}
    for one in json.loads(done.stdout)["promises"]:
        if one["outcome"] == "to do":
            found[one["key"]] = found.get(one["key"], "") + one["detail"]
    return found


def test_a_plugin_without_a_fault_has_nothing_to_do(scratch: Scratch) -> None:
    """That all promises are kept by what ``plugin new`` writes is proved in tests/packaging/test_kit.py."""
    chosen = [part for key in (*LIGHT, "permission", "switches") for part in ("--only", key)]
    done = scratch.run("plugin", "check", *chosen)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "✓ Switched off for a station, its pages there answer 404" in done.stdout
    assert "✗" not in done.stdout
    assert done.stdout.splitlines()[-1].endswith(" done, 0 exempt, 0 to do")


def test_a_hook_that_does_not_exist_is_told_with_the_one_that_was_meant(scratch: Scratch) -> None:
    scratch.change(
        "lianzhan_mustard/__init__.py", "@implements(hooks.station_panels)", "@implements(hooks.station_panel)"
    )
    done = scratch.run("plugin", "check")
    assert done.returncode == 1
    assert "✗ It loads: its hooks are there and implemented as they ask, and its tables are its own" in done.stdout
    assert "there is no hook station_panel; did you mean hooks.station_panels?" in done.stdout
    assert "Everything else is proved once the plugin loads." in done.stdout


def test_a_wrong_signature_is_told_with_the_right_one(scratch: Scratch) -> None:
    scratch.change("lianzhan_mustard/__init__.py", "viewer: Viewer, station: Station, day: date)", "who: Viewer)")
    mend = to_do(scratch, "loading")["loading"]
    assert "does not fit the hook station_panels. Write it as: def station_panels(session:" in mend


def test_a_table_of_a_foreign_name_is_told_with_its_own(scratch: Scratch) -> None:
    scratch.change("lianzhan_mustard/models.py", '__tablename__ = "mustard__field"', '__tablename__ = "weeds"')
    assert "its table weeds must be named mustard__weeds" in to_do(scratch, "loading")["loading"]


def test_a_missing_translation_and_an_import_of_the_core_are_told_with_what_to_do(scratch: Scratch) -> None:
    scratch.translate({"Mustard": "芥菜"})
    scratch.change("lianzhan_mustard/__init__.py", '_("Water the fields")', '_("Water all fields")')
    scratch.change("lianzhan_mustard/service.py", "import Session, Station, on_at", "import Session, on_at")
    scratch.change(
        "lianzhan_mustard/service.py", "import Field\n", "import Field\nfrom core.stations.models import Station\n"
    )
    mend = to_do(scratch, *LIGHT)
    assert mend.keys() == {"catalogs", "contracts"}
    assert "the catalog is behind the code" in mend["catalogs"]
    assert "lianzhan plugin messages translate FILE" in mend["catalogs"]
    assert "imports core.stations.models.Station: import Station from core.api.data." in mend["contracts"]


def test_a_model_without_migration_and_a_job_that_counts_twice_and_everywhere_are_told_with_what_to_do(
    scratch: Scratch,
) -> None:
    scratch.change(
        "lianzhan_mustard/models.py",
        "    station: Mapped[Station]",
        "    rows: Mapped[int | None]\n    station: Mapped[Station]",
    )
    mend = to_do(scratch, "tables")
    assert "add_column" in mend["tables"]
    assert 'lianzhan plugin migration "what changes"' in mend["tables"]

    scratch.change("lianzhan_mustard/models.py", "    rows: Mapped[int | None]\n", "")
    scratch.change("lianzhan_mustard/service.py", "select(Field).where(is_on, dry)", "select(Field)")
    mend = to_do(scratch, "jobs")
    assert "mustard.water, done again at" in mend["jobs"]
    assert "changes audit" in mend["jobs"]
    assert "mustard__field" in mend["jobs"]
    assert 'on_at(session, "mustard", MyRecord.station_id.expression)' in mend["jobs"]
    assert "Let the job find out by its records what is still to be done" in mend["jobs"]


def test_a_promise_may_be_left_out_for_a_reason_that_is_shown(scratch: Scratch) -> None:
    scratch.translate({})
    scratch.change("lianzhan_mustard/testing.py", "SAMPLES = []", 'SAMPLES = []\nEXEMPT = {"catalogs": "English only"}')
    done = scratch.run("plugin", "check", "--only", "catalogs", "--only", "manifest")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "exempt: English only" in done.stdout
    assert "mustard: 3 done, 2 exempt, 0 to do" in done.stdout


def test_a_plugin_that_is_not_installed_is_told_how(scratch: Scratch) -> None:
    (scratch.repository / "lianzhan_mustard.egg-info" / "entry_points.txt").unlink()
    done = scratch.run("plugin", "check")
    assert done.returncode == 1
    assert f"Run `pip install -e {scratch.repository}`" in done.stdout
    assert "lianzhan.plugins = mustard = lianzhan_mustard" in done.stdout


def test_a_promise_nobody_knows_is_answered_with_those_there_are(scratch: Scratch) -> None:
    done = scratch.run("plugin", "check", "--only", "beauty")
    assert done.returncode == 1
    assert "There is no promise 'beauty'; there are" in done.stderr


def test_without_pytest_it_says_what_to_install(scratch: Scratch, tmp_path: Path) -> None:
    script = "import sys; sys.modules['pytest'] = None; from core.cli import main; main()"
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", script, "plugin", "check", str(scratch.repository)],
        env=environment(tmp_path / "data", {"PYTHONPATH": str(ROOT), "LANGUAGE": "en"}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "pip install 'lianzhan[testing]'" in done.stderr
