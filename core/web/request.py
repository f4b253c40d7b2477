"""One request, one session, one viewer; and what a second sending of the same form gets."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from flask import current_app, g, request
from flask_login import current_user
from sqlalchemy.orm import Session

from core import database
from core.access import STRANGER, Viewer

if TYPE_CHECKING:
    from core.files.store import Store
    from core.platform import Platform

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def platform() -> Platform:
    """The running platform: settings, database, plugin host."""
    return cast("Platform", current_app.extensions["lianzhan"])


def files() -> Store:
    """Where photos and documents lie."""
    return platform().files


def session() -> Session:
    """The request's session.

    GET reads: a change is refused. An unsafe method has one write transaction, begun at the first
    statement and committed after the view, unless the view is marked ``@reads_first``.
    """
    if "session" not in g:
        g.session = platform().database.session(writes=request.method not in SAFE_METHODS and not _reads_first())
    return cast("Session", g.session)


def _reads_first() -> bool:
    """Whether the view of this request is marked so. Asked of the view itself: plugins' switches read before any view."""
    view = current_app.view_functions.get(request.endpoint or "")
    return bool(getattr(view, "reads_first", False))


def viewer() -> Viewer:
    """Who is asking; a stranger when nobody is signed in."""
    who = current_user._get_current_object()  # noqa: SLF001 - werkzeug's own name for it
    return who if isinstance(who, Viewer) else STRANGER


def begin_write() -> Session:
    """End the reading, begin the write transaction: for views marked ``@reads_first``, after their slow work."""
    database.begin_write(session())
    return session()
