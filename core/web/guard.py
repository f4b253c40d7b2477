"""Who may come in: every endpoint declares it, and one that does not stops the start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final, TypeVar, overload

from flask import Flask, redirect, request, url_for
from sqlalchemy import Select, bindparam, inspect, select
from sqlalchemy.orm.interfaces import ORMOption

from core.access import UnknownPermission, Viewer
from core.database import is_writing, prepared
from core.decided import STAMP, saw
from core.errors import DomainError, Forbidden, NotFound
from core.web.request import SAFE_METHODS, platform, session, viewer
from core.web.resuming import SessionEnded
from core.words import lazy as _

SIGN_IN: Final = "accounts.login"

View = TypeVar("View", bound=Callable[..., Any])
Loading = tuple[ORMOption, ...] | Callable[[Viewer], tuple[ORMOption, ...]]
"""Loader options, as ``session.get(..., options=...)`` takes them; or a function that says which a viewer's page needs."""


@dataclass(frozen=True, slots=True)
class Door:
    """What a view declared: the permission (None: everybody), and the model its subject is loaded as."""

    permission: str | None
    on: type[Any] | None
    loading: Loading = ()


class UndeclaredRoute(DomainError):
    """A route without ``@requires`` or ``@public``; a mistake of the developer, found at start."""

    code = "undeclared_route"
    status = 500
    message = _(
        'The route %(endpoint)s (%(rule)s) does not say who may use it. Put @requires("...") or @public under its route.'
    )


def requires(permission: str, on: type[Any] | None = None, loading: Loading = ()) -> Callable[[View], View]:
    """Let in who holds `permission`; with `on`, in the scope of the record named in the URL.

    ``@requires("stations.edit", on=Station)`` loads the URL parameter ``station`` and hands the view
    the object. What does not exist, or belongs to a station where the plugin is switched off, is 404;
    a stranger is sent to sign in and comes back, with a form that was sent kept; who may not is told so (403). `loading` names what
    else of the record the view shows, so that it comes in the same statement.
    """
    return _door(Door(permission, on, loading))


@overload
def public(view: View) -> View: ...
@overload
def public(*, on: type[Any] | None = None, loading: Loading = ()) -> Callable[[View], View]: ...
def public(view: Any = None, *, on: type[Any] | None = None, loading: Loading = ()) -> Any:
    """Let everybody in: ``@public`` or ``@public(on=Station)``."""
    declare = _door(Door(None, on, loading))
    return declare if view is None else declare(view)


def reads_first(view: View) -> View:
    """Mark a view whose slow work (argon2, a workbook, an image) comes before its write transaction.

    Its session reads until the view calls :func:`core.web.begin_write`.
    """
    view.reads_first = True  # type: ignore[attr-defined]
    return view


def _door(door: Door) -> Callable[[View], View]:
    def declare(view: View) -> View:
        @wraps(view)
        def guarded(**arguments: Any) -> Any:
            if not viewer().is_stranger or door.permission is None:
                return view(**_admitted(door, arguments))
            if request.method not in SAFE_METHODS:
                raise SessionEnded
            return redirect(url_for(SIGN_IN, next=request.full_path.rstrip("?")))

        guarded.door = door  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return declare


def _admitted(door: Door, arguments: dict[str, Any]) -> dict[str, Any]:
    subject = _load(door, arguments)
    plugin = plugin_of(request.endpoint or "")
    is_asked = door.permission is not None or plugin is not None
    scope = subject.scope() if is_asked and hasattr(subject, "scope") else None
    station_id = (
        scope.station_id
        if scope and scope.station_id is not None
        else request.view_args.get("station")
        if request.view_args
        else None
    )
    if plugin and not platform().host.is_on(session(), plugin, station_id):
        raise NotFound
    if door.permission and not viewer().may(door.permission, scope):
        raise Forbidden
    return arguments


def _load(door: Door, arguments: dict[str, Any]) -> Any:
    if door.on is None:
        return None
    parameter = door.on.__tablename__.rpartition("__")[2]
    _hold(door.on, arguments[parameter])
    loading = door.loading(viewer()) if callable(door.loading) else door.loading
    found = session().execute(_by_key(door.on, loading), {"key": arguments[parameter]}).unique().one_or_none()
    if found is None:
        raise NotFound
    arguments[parameter], stamp = found
    saw(session(), stamp)
    return found[0]


def _hold(model: type[Any], key: Any) -> None:
    """Who changes a record has it alone: the next one waits, and then reads what we wrote.

    SQLite needs nothing: a request that writes is alone from its first statement.
    """
    if is_writing(session()) and session().get_bind().dialect.name != "sqlite":
        session().execute(_held(model), {"key": key})


@prepared
def _held(model: type[Any]) -> Select[Any]:
    key = _key_of(model)
    return select(key).where(key == bindparam("key")).with_for_update(key_share=True)


@prepared
def _by_key(model: type[Any], loading: tuple[ORMOption, ...]) -> Select[Any]:
    return select(model, STAMP).where(_key_of(model) == bindparam("key")).options(*loading)


def _key_of(model: type[Any]) -> Any:
    """What addresses name its records by."""
    named = getattr(model, "url_key", None)
    return getattr(model, named) if named else inspect(model).primary_key[0]


def plugin_of(endpoint: str) -> str | None:
    """The plugin an endpoint belongs to, or None for the core's."""
    blueprint = endpoint.partition(".")[0]
    return blueprint if blueprint in platform().plugin_blueprints else None


def open_door(app: Flask, endpoint: str) -> None:
    """Let everybody in to an endpoint that is not of our making, such as Flask's static files."""
    setattr(app.view_functions[endpoint], "door", Door(None, None))  # noqa: B010 - a function with a mark on it


def door_of(app: Flask, endpoint: str) -> Door | None:
    """What the endpoint's view declared."""
    return getattr(app.view_functions[endpoint], "door", None)


def check_doors(app: Flask) -> None:
    """Raise :class:`UndeclaredRoute` or :class:`UnknownPermission` for the first route that needs it."""
    known = platform_of(app).permissions
    for rule in app.url_map.iter_rules():
        door = door_of(app, rule.endpoint)
        if door is None:
            raise UndeclaredRoute(endpoint=rule.endpoint, rule=rule.rule)
        if door.permission and door.permission not in known:
            raise UnknownPermission(endpoint=rule.endpoint, permission=door.permission)


def platform_of(app: Flask) -> Any:
    """The platform of an application that is not (yet) the current one."""
    return app.extensions["lianzhan"]
