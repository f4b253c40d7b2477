"""The Flask application with our transaction: one a request, committed after the view and before any byte leaves."""

from __future__ import annotations

from typing import Any

from flask import Flask, g, redirect, request
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
        except BaseException:
            if "session" in g:
                g.session.rollback()
            raise


def _submission_key() -> str | None:
    token = request.form.get("once", "")
    return f"{viewer().account_id or 0}:{token}" if 0 < len(token) <= 40 else None


def _committed(key: str | None, answer: Response) -> Response:
    if "session" not in g or not is_writing(g.session):
        return answer
    if key and 300 <= answer.status_code < 400:
        try:
            remember(g.session, key, answer.location or "/", now())
        except IntegrityError:
            # The simultaneous twin of this form was committed first: what it did stands, ours is undone.
            g.session.rollback()
            return redirect(earlier_answer(g.session, key) or "/", 303)
    g.session.commit()
    return answer


def close_session(problem: BaseException | None = None) -> None:  # noqa: ARG001 - Flask's signature
    """Give the connection back; whatever was not committed is undone."""
    ended = g.pop("session", None)
    if ended is not None:
        ended.close()
