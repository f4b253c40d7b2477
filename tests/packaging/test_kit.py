"""The kit keeps its word from nothing: a plugin is generated, built, installed, proved, shown, and taken away again.

What each step took is printed; ``pytest -s tests/packaging/test_kit.py`` shows it. On two cores that have nothing else
to do, all of it takes less than two minutes.
"""

from __future__ import annotations

import json
import os
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

from core.testing.pages import Page
from tests.packaging.conftest import PATIENCE_S, Environment, build, fetched, serving
from tools.environment import command, install

pytestmark = pytest.mark.timeout(1800)

LONGEST_SUITE_S = 1500
"""Only a machine that does much else besides needs minutes."""


@dataclass
class StopWatch:
    """What each step took by the clock, and all of them together in the processors."""

    begun: float = field(default_factory=time.monotonic)
    worked: float = field(default_factory=lambda: sum(os.times()[:4]))

    @contextmanager
    def __call__(self, step: str) -> Iterator[None]:
        begun = time.monotonic()
        yield
        self.say(time.monotonic() - begun, step)

    def stop(self) -> None:
        """Say what all of it took."""
        self.say(sum(os.times()[:4]) - self.worked, "of a processor")
        self.say(time.monotonic() - self.begun, "altogether")

    def say(self, seconds: float, what: str) -> None:
        """Print a line: what it took is what one asks this test."""
        print(f"{seconds:7.1f} s  {what}")  # noqa: T201


def test_a_plugin_is_generated_proved_shown_and_taken_away_again(
    request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    step = StopWatch()
    print()  # noqa: T201
    with step("build the wheel of the platform"):
        environment: Callable[[str], Environment] = request.getfixturevalue("environment")
    with step("install it into a clean environment, with what tests need"):
        clean = environment("testing")
        clean.settings["LIANZHAN_DATA_DIR"] = str(tmp_path / "data")
    with step("generate the plugin"):
        clean.run("lianzhan", "plugin", "new", "mustard", "--chinese-title", "芥菜产业", cwd=tmp_path)
        repository = tmp_path / "lianzhan-mustard"
    with step("build its wheel, and install that"):
        install(clean.python, "--no-deps", str(build(repository, tmp_path / "dist", "--wheel")))
    suite = clean.start("pytest", "-q", "--numprocesses=2", "--dist=loadfile", cwd=repository, log=tmp_path / "suite")
    request.addfinalizer(suite.kill)
    with step("load its demonstration, beside its tests and the promises"):
        for said in ("db upgrade", "plugin enable mustard", "db upgrade", "demo load xinyi"):
            clean.run("lianzhan", *said.split(), cwd=tmp_path)
    with step("show its page, beside its tests and the promises"), serving(clean, tmp_path / "data") as address:
        visitor = signed_in(address, "manager")
        page = opened(visitor, f"{address}/p/mustard/")
        assert "芥菜产业" in page
        assert "共享检测设备试用" in page
    with step("its tests and the promises, as long as they took longer"):
        assert suite.wait(LONGEST_SUITE_S) == 0, (tmp_path / "suite").read_text()[-6000:]
    with step("uninstall it, migrate the core and start again"):
        command(str(clean.python), "-m", "pip", "uninstall", "--quiet", "--yes", "lianzhan-mustard")
        clean.run("lianzhan", "db", "upgrade", cwd=tmp_path)
        with serving(clean, tmp_path / "data") as address:
            assert "链站" in fetched(f"{address}/").decode()
            with pytest.raises(urllib.error.HTTPError, match="404"):
                fetched(f"{address}/p/mustard/")
    found = json.loads(clean.run("lianzhan", "plugin", "list", "--json", cwd=tmp_path))
    assert {"mustard": "missing"}.items() <= {one["name"]: one["state"] for one in found}.items()
    step.stop()


def signed_in(address: str, username: str) -> urllib.request.OpenerDirector:
    """A visitor with cookies of their own, signed in with an account of the demonstration."""
    visitor = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    form = Page(opened(visitor, f"{address}/login"), "/login").form("/login")
    values = {**form.values, "username": [username], "password": ["lianzhan-demo"]}
    visitor.open(f"{address}/login", urllib.parse.urlencode(values, doseq=True).encode(), PATIENCE_S).close()
    return visitor


def opened(visitor: urllib.request.OpenerDirector, url: str) -> str:
    """The page as the visitor sees it; HTTPError for anything but one that is shown."""
    with visitor.open(url, timeout=PATIENCE_S) as answer:
        return str(answer.read().decode())
