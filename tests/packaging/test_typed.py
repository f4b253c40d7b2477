"""Whoever writes a plugin beside an installed platform has types: hooks are completed, and a wrong one is refused in words."""

from __future__ import annotations

import re
import shutil
import site
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from tools.hook_reference import EXAMPLES

ROOT = Path(__file__).resolve().parents[2]
CODE = shutil.ignore_patterns("__pycache__", "static", "templates", "translations", "fonts", "data")
MUSTARD = """
from collections.abc import Iterable
from datetime import date

from core.api.data import Session, Station
from core.api.declare import NavItem, Panel, Viewer, hooks, implements
from core.testing import SignedIn
from plugins.duty_days.api import Restriction, RhythmKind, duty_days_restrictions, duty_days_rules

reveal_type(hooks.station_panels)
reveal_type(duty_days_restrictions)


@implements(hooks.station_panels)
def right(session: Session, viewer: Viewer, station: Station, day: date) -> list[Panel]:
    return []


@implements(hooks.station_panels)
def misnamed(session: Session, viewer: Viewer, statoin: Station, day: date) -> list[Panel]:
    return []


@implements(hooks.station_panels)
def wrong_answer(session: Session, viewer: Viewer, station: Station, day: date) -> list[NavItem]:
    return []


@implements(hooks.station_panels)
def wrong_type(session: Session, viewer: Viewer, station: str, day: date) -> list[Panel]:
    return []


@implements(duty_days_restrictions)
def right_for_duty_days(session: Session, station: Station, begins: date, ends: date) -> list[Restriction]:
    return []


@implements(duty_days_rules)
def wrong_for_duty_days(session: Session) -> Iterable[Restriction]:
    return []


@implements(hooks.station_pannels)
def unknown() -> None: ...


def test_of_a_page(signed_in: SignedIn) -> None:
    reveal_type(signed_in("manager", region="32").page("/start").text)
"""


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What a type checker says about a plugin, line by line, far from the checkout; the platform stands among its packages."""
    home = tmp_path_factory.mktemp("beside")
    venv.create(home / "environment", with_pip=False)
    packages = next((home / "environment").glob("lib/python3*/site-packages"))
    for folder in ("core", "plugins"):
        shutil.copytree(ROOT / folder, packages / folder, ignore=CODE)
    shutil.copytree(EXAMPLES / "weaving", packages / "plugins" / "weaving")
    (packages / "beside.pth").write_text("\n".join(site.getsitepackages()), encoding="utf-8")
    (home / "lianzhan_mustard.py").write_text(MUSTARD, encoding="utf-8")
    modules = ("lianzhan_mustard", "plugins.weaving", "plugins.weaving.models", "plugins.weaving.with_duty_days")
    python = home / "environment" / "bin" / "python"
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", f"--python-executable={python}", f"--cache-dir={home}/cache"]
        + [part for name in modules for part in ("-m", name)],
        cwd=home,
        capture_output=True,
        text=True,
        check=False,
    )
    lines = MUSTARD.splitlines()
    told: dict[str, str] = {}
    for line in done.stdout.splitlines():
        found = re.match(r"lianzhan_mustard\.py:(\d+): (error|note): (.*)", line)
        assert found or line.startswith("Found "), done.stdout
        if found:
            told[_about(lines, int(found[1]))] = found[3]
    return told


def _about(lines: list[str], number: int) -> str:
    """What a line is about: the thing it reveals, or the function below the decorator that stands there."""
    line = lines[number - 1].strip()
    if revealed := re.match(r"reveal_type\((.*)\)$", line):
        return revealed[1]
    following = next(one for one in lines[number - 1 :] if one.startswith("def "))
    return following.removeprefix("def ").partition("(")[0]


def test_a_hook_is_known_with_its_parameters_and_its_answer(said: dict[str, str]) -> None:
    hook = said["hooks.station_panels"]
    for part in (
        "session: sqlalchemy.orm.session.Session",
        "viewer: core.access.Viewer",
        "day: datetime.date",
        "Panel]",
    ):
        assert part in hook
    assert "station: core.stations.models.Station, begins: datetime.date" in said["duty_days_restrictions"]


def test_a_wrong_implementation_is_refused_with_both_signatures(said: dict[str, str]) -> None:
    assert "statoin: Station" in said["misnamed"]
    assert "station: Station, day: date) -> Iterable[Panel]" in said["misnamed"]
    assert "list[NavItem]" in said["wrong_answer"]
    assert "wrong_type" in said
    assert "Iterable[RhythmKind]" in said["wrong_for_duty_days"]


def test_a_misspelt_hook_is_answered_with_the_right_one(said: dict[str, str]) -> None:
    assert 'maybe "station_panels"' in said["unknown"]


def test_what_is_right_is_not_spoken_of_and_the_library_of_tests_is_typed(said: dict[str, str]) -> None:
    assert not {"right", "right_for_duty_days"} & set(said)
    (text,) = [told for name, told in said.items() if name.startswith("signed_in(")]
    assert text == 'Revealed type is "str"'
