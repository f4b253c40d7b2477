"""The Flask application with our transaction: one a request, committed after the view and before any byte leaves."""

from __future__ import annotations

from typing import Any

from flask import Flask, g, redirect, request
from flask import session as kept_in_cookie
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from core.clock import now
from core.database import is_writing
from core.submissions import earlier_answer, remember
from core.web.request import SAFE_METHODS, session, viewer


class Application(Flask):
    """Flask, with the request's session ended where it belongs: not in teardown."""

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
