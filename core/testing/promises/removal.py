"""The platform without one plugin: as if its folder had never been there, or its distribution were not installed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from pathlib import Path

from core.platform import ROOT as CORE
from core.plugin_host.manifest import BUNDLED, ENTRY_POINTS, Found
from core.testing.serving import Served, environment, lianzhan, serving

SITE = ("site-packages", "dist-packages")
AGAIN = """
import sys
from core.database import Database
from core.database.migrations import core_unit, downgrade, revisions, upgrade
database, unit = Database(sys.argv[1]), core_unit()
downgrade(database, unit, revisions(unit.versions)[-2])
assert upgrade(database, unit) == [revisions(unit.versions)[-1]]
"""


@dataclass(frozen=True)
class Elsewhere:
    """An environment of Python, with commands run in it."""

    data: Path
    python: str = sys.executable
    cwd: Path | None = None
    more: dict[str, str] = field(default_factory=dict)

    def run(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        """``lianzhan``, to its end."""
        return lianzhan(*arguments, data_dir=self.data, more=self.more | more, cwd=self.cwd, python=self.python)

    def serving(self, **more: str) -> AbstractContextManager[Served]:
        """A server, for a block."""
        return serving(self.data, "--web-only", more=self.more | more, cwd=self.cwd, python=self.python)

    def migrates_the_core_down_and_up(self, url: str) -> subprocess.CompletedProcess[str]:
        """The newest revision of the core, taken back and run again."""
        return subprocess.run(  # noqa: S603 - our own script
            [self.python, "-c", AGAIN, url],
            env=environment(self.data, self.more),
            cwd=self.cwd,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )


def without(plugin: Found, folder: Path) -> Elsewhere:
    """An environment in `folder` that has everything this one has but the plugin."""
    data = folder / "data"
    data.mkdir(parents=True)
    if plugin.bundled:
        copy = _copied_without(plugin, folder / "project")
        return Elsewhere(data, cwd=copy, more={"PYTHONPATH": str(copy)})
    return _environment_without(plugin, folder, data)


def _copied_without(plugin: Found, copy: Path) -> Path:
    """The project without a folder of plugins/."""
    for name in ("core", BUNDLED, "templates"):
        if (CORE.parent / name).is_dir():
            shutil.copytree(CORE.parent / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.rmtree(copy / BUNDLED / plugin.folder.name)
    return copy


def _environment_without(plugin: Found, folder: Path, data: Path) -> Elsewhere:
    """A virtual environment of what is installed here, linked; without the distribution of the plugin."""
    base = Path(sys._base_executable)  # type: ignore[attr-defined]
    environment = folder / "environment"
    python = environment / "bin" / "python"
    site = environment / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}" / SITE[0]
    python.parent.mkdir(parents=True)
    site.mkdir(parents=True)
    python.symlink_to(base.resolve())
    (environment / "pyvenv.cfg").write_text(f"home = {base.resolve().parent}\n", encoding="utf-8")
    parts = _parts_of(plugin)
    for place in [Path(entry) for entry in sys.path if Path(entry).name in SITE]:
        for item in place.iterdir() if place.is_dir() else ():
            if not parts.search(item.name) and not (site / item.name).exists():
                (site / item.name).symlink_to(item)
    others = [CORE.parent, *map(Path, filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep)))]
    path = [str(place) for place in others if not _has(place, parts)]
    here = folder / "elsewhere"
    here.mkdir()
    return Elsewhere(data, str(python), here, {"PYTHONPATH": os.pathsep.join(path)})


def _parts_of(plugin: Found) -> re.Pattern[str]:
    """The names of what an installation of the plugin consists of: its package, its metadata, the link to its source."""
    distributions = [
        point.dist.name for point in entry_points(group=ENTRY_POINTS) if point.name == plugin.name and point.dist
    ]
    names = {plugin.package.partition(".")[0], *(re.sub(r"[-_.]+", "_", name) for name in distributions)}
    return re.compile(rf"^(__editable__[._]+)?({'|'.join(sorted(map(re.escape, names)))})([-._].*)?$", re.IGNORECASE)


def _has(place: Path, parts: re.Pattern[str]) -> bool:
    return place.is_dir() and any(parts.search(item.name) for item in place.iterdir())
