"""What a developer's server watches: the core, and the folder of every plugin, wherever it was installed from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from core.platform import ROOT
from core.plugin_host.manifest import bundled_folders, discover

if TYPE_CHECKING:
    from core.settings import Settings

KINDS = frozenset({".py", ".toml", ".html", ".txt", ".xml", ".typ", ".po", ".css", ".js", ".svg", ".png", ".json"})
"""Endings of files that, saved, change what is served. Not .mo: those are made here."""
IGNORED = frozenset({"__pycache__", "node_modules", "vendor", "tests"})


def plugin_folders(settings: Settings) -> list[Path]:
    """The folder of every plugin that is installed, also of one that is broken."""
    found = {each.folder.resolve() for each in discover(settings.plugins_path) if each.folder != Path()}
    return sorted(folder for folder in found if folder.is_dir())


def watched_folders(settings: Settings) -> list[Path]:
    """The fewest folders that hold all of it: one inside another is not watched twice."""
    templates = ROOT.parent / "templates"
    every = [ROOT, templates, *bundled_folders(settings.plugins_path), *plugin_folders(settings)]
    there = sorted({folder.resolve() for folder in every if folder.is_dir()})
    return [folder for folder in there if not any(other in folder.parents for other in there)]


def is_code(path: Path) -> bool:
    """Whether a file, saved, changes what is served; not what editors and Python leave beside it."""
    ignored = path.name.startswith(".") or any(part in IGNORED for part in path.parts[-4:])
    return path.suffix in KINDS and not ignored
