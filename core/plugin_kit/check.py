"""Proving what a plugin promises, in a process of its own, and what came of it: a checklist."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path

from core.errors import DomainError
from core.plugin_host.errors import ManifestInvalid
from core.plugin_host.manifest import ENTRY_POINTS, Found, discover
from core.plugin_kit.errors import TestingNotInstalled
from core.plugin_kit.places import Place, place_of
from core.words import lazy as _

DONE, EXEMPT, TO_DO = "done", "exempt", "to do"
FIRST = ("manifest", "contracts", "imports", "catalogs", "loading")
"""What is proved before anything else: nothing can be proved of a plugin that does not load."""
LOADING = "loading"
CHECKING = """
[pytest]
lianzhan_plugin = {package}
testpaths = {nothing}
addopts = --import-mode=importlib
"""


class CheckFailed(DomainError):
    """The promises could not be tried."""

    code = "check_failed"
    message = _("The promises could not be tried, as pytest stopped:\n%(output)s")


@dataclass(frozen=True, slots=True)
class Item:
    """A sentence of a promise, and what came of it."""

    key: str
    sentence: str
    outcome: str
    detail: str = ""
    """How to mend it, or why the plugin is exempt."""


@dataclass(frozen=True, slots=True)
class Checklist:
    """What a plugin promises."""

    plugin: str
    items: tuple[Item, ...]
    is_whole: bool = True
    """Whether all was tried; not where the plugin does not load."""

    def having(self, outcome: str) -> list[Item]:
        """The sentences of which this came."""
        return [item for item in self.items if item.outcome == outcome]

    @property
    def is_kept(self) -> bool:
        """Whether nothing is to do."""
        return self.is_whole and not self.having(TO_DO)

    def facts(self) -> dict[str, object]:
        """The same for programs."""
        return {"plugin": self.plugin, "is_whole": self.is_whole, "promises": [asdict(item) for item in self.items]}


def check(path: Path, only: Sequence[str] = ()) -> Checklist:
    """What the plugin at a path promises, or some of it. Raises NoPluginThere, TestingNotInstalled or CheckFailed."""
    if find_spec("pytest") is None:
        raise TestingNotInstalled
    try:
        place = place_of(path)
    except ManifestInvalid as problem:
        sentence = str(_("plugin.toml makes sense, and names the plugin as it is installed"))
        return Checklist(path.resolve().name, (Item("manifest", sentence, TO_DO, str(problem)),), is_whole=False)
    if missing := _not_installed(place):
        return Checklist(place.name, (missing,), is_whole=False)
    if only:
        return Checklist(place.name, tuple(_proved(place, only)))
    first = _proved(place, FIRST)
    if any(item.key == LOADING and item.outcome == TO_DO for item in first):
        return Checklist(place.name, tuple(first), is_whole=False)
    return Checklist(place.name, (*first, *_proved(place, FIRST, but=True)))


def installed_as(place: Place) -> Found | None:
    """The plugin as the platform finds it."""
    return next((found for found in discover() if found.name == place.name and found.package == place.package), None)


def _not_installed(place: Place) -> Item | None:
    if installed_as(place):
        return None
    mend = _(
        "Run `pip install -e %(repository)s`. Its setup.cfg must announce the plugin under [options.entry_points]: %(group)s = %(name)s = %(package)s",
        repository=place.repository,
        group=ENTRY_POINTS,
        name=place.name,
        package=place.package,
    )
    return Item("manifest", str(_("It is installed, and found by its entry point")), TO_DO, str(mend))


def _proved(place: Place, keys: Iterable[str], *, but: bool = False) -> list[Item]:
    """What comes of the promises with these keys, or of all but these."""
    with tempfile.TemporaryDirectory() as folder:
        report, settings, nothing = Path(folder, "report.json"), Path(folder, "pytest.ini"), Path(folder, "nothing")
        nothing.mkdir()
        settings.write_text(CHECKING.format(package=place.package, nothing=nothing), encoding="utf-8")
        chosen = [f"--{'no-' if but else ''}promise={key}" for key in keys]
        spread = ["-n", "auto", "--dist", "loadfile"] if but and find_spec("xdist") else []
        done = subprocess.run(  # noqa: S603 - our own command
            [
                *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *_our_plugin()),
                *("-c", str(settings), "--rootdir", str(place.repository), f"--promises-report={report}"),
                *(*chosen, *spread),
            ],
            cwd=place.repository,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        if not report.exists() or done.returncode not in (0, 1):
            raise CheckFailed(output=(done.stdout + done.stderr)[-4000:].strip())
        told = json.loads(report.read_text(encoding="utf-8"))["promises"]
    return [Item(one["key"], one["sentence"], one["outcome"], one["detail"]) for one in told]


def _our_plugin() -> list[str]:
    """How pytest comes by our part of it, where no installation announces that."""
    announced = {point.name for point in entry_points(group="pytest11")}
    return [] if "lianzhan" in announced else ["-p", "core.testing.plugin"]
