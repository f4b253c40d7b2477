"""Where a plugin is: from the folder somebody names to its name, its package, its repository and its files."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from core.errors import DomainError
from core.plugin_host.manifest import BUNDLED, FILE, Manifest, read_manifest
from core.words import lazy as _

PACKAGING = ("setup.cfg", "pyproject.toml", "setup.py")


@dataclass(frozen=True, slots=True)
class Place:
    """A plugin on this machine's disk."""

    manifest: Manifest
    package: str
    """The name it is imported by: ``lianzhan_mustard``, or ``plugins.mustard`` where it is a folder among plugins."""
    folder: Path
    """Its package folder, with plugin.toml."""
    repository: Path
    """The folder it is packaged, tested and kept in."""

    @property
    def name(self) -> str:
        """The plugin's own name, with which its tables, addresses and permissions begin."""
        return self.manifest.name

    @property
    def is_bundled(self) -> bool:
        """Whether it is a folder among plugins, not a package of its own."""
        return self.package == f"{BUNDLED}.{self.name}"

    @property
    def tests(self) -> Path:
        """The folder of its own tests."""
        shared = self.is_bundled and self.repository != self.folder
        return self.repository / "tests" / BUNDLED / self.name if shared else self.repository / "tests"

    @property
    def permissions(self) -> Path:
        """The reviewed file of who gets which answer."""
        return self.tests / "permissions.txt"

    @property
    def migrations(self) -> Path:
        """The folder of its revisions."""
        return self.folder / "migrations"


class NoPluginThere(DomainError):
    """A folder in which no plugin is."""

    code = "no_plugin_there"
    message = _(
        "There is no plugin at %(path)s: neither it nor a folder inside it has a plugin.toml. Name the folder of the plugin's repository or of its package, or begin a plugin with `lianzhan plugin new NAME`."
    )


class SeveralPluginsThere(DomainError):
    """A folder in which several plugins are."""

    code = "several_plugins_there"
    message = _("There are several plugins at %(path)s: %(found)s. Name the folder of one.")


def place_of(path: Path) -> Place:
    """The plugin at a folder: its repository's or its package's.

    Raises NoPluginThere, SeveralPluginsThere or ManifestInvalid, each with what to do.
    """
    folder = package_folder(path)
    manifest = read_manifest(folder / FILE)
    repository = _repository(folder)
    return Place(manifest, _import_name(folder, repository), folder, repository)


def make_importable(place: Place) -> None:
    """Let the plugin at this place be imported in this process, installed or not."""
    if place.is_bundled:
        from core.plugin_host import loading  # late: it brings the database along

        loading.make_importable([place.folder.parent])
    else:
        depth = len(place.package.split("."))
        sys.path.insert(0, str(place.folder.parents[depth - 1]))


def package_folder(path: Path) -> Path:
    """The folder with the plugin.toml that is meant by a path; raises NoPluginThere or SeveralPluginsThere."""
    given = path.resolve()
    if (given / FILE).is_file():
        return given
    found = sorted({file.parent for pattern in (f"*/{FILE}", f"src/*/{FILE}") for file in given.glob(pattern)})
    if not found:
        raise NoPluginThere(path=str(path))
    if len(found) > 1:
        raise SeveralPluginsThere(path=str(path), found=", ".join(str(folder) for folder in found))
    return found[0]


def _repository(folder: Path) -> Path:
    """The nearest folder that says how it is packaged, at most two up; else the plugin's own folder."""
    for place in (folder, folder.parent, folder.parent.parent):
        if any((place / name).is_file() for name in PACKAGING):
            return place
    return folder


def _import_name(folder: Path, repository: Path) -> str:
    """The name of its package; one that is no package of a repository is found as a folder among plugins."""
    if folder == repository:
        return f"{BUNDLED}.{folder.name}"
    parts = [folder.name]
    around = folder.parent
    while (around / "__init__.py").is_file():
        parts.insert(0, around.name)
        around = around.parent
    return ".".join(parts)
