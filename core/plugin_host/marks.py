"""How a hook is declared and implemented: the two decorators, and what they remember about a function."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, ParamSpec, TypeVar

import pluggy

from core.outgoing import Goes

PROJECT = "lianzhan"

P = ParamSpec("P")
R = TypeVar("R")

When = Literal["start", "page", "question", "event", "rule"]
"""When a hook is called: once at the start, while a page is built, to ask something, when something has happened
(and it may write), or to decide whether something is allowed (and a failure means no)."""


@dataclass(frozen=True)
class ExtensionPoint:
    """What the host knows about a hook: its signature, when it is called, what comes back, what a failure costs."""

    function: Callable[..., Any]
    when: When
    gives: type
    one: bool
    costs: str
    goes: Goes | None = None

    @property
    def name(self) -> str:
        """The hook's name, which is the name of its function."""
        return self.function.__name__

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        """The names an implementation may ask for, in order."""
        return tuple(inspect.signature(self.function).parameters)

    @cached_property
    def session_at(self) -> int | None:
        """The position of the parameter ``session``, if the hook has one."""
        return self.parameters.index("session") if "session" in self.parameters else None

    @property
    def call(self) -> str:
        """The hook as an implementation would begin it: ``def nav_items() -> Iterable[NavItem]``."""
        return f"def {self.name}{inspect.signature(self.function)}"


def extension_point(
    *, when: When, gives: type = object, one: bool = False, costs: str = "", goes: Goes | None = None
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare a function as a hook.

    ``gives`` is the type of what each implementation hands back: an iterable of such things, or, where ``one`` is true,
    one of them or None. ``costs`` says what is lost when one fails, ``goes`` with which version of the API the hook goes.
    """

    def declare(function: Callable[P, R]) -> Callable[P, R]:
        pluggy.HookspecMarker(PROJECT)(function)
        vars(function)["extension_point"] = ExtensionPoint(function, when, gives, one, costs, goes)
        return function

    return declare


def point_of(spec: Callable[..., Any]) -> ExtensionPoint:
    """The extension point behind a declared hook; a TypeError with a sentence for any other function."""
    point = getattr(spec, "extension_point", None)
    if not isinstance(point, ExtensionPoint):
        named = getattr(spec, "__qualname__", repr(spec))
        message = (
            f"{named} is not a hook. Use one of core.api.declare.hooks, for example "
            f"@implements(hooks.station_panels), or one from the hookspecs of a plugin you require or use."
        )
        raise TypeError(message)
    return point


def implements(spec: Callable[P, R]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Mark a function as an implementation of a hook; a type checker compares the two signatures.

    >>> @implements(hooks.station_panels)
    ... def station_panels(session: Session, viewer: Viewer, station: Station, day: date) -> list[Panel]: ...
    """
    point = point_of(spec)
    name = point.name
    if point.goes is not None:
        point.goes.tell(f"The hook {name}")

    def mark(function: Callable[P, R]) -> Callable[P, R]:
        marked = pluggy.HookimplMarker(PROJECT)(specname=name)(function)
        vars(marked)["implements"] = spec
        return marked

    return mark
