"""How services ask other plugins, without knowing which there are: through the platform their session belongs to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from core.plugin_host.declarations import Refusal
from core.plugin_host.host import host_of

P = ParamSpec("P")
T = TypeVar("T")


def ask(
    spec: Callable[Concatenate[Session, P], Iterable[T]], session: Session, *args: P.args, **kwargs: P.kwargs
) -> list[T]:
    """What all plugins that are on answer to a hook; one that fails answers nothing.

    >>> ask(hookspecs.looms_kinds, session, station)
    """
    return [value for _plugin, value in host_of(session).ask(spec, session, *args, **kwargs)]


def ask_first(
    spec: Callable[Concatenate[Session, P], T | None], session: Session, *args: P.args, **kwargs: P.kwargs
) -> T | None:
    """The first answer to a hook that is answered by one: whoever answers has taken it over."""
    return host_of(session).ask_first(spec, session, *args, **kwargs)


def announce(
    spec: Callable[Concatenate[Session, P], None], session: Session, *args: P.args, **kwargs: P.kwargs
) -> None:
    """Tell all plugins that are on what has happened; what a failing one wrote is taken back, and nothing else."""
    host_of(session).announce(spec, session, *args, **kwargs)


def refusals(
    spec: Callable[Concatenate[Session, P], Iterable[Refusal]], session: Session, *args: P.args, **kwargs: P.kwargs
) -> list[Refusal]:
    """What plugins that are on say against something; one that fails to answer speaks against it."""
    return host_of(session).refusals(spec, session, *args, **kwargs)


def is_on(session: Session, plugin: str, station_id: int | None = None) -> bool:
    """Whether a plugin is active, and, with a station, switched on there."""
    return host_of(session).is_on(session, plugin, station_id)


def blame(session: Session, plugin: str, hook: str, error: Exception) -> None:
    """Note that something a plugin gave failed when it was used: a function it answered with, long after it was asked."""
    host_of(session).note_later(plugin, hook, error)


def on_at(session: Session, plugin: str, station: ColumnElement[int]) -> ColumnElement[bool]:
    """The condition under which a plugin is switched on at the station in this column: for lists over stations."""
    return host_of(session).on_at(plugin, station)
