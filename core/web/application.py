"""The Flask application with our transaction: one a request, committed after the view and before any byte leaves.

What every page needs and is the same every time (addresses without parameters, the names templates know) is put
together once.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import MutableMapping
from typing import Any

from flask import Flask, g, has_request_context, redirect, request
from flask import session as kept_in_cookie
from flask.sessions import SecureCookieSessionInterface
from flask.templating import Environment
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from core.clock import now
from core.database import is_writing
from core.submissions import earlier_answer, remember
from core.web.addresses import Address
from core.web.request import SAFE_METHODS, session, viewer


class Templates(Environment):
    """Flask's, for templates that have no globals of their own, as none of ours has."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """One mapping for all: Jinja compares its names at every import of every page, and a chain of two slowly."""
        return ChainMap(d, self.globals) if d else self.globals


class Cookies(SecureCookieSessionInterface):
    """Flask's sessions in a signed cookie, by a signer that is made once and not twice a request."""

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """What signs the cookie; another one where the key is another."""
        if getattr(self, "_key", None) != app.secret_key:
            self._key, self._signer = app.secret_key, super().get_signing_serializer(app)
        return self._signer


class Application(Flask):
    """Flask, with the request's session ended where it belongs: not in teardown."""

    jinja_environment = Templates
    url_rule_class = Address
    session_interface = Cookies()

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._addresses: dict[tuple[str, str], str] = {}

    def url_for(self, /, endpoint: str, **asked: Any) -> str:
        """The same; the address of a page without parameters is put together once."""
        blueprint = endpoint.rpartition(".")[0]
        if any(asked.values()) or not blueprint or blueprint in self.url_default_functions or not has_request_context():
            return super().url_for(endpoint, **asked)
        key = request.script_root, endpoint
        if key not in self._addresses:
            self._addresses[key] = super().url_for(endpoint, **asked)
        return self._addresses[key]

    def dispatch_request(self) -> Any:
        """Run the view; commit what it wrote, or roll back on any exception."""
        if request.method in SAFE_METHODS:
            return super().dispatch_request()
        key = _submission_key()
        if key and (location := earlier_answer(session(), key)):
            return redirect(location, 303)
        try:
            answer = self.make_response(super().dispatch_request())
            return _committed(key, answer)
        except IntegrityError:
            g.session.rollback()
            if twin := _twins_answer(key):
                return twin
            raise
        except BaseException:
            if "session" in g:
                g.session.rollback()
            raise


def _submission_key() -> str | None:
    token = request.form.get("once", "")
    well_formed = 0 < len(token) <= 40 and token.isascii() and token.isprintable()
    return f"{viewer().account_id or 0}:{token}" if well_formed else None


def _committed(key: str | None, answer: Response) -> Response:
    if "session" not in g or not is_writing(g.session):
        return answer
    if key and 300 <= answer.status_code < 400:
        remember(g.session, key, answer.location or "/", now())
    elif twin := _twins_answer(key):
        g.session.rollback()
        return twin
    g.session.commit()
    return answer


def _twins_answer(key: str | None) -> Response | None:
    """Where the simultaneous twin of this form was sent to, if it was committed first: what it did stands, ours is undone."""
    location = earlier_answer(g.session, key) if key else None
    return redirect(location, 303) if location else None


def keep_out_of_caches(answer: Response) -> Response:
    """What somebody signed in was shown is asked for anew; what a form answered (a number revealed) is kept nowhere.

    Nor is what a link shows that lets in: whose slip it is.

    Pages are not forbidden to be kept for going back: a half-filled form would be lost.
    """
    if "token" in (request.view_args or {}):
        answer.headers["Cache-Control"] = "no-store"
    elif (request.endpoint or "").rpartition(".")[2] != "static" and ("_user_id" in kept_in_cookie or "device" in g):
        answer.headers["Cache-Control"] = "private, no-cache" if request.method in SAFE_METHODS else "no-store"
    return answer


def close_session(problem: BaseException | None = None) -> None:  # noqa: ARG001 - Flask's signature
    """Give the connection back; whatever was not committed is undone."""
    ended = g.pop("session", None)
    if ended is not None:
        ended.close()
