"""What is wrong with plugins, as a developer wants to see it: which plugin, which hook, what was raised, where, at what cost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from core.plugin_host.failures import Failure, describe
from core.plugin_host.models import PluginFailure
from core.plugin_host.states import State
from core.serve.dev.masking import masked, words_of
from core.words import LazyText
from core.words import lazy as _

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from core.errors import DomainError
    from core.plugin_host.host import PluginHost
    from core.plugin_host.states import Plugin

AROUND = 2
"""How many lines are shown before and after the one that raised."""
MOST_PLACES = 4
QUIET = frozenset({State.ACTIVE, State.DISABLED})
_FRAME = re.compile(r"(?P<file>[^:]+):(?P<line>\d+)(?: (?P<function>.*))?")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the plugin's code."""

    number: int
    text: str
    raised: bool


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the plugin's own code on the way to the error, with the lines around it."""

    file: str
    line: int
    function: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something of a plugin that does not work."""

    plugin: str
    hook: str
    error: str
    message: str = ""
    places: tuple[Place, ...] = ()
    cost: LazyText | str = ""
    mend: LazyText | DomainError | str = ""
    """What to do, where the platform knows."""


def of_loading(host: PluginHost, session: Session) -> list[Trouble]:
    """What is wrong with plugins as they were loaded: they are broken, wait, or do not fit."""
    return [trouble for plugin in host.plugins.values() for trouble in _of_plugin(session, plugin)]


def of_jobs(session: Session, host: PluginHost, since: datetime) -> list[Trouble]:
    """Jobs that the worker could not do since then, as it noted them."""
    noted = select(PluginFailure).where(PluginFailure.hook.startswith("job "), PluginFailure.last_at >= since)
    cost = _("What the job wrote was taken back; it is tried again at its next time.")
    return [_noted(host.plugins[row.plugin], row, cost) for row in session.scalars(noted) if row.plugin in host.plugins]


def of_exception(host: PluginHost, plugin: str, hook: str, error: BaseException) -> Trouble:
    """What a hook, a panel or a page has just raised."""
    found = host.plugins.get(plugin)
    folder = found.found.folder if found else None
    failure = describe(plugin, hook, error, folder, words=True)
    return Trouble(plugin, hook, failure.error, words_of(error), _places(failure, folder), _cost(host, hook))


def of_catalog(host: PluginHost, catalog: Path, problem: Exception) -> Trouble:
    """A catalog that could not be compiled."""
    owner = next((each for each in host.plugins.values() if catalog.is_relative_to(each.found.folder)), None)
    cost = _("The words stay as they were before it was saved.")
    return Trouble(owner.name if owner else "core", catalog.name, type(problem).__name__, words_of(problem), (), cost)


def _of_plugin(session: Session, plugin: Plugin) -> Iterator[Trouble]:
    folder = plugin.found.folder
    lost = _("Nothing of %(plugin)s is shown or run until it is mended.", plugin=plugin.name)
    if plugin.state not in QUIET:
        for failure in plugin.failures:
            yield Trouble(
                plugin.name, failure.hook, failure.error, masked(failure.message), _places(failure, folder), lost
            )
        if not plugin.failures:
            yield Trouble(plugin.name, "", str(plugin.state.words), "", (), lost, plugin.reason or "")
    elif plugin.state is State.ACTIVE:
        part = _("This part of %(plugin)s is missing; the rest of it works.", plugin=plugin.name)
        for failure in plugin.failures:
            yield Trouble(
                plugin.name, failure.hook, failure.error, masked(failure.message), _places(failure, folder), part
            )
    if plugin.state is State.PENDING:
        yield from _of_migrations(session, plugin)


def _of_migrations(session: Session, plugin: Plugin) -> Iterator[Trouble]:
    """A migration that failed when it was last run, by whichever command."""
    noted = select(PluginFailure).where(PluginFailure.plugin == plugin.name, PluginFailure.hook == "migration")
    for row in session.scalars(noted.order_by(PluginFailure.last_at.desc()).limit(1)):
        yield _noted(plugin, row, _("The migration was taken back whole; the tables are as they were before."))


def _noted(plugin: Plugin, row: PluginFailure, cost: LazyText) -> Trouble:
    failure = Failure(row.plugin, row.hook, row.error, tuple(row.trace.split("\n")))
    return Trouble(row.plugin, row.hook, row.error, "", _places(failure, plugin.found.folder), cost)


def _cost(host: PluginHost, hook: str) -> LazyText | str:
    point = host.dispatcher.point(hook)
    if point is not None:
        return point.costs
    if hook.startswith("page "):
        return _("This page could not be answered; every other page is.")
    return ""


def _places(failure: Failure, folder: Path | None) -> tuple[Place, ...]:
    """The plugin's own lines among the frames of a failure, outermost first; the last of them are the nearest."""
    own = [frame for frame in failure.frames if frame.startswith(f"{failure.plugin}/")]
    places = [_place(found, failure.plugin, folder) for frame in own if (found := _FRAME.fullmatch(frame))]
    return tuple(places[-MOST_PLACES:])


def _place(frame: re.Match[str], plugin: str, folder: Path | None) -> Place:
    number, file = int(frame["line"]), frame["file"]
    lines: tuple[Line, ...] = ()
    if folder is not None:
        try:
            code = (folder / file.removeprefix(f"{plugin}/")).read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            code = []
        first = max(number - AROUND, 1)
        around = code[first - 1 : number + AROUND]
        lines = tuple(Line(first + at, text, first + at == number) for at, text in enumerate(around))
    return Place(file, number, frame["function"] or "", lines)
