"""Calling hooks: each implementation by itself, guarded and attributed to its plugin.

pluggy keeps the list of hooks and implementations and refuses what does not fit. The calls are our own: pluggy stops at
the first exception, and here a plugin that raises must cost nothing but its own answer.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from types import ModuleType
from typing import Any, Generic, NamedTuple, ParamSpec, TypeVar, cast

import pluggy
from sqlalchemy.orm import Session, SessionTransaction

from core import hookspecs
from core.database import is_writing
from core.plugin_host.declarations import Refusal
from core.plugin_host.errors import PluginRefused
from core.plugin_host.failures import FailureLog
from core.plugin_host.marks import PROJECT, ExtensionPoint, point_of
from core.words import lazy as _

P = ParamSpec("P")
Q = ParamSpec("Q")
T = TypeVar("T")


class Given(NamedTuple, Generic[T]):
    """What a plugin has said, and which."""

    plugin: str
    value: T


@dataclass(frozen=True, slots=True)
class Call:
    """An implementation, ready to be called with everything its hook is called with."""

    plugin: str
    function: Callable[..., Any]
    folder: Path | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One thing a plugin was asked to do, as ``lianzhan plugin trace`` tells it."""

    plugin: str
    hook: str
    is_drawing: bool
    """Whether a panel was drawn; else the hook was called."""
    begun: float
    """When, by a clock that only counts: a step that lies within another was asked for by it."""
    seconds: float
    error: BaseException | None


class WrongAnswer(TypeError):
    """An implementation handed back something its hook does not ask for."""

    def __init__(self, point: ExtensionPoint, value: object) -> None:
        asked = "nothing" if point.when == "event" else point.gives.__name__
        super().__init__(f"{point.name} asks for {asked}, got {type(value).__name__}")


class ChangedWhileReading(RuntimeError):
    """An implementation has changed, added or deleted records where it may only read; the page would show it."""

    def __init__(self, hook: str) -> None:
        super().__init__(f"{hook} may only read here, and has changed records")


class Dispatcher:
    """The hooks and their implementations, in the order in which the plugins were added."""

    def __init__(self, failures: FailureLog, *, strict: bool = False) -> None:
        self.failures = failures
        self.strict = strict
        self.told: Callable[[Step], None] | None = None
        """Who wants to hear of every step; nobody, but for a trace."""
        self._manager = pluggy.PluginManager(PROJECT)
        self._manager.add_hookspecs(hookspecs)
        self._calls: dict[Callable[..., Any], tuple[Call, ...]] = dict.fromkeys(_specs_of(hookspecs), ())

    # What there is to call

    def add_specs(self, plugin: str, module: ModuleType) -> None:
        """Add the hooks a plugin declares. Raises PluginRefused unless their names begin with the plugin's."""
        specs = _specs_of(module)
        for spec in specs:
            name = point_of(spec).name
            if not name.startswith(f"{plugin}_"):
                problem = _(
                    "the hook %(hook)s must be named %(plugin)s_%(hook)s, so that hooks of two plugins never meet.",
                    hook=name,
                    plugin=plugin,
                )
                raise PluginRefused(plugin=plugin, problem=problem)
        if specs:
            self._manager.add_hookspecs(module)
        self._calls.update(dict.fromkeys(specs, ()))

    def add(self, plugin: str, module: ModuleType, folder: Path | None = None) -> None:
        """Add the implementations in a module. Raises PluginRefused, with how to mend it, where one does not fit."""
        added = [(spec, self._fitting(plugin, module, value, spec)) for value, spec in _implementations(module)]
        self._manager.register(module, name=module.__name__)
        for spec, function in added:
            self._calls[spec] = (*self._calls[spec], Call(plugin, function, folder))

    def withdraw(self, plugin: str) -> None:
        """Forget all implementations of a plugin, and the hooks it declares."""
        for module in [each for each in self._manager.get_plugins() if isinstance(each, ModuleType)]:
            if any(
                call.plugin == plugin and inspect.getmodule(call.function) is module
                for calls in self._calls.values()
                for call in calls
            ):
                self._manager.unregister(module)
        self._calls = {
            spec: tuple(call for call in calls if call.plugin != plugin) for spec, calls in self._calls.items()
        }

    def calls(self, spec: Callable[..., Any]) -> tuple[Call, ...]:
        """The implementations of a hook."""
        return self._calls.get(spec, ())

    def point(self, hook: str) -> ExtensionPoint | None:
        """The hook of this name, the core's or a plugin's."""
        return next((point_of(spec) for spec in self._calls if point_of(spec).name == hook), None)

    def _fitting(
        self, plugin: str, module: ModuleType, function: Callable[..., Any], spec: Callable[..., Any]
    ) -> Callable[..., Any]:
        """The implementation as it will be called; PluginRefused where it cannot be."""
        point = point_of(spec)
        if spec not in self._calls:
            problem = _(
                "it implements %(hook)s, which no active plugin declares. Name the plugin that does in `requires`.",
                hook=point.name,
            )
            raise PluginRefused(plugin=plugin, problem=problem)
        asked = inspect.signature(function).parameters
        plain = all(each.kind in (each.POSITIONAL_OR_KEYWORD, each.KEYWORD_ONLY) for each in asked.values())
        if not plain or inspect.iscoroutinefunction(function) or set(asked) - set(point.parameters):
            problem = _(
                "%(module)s.%(function)s%(signature)s does not fit the hook %(hook)s. Write it as: %(call)s",
                module=module.__name__,
                function=getattr(function, "__name__", "?"),
                signature=str(inspect.signature(function)),
                hook=point.name,
                call=point.call,
            )
            raise PluginRefused(plugin=plugin, problem=problem)
        return function if tuple(asked) == point.parameters else _fewer(function, tuple(asked), point.parameters)

    # Calling

    def gather(self, spec: Callable[P, Iterable[T]], *args: P.args, **kwargs: P.kwargs) -> list[tuple[str, T]]:
        """What all implementations answer, in order, each with its plugin. One that raises answers nothing."""
        return self.gather_without((), spec, *args, **kwargs)

    def gather_without(
        self, off: Container[str], spec: Callable[P, Iterable[T]], *args: P.args, **kwargs: P.kwargs
    ) -> list[tuple[str, T]]:
        """The same, without asking some plugins.

        This is the busiest loop of the host, hence written out: a function call for each implementation would cost more
        than pluggy's own loop does.
        """
        calls = self._calls.get(spec)
        if not calls:
            return []
        point = point_of(spec)
        session = session_among(point, args, kwargs)
        gives: Any = point.gives
        guards = self.told is not None or (session is not None and is_writing(session))
        is_unchanged = _unchanged_in(session)
        given: list[tuple[str, T]] = []
        for call in calls:
            plugin = call.plugin
            if plugin in off:
                continue
            if guards:
                given += [
                    (plugin, value)
                    for value in self.guarded(call, point.name, session, answers, call, point, args, kwargs) or ()
                ]
                continue
            before = len(given)
            try:
                for value in call.function(*args, **kwargs):
                    if not isinstance(value, gives):
                        raise WrongAnswer(point, value)  # noqa: TRY301 - to be noted like anything else that goes wrong
                    given.append((plugin, value))
                if not is_unchanged():
                    raise ChangedWhileReading(point.name)  # noqa: TRY301 - as above
            except KeyboardInterrupt:
                raise  # it is people who press Ctrl-C
            except BaseException as error:  # noqa: BLE001 - whatever a plugin raises must cost the plugin only
                del given[before:]
                self._failed(call, point.name, session, error)
        return given

    def first(
        self, off: Container[str], spec: Callable[P, T | None], *args: P.args, **kwargs: P.kwargs
    ) -> Given[T] | None:
        """The first answer that is not None."""
        point = point_of(spec)
        session = session_among(point, args, kwargs)
        for call in self.calls(spec):
            if call.plugin not in off:
                values = self.guarded(call, point.name, session, answers, call, point, args, kwargs)
                if values:
                    return Given(call.plugin, values[0])
        return None

    def announce(self, off: Container[str], spec: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> None:
        """Tell all implementations that something happened; each may write, in a SAVEPOINT of its own."""
        point = point_of(spec)
        session = session_among(point, args, kwargs)
        for call in self.calls(spec):
            if call.plugin not in off:
                self.guarded(call, point.name, session, _tell, call, point, args, kwargs)

    def refusals(
        self, off: Container[str], spec: Callable[P, Iterable[Refusal]], *args: P.args, **kwargs: P.kwargs
    ) -> list[Refusal]:
        """What speaks against something. A rule that raises speaks against it: rules fail closed."""
        point = point_of(spec)
        session = session_among(point, args, kwargs)
        refusals: list[Refusal] = []
        for call in self.calls(spec):
            if call.plugin not in off:
                values = self.guarded(call, point.name, session, answers, call, point, args, kwargs)
                undecided = _(
                    "%(plugin)s could not check whether this is allowed, so nothing was changed. Tell your administrator.",
                    plugin=call.plugin,
                )
                refusals += [Refusal(sentence=undecided)] if values is None else values
        return refusals

    def guarded(
        self, call: Call, hook: str, session: Session | None, work: Callable[Q, T], *args: Q.args, **kwargs: Q.kwargs
    ) -> T | None:
        """Do some work of a plugin; None if it raised, which is noted.

        A session that reads is rolled back after a failure. One that writes gets a SAVEPOINT, so that the failure takes
        back what the plugin wrote and nothing else.
        """
        writes = session is not None and is_writing(session)
        if session is not None and writes:
            session.flush()  # what the core left to be flushed is the core's to answer for
        failed: BaseException | None = None
        begun = perf_counter()
        try:
            if session is not None and writes:
                return _in_savepoint(session, work, *args, **kwargs)
            result = work(*args, **kwargs)
            if not _unchanged_in(session)():
                raise ChangedWhileReading(hook)  # noqa: TRY301 - to be noted like anything else that goes wrong
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 - whatever a plugin raises must cost the plugin only
            failed = error
            self._failed(call, hook, session, error)
            return None
        finally:
            if self.told is not None:
                is_drawing = work not in (answers, _tell)
                self.told(Step(call.plugin, hook, is_drawing, begun, perf_counter() - begun, failed))
        return result

    def _failed(self, call: Call, hook: str, session: Session | None, error: BaseException) -> None:
        """Note a failure; a transaction that only reads ends here, as a failed statement may have spoilt it."""
        if session is not None and not is_writing(session):
            session.rollback()
        self.failures.blame(call.plugin, hook, error, call.folder)
        if self.strict:
            raise error


def session_among(point: ExtensionPoint, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Session | None:
    """The session a hook is called with, if it is."""
    at = point.session_at
    if at is None:
        return None
    return cast("Session", args[at] if at < len(args) else kwargs["session"])


def _unchanged_in(session: Session | None) -> Callable[[], bool]:
    """Asks whether a session that reads holds no changes: a hook that left some would show them on the page.

    The public sets of a session (``new``, ``dirty``, ``deleted``) are copied at each look, and one looks after every call.
    """
    return _nothing_to_change if session is None else session._is_clean  # noqa: SLF001


def _nothing_to_change() -> bool:
    return True


def answers(call: Call, point: ExtensionPoint, args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[Any]:
    """What one implementation answers, in full: a generator is run here, inside the guard."""
    answer = call.function(*args, **kwargs)
    values = ([] if answer is None else [answer]) if point.one else list(answer)
    for value in values:
        if not isinstance(value, point.gives):
            raise WrongAnswer(point, value)
    return values


def _tell(call: Call, point: ExtensionPoint, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    """Tell one implementation what has happened; it has nothing to answer."""
    answer = call.function(*args, **kwargs)
    if answer is not None:
        raise WrongAnswer(point, answer)


def _in_savepoint(session: Session, work: Callable[Q, T], *args: Q.args, **kwargs: Q.kwargs) -> T:
    """Do the work in a SAVEPOINT; what it leaves to be flushed is flushed inside."""
    savepoint = session.begin_nested()
    is_outermost = "commit" not in vars(session)  # a hook may ask another: the outer one's guard stays until its end
    session.commit = session.rollback = session.close = _refuse_to_end  # type: ignore[method-assign]
    try:
        result = work(*args, **kwargs)
        savepoint.commit()
    except BaseException:
        if savepoint.is_active or session.get_nested_transaction() is not None:
            _roll_back_to(session, savepoint)
        raise
    finally:
        if is_outermost:
            del session.commit, session.rollback, session.close
    return result


def _roll_back_to(session: Session, savepoint: SessionTransaction) -> None:
    while (inner := session.get_nested_transaction()) is not None and inner is not savepoint:
        inner.rollback()
    savepoint.rollback()


def _refuse_to_end(*_args: Any, **_kwargs: Any) -> None:
    raise RuntimeError("a hook must not end the transaction it was called in; flush() is enough")


def _fewer(function: Callable[..., Any], asked: tuple[str, ...], offered: tuple[str, ...]) -> Callable[..., Any]:
    """The same function, called with everything and given what it asks for."""

    def call(*args: Any, **kwargs: Any) -> Any:
        facts = dict(zip(offered, args, strict=False)) | kwargs
        return function(**{name: facts[name] for name in asked})

    return call


def _specs_of(module: ModuleType) -> list[Callable[..., Any]]:
    return [
        value
        for value in vars(module).values()
        if getattr(value, "extension_point", None) and value.__module__ == module.__name__
    ]


def _implementations(module: ModuleType) -> list[tuple[Callable[..., Any], Callable[..., Any]]]:
    return [
        (value, value.implements)
        for value in vars(module).values()
        if inspect.isroutine(value) and hasattr(value, "implements")
    ]
