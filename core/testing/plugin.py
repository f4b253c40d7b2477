"""The pytest plugin: in the repository of a plugin, ``pytest`` also proves every promise for it.

The repository names the package of its plugin in setup.cfg; without that, nothing of this takes place::

    [tool:pytest]
    lianzhan_plugin = lianzhan_mustard

``pytest`` runs the plugin's own tests and the promises, ``pytest -m promises`` the promises alone,
``pytest tests/test_mustard.py`` the tests of that file alone. The fixtures of :mod:`core.testing.fixtures` are there
without a conftest.py, and their platform has the plugin enabled.

``--promises-report=FILE`` writes what became of each promise, for ``lianzhan plugin check``.
"""

from __future__ import annotations

from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """The setting that names the plugin, and the option for the report."""
    parser.addini("lianzhan_plugin", "the package of the LianZhan plugin that this repository holds", default="")
    group = parser.getgroup("lianzhan")
    group.addoption(
        "--promises-report", metavar="FILE", help="write what became of each promise into this file, as JSON"
    )
    group.addoption("--promise", metavar="KEY", action="append", default=[], help="prove this promise alone")
    group.addoption("--no-promise", metavar="KEY", action="append", default=[], help="prove the promises but this one")


def pytest_configure(config: pytest.Config) -> None:
    """Where a plugin is named, bring the fixtures, and collect the promises beside its own tests."""
    package, report = config.getini("lianzhan_plugin"), config.getoption("promises_report")
    if package:
        # Late: an environment with LianZhan in it also runs tests that have nothing to do with it.
        config.pluginmanager.import_plugin("core.testing.fixtures")
        config.pluginmanager.import_plugin("core.testing.promises.fixtures")
        from core.testing.about import CONFORMANCE
        from core.testing.promises.collecting import Conformance

        config.pluginmanager.register(Conformance(config, package), CONFORMANCE)
    if report:
        from core.testing.promises.report import Report

        config.pluginmanager.register(Report(config, Path(report)), "lianzhan-report")
