"""Collecting the promises beside the tests of a plugin's repository, under names one can read."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType

import pytest

from core.testing import promises
from core.testing.about import Subject, subject_of

SUITE = "promises"


class PromiseModule(pytest.Module):
    """A module of :mod:`core.testing.promises`; its tests are named ``promises/<module>::test_...``."""

    def _getobj(self) -> ModuleType:
        # By its name: it is installed, and no file of the repository.
        return import_module(f"{promises.__name__}.{self.path.stem}")


class Conformance:
    """Holds the plugin of a repository to every promise, when ``pytest`` is asked for the whole repository."""

    def __init__(self, config: pytest.Config, package: str) -> None:
        self.subject: Subject = subject_of(package, config.rootpath)

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(
        self, session: pytest.Session, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        """Add the promises, before ``-m`` and ``-k`` choose among the tests."""
        if _asks_for_all(config):
            for found in iter_modules(promises.__path__):
                path = Path(promises.__path__[0]) / f"{found.name}.py"
                module = PromiseModule.from_parent(
                    session, path=path, name=f"{SUITE}/{found.name}", nodeid=f"{SUITE}/{found.name}"
                )
                collected = [item for item in session.genitems(module) if isinstance(item, pytest.Item)]
                items += [item for item in collected if not _is_about_nothing(item)]
                config.hook.pytest_deselected(items=[item for item in collected if _is_about_nothing(item)])
            self._leave_out_exempt(items)
            _choose(config, items)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say what the plugin does not promise."""
        for key, reason in self.subject.exempt.items():
            terminalreporter.write_line(f"{self.subject.name} is exempt from {key}: {reason}", yellow=True)

    def _leave_out_exempt(self, items: list[pytest.Item]) -> None:
        known = {mark.args[0] for item in items for mark in item.iter_markers("promises")}
        for key, reason in self.subject.exempt.items():
            if key not in known or not str(reason).strip():
                raise pytest.UsageError(
                    f"EXEMPT in {self.subject.package}.testing says {{{key!r}: {reason!r}}}. Give each promise that is "
                    f"not kept its reason; the promises are {', '.join(sorted(known))}."
                )
        for item in items:
            mark = item.get_closest_marker("promises")
            if mark and mark.args[0] in self.subject.exempt:
                item.add_marker(pytest.mark.skip(reason=f"exempt: {self.subject.exempt[mark.args[0]]}"))


def _choose(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep what ``--promise`` and ``--no-promise`` leave; both leave promises alone."""
    wanted, unwanted = config.getoption("promise"), config.getoption("no_promise")
    if not wanted and not unwanted:
        return
    keys = {item: mark.args[0] for item in items if (mark := item.get_closest_marker("promises"))}
    for key in {*wanted, *unwanted} - set(keys.values()):
        raise pytest.UsageError(f"There is no promise {key!r}; there are {', '.join(sorted(set(keys.values())))}.")
    items[:] = [item for item, key in keys.items() if key not in unwanted and (not wanted or key in wanted)]


def _is_about_nothing(item: pytest.Item) -> bool:
    """Whether the plugin has nothing of the kind that the test is to be run for, such as a hook."""
    return any(
        str(mark.kwargs.get("reason", "")).startswith("got empty parameter set") for mark in item.iter_markers("skip")
    )


def _asks_for_all(config: pytest.Config) -> bool:
    """Whether no file or test was named: nothing, or a folder that holds all the tests."""
    if config.args_source is not pytest.Config.ArgsSource.ARGS:
        return True
    whole = {config.rootpath, *(config.rootpath / path for path in config.getini("testpaths"))}
    return any((config.invocation_params.dir / argument).resolve() in whole for argument in config.args)
