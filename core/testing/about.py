"""What tests are about: everything that is installed here, or the one plugin a repository holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from core.plugin_host.manifest import Found, discover
from core.plugin_kit.places import place_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.stations.models import Station

TESTING = "testing"
"""The module of a plugin that its tests stand on: SAMPLES for addresses, furnish() and EXEMPT."""


CONFORMANCE = "lianzhan-conformance"
"""What the pytest plugin calls the part of it that knows the subject."""


@dataclass(frozen=True)
class Subject:
    """The plugin that a repository holds."""

    name: str
    found: Found
    repository: Path

    @property
    def package(self) -> str:
        """What it is imported as."""
        return self.found.package

    @property
    def folder(self) -> Path:
        """The folder of its package."""
        return self.found.folder

    @property
    def reviewed(self) -> Path:
        """The file that says who may do what, read by people."""
        if self.found.bundled:
            return place_of(self.folder).permissions
        return self.repository / "tests" / "permissions.txt"

    @cached_property
    def exempt(self) -> Mapping[str, str]:
        """The promises it does not keep, each with its reason: ``EXEMPT`` of its testing.py."""
        try:
            return dict(self._said("EXEMPT", {}))
        except Exception:  # noqa: BLE001 - what cannot be imported is told by the promise that the plugin loads
            return {}

    def furnish(self, session: Session, station: Station) -> None:
        """Make some records of the plugin at the station: ``furnish(session, station)`` of its testing.py."""
        self._said("furnish", lambda _session, _station: None)(session, station)

    def _said(self, name: str, otherwise: Any) -> Any:
        if not (self.folder / f"{TESTING}.py").is_file():
            return otherwise
        return getattr(import_module(f"{self.package}.{TESTING}"), name, otherwise)

    def owns(self, table: str) -> bool:
        """Whether a table is the plugin's: its name begins with the plugin's, as all of them must."""
        return table.startswith(f"{self.name}__")

    @property
    def enabled(self) -> tuple[str, ...]:
        """The plugins that run while it is tested: those it stands on first, itself last."""
        return tuple(_needed(self.name))

    @property
    def decisions(self) -> dict[str, bool]:
        """Of every installed plugin, whether it runs while this one is tested: no other stands in its way."""
        return {one.name: one.name in self.enabled for one in discover(())}


def subject_of(package: str, repository: Path) -> Subject:
    """The plugin with this package, as the environment has it. Raises UsageError with a sentence."""
    found = discover(())
    for one in found:
        if one.package == package:
            return Subject(one.name, one, repository)
    raise pytest.UsageError(
        f"lianzhan_plugin names {package}, and no plugin with that package is installed here. Run `pip install -e .` "
        f"in its repository, and look at the entry point lianzhan.plugins in its setup.cfg. Installed are: "
        f"{', '.join(one.package for one in found) or 'none'}."
    )


def subject_of_run(config: pytest.Config) -> Subject | None:
    """The plugin this run of pytest is about, if its repository names one."""
    found: Subject | None = getattr(config.pluginmanager.get_plugin(CONFORMANCE), "subject", None)
    return found


def _needed(name: str) -> list[str]:
    """The plugins it requires or uses, with those that these require, and itself."""
    manifests = {one.name: one.manifest for one in discover(()) if one.manifest}
    needed: list[str] = []

    def need(one: str, more: Iterable[str] = ()) -> None:
        if one in manifests and one not in needed:
            for other in [*manifests[one].requires, *more]:
                need(other)
            needed.append(one)

    need(name, manifests[name].uses if name in manifests else ())
    return needed
