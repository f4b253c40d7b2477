"""What the promises about a plugin itself ask of it: its place, its manifest, the plugins it stands on."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from core.plugin_host.manifest import Found, discover
from core.plugin_kit.imports import Package
from core.testing.serving import environment


def found_as(plugin: str) -> Found:
    """The installed plugin of this name."""
    return next(found for found in discover(()) if found.name == plugin)


def package_of(plugin: str) -> Package:
    """Its package, and which of the other installed plugins it may use."""
    found = found_as(plugin)
    named = {*found.manifest.requires, *found.manifest.uses} if found.manifest else set()
    others = {other.name: other.package for other in discover(()) if other.name != plugin}
    return Package(
        name=found.package,
        folder=found.folder,
        others=frozenset(others.values()),
        stands_on=frozenset(package for name, package in others.items() if name in named),
    )


def in_a_fresh_process(
    script: str, *arguments: str, more: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run some Python in a process that has imported nothing, with the imports of this one and no settings of its own."""
    with tempfile.TemporaryDirectory() as folder:
        given = {**environment(Path(folder)), "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), **(more or {})}
        return subprocess.run(  # noqa: S603 - our own script
            [sys.executable, "-c", script, *arguments],
            env=given,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=240,
            check=False,
        )


def is_of_register(plugin: str, url: str) -> bool:
    """Whether a page of the core shows a register of the plugin: without the plugin there is none."""
    return f"/registers/{plugin}." in url
