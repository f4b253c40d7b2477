"""What went wrong, as a page: a sentence, and the way on. No input gives a 500."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

from flask import Flask, current_app, g, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from werkzeug.exceptions import HTTPException

from core.database.engine import is_busy
from core.errors import Busy, DomainError
from core.watch.logs import log
from core.web import _
from core.web.guard import SIGN_IN, door_of
from core.web.request import platform, viewer
from core.web.resuming import SessionEnded, as_context, came_from_us, unsent

MOST_READ_BYTES: Final = 64 * 2**20
"""Of a request that is too large, so much is read before it is answered."""


def register_error_pages(app: Flask) -> None:
    """Give every error its page."""
    app.register_error_handler(DomainError, _domain_error)
    app.register_error_handler(CSRFError, _csrf_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(OperationalError, _database_busy)
    app.register_error_handler(DataError, _value_too_large)
    app.register_error_handler(IntegrityError, _taken_meanwhile)
    app.register_error_handler(Exception, _unexpected)


def _page(status: int, sentence: str) -> Any:
    g.in_error_page = True
    return make_response(render_template("errors/error.html", status=status, sentence=sentence), status)


def _domain_error(problem: DomainError) -> Any:
    return _page(problem.status, str(problem))


def _csrf_error(problem: CSRFError) -> Any:  # noqa: ARG001 - Flask's signature
    if came_from_us():
        door = door_of(current_app, request.endpoint or "") if request.endpoint else None
        if viewer().is_stranger and ((door and door.permission) or request.endpoint == SIGN_IN):
            return current_app.handle_user_exception(SessionEnded(400))
        kept = render_template("errors/resume.html", signed_in=not viewer().is_stranger, **as_context(unsent()))
        return make_response(kept, 400)
    return _page(
        400,
        _(
            "This form did not come from a page of ours, or cookies are switched off. Go back, load the page again, and send it once more: what you typed is still there."
        ),
    )


def _read_to_the_end() -> None:
    """Take what the browser still sends, within bounds: one that is cut short shows "connection reset", not our page."""
    rest, stream = min(request.content_length or 0, MOST_READ_BYTES), request.environ["wsgi.input"]
    if "stream" in vars(request):  # reading began: the rest of what was announced
        stream = request.stream
    try:
        while rest > 0 and (piece := stream.read(min(rest, 2**16))):
            rest -= len(piece)
    except (OSError, HTTPException):
        log.info("upload_broke_off", path=_path())


def _http_error(problem: HTTPException) -> Any:
    status = problem.code or 500
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        _read_to_the_end()
    if status < 400:
        return problem
    sentences = {
        401: _("Sign in first."),
        403: _("Your account may not do this. Ask your office for the role that may."),
        404: _("There is no page here. Check the address, or start from the home page."),
        405: _("This address does not take what was sent. Go back and use the buttons of the page."),
        413: _(
            "What you sent is too large: at most %(size)s MB. Make it smaller and send it again.",
            size=platform().max_request_mb,
        ),
        429: _("That was too often in a short time. Wait a few minutes and try again."),
    }
    answer = _page(
        status, sentences.get(status) or _("The server could not understand what was sent. Go back and try again.")
    )
    for name, value in problem.get_headers():
        if name.lower() == "allow":
            answer.headers[name] = value
    return answer


def _database_busy(problem: OperationalError) -> Any:
    if is_busy(problem):
        return _domain_error(Busy())
    return _unexpected(problem)


def _value_too_large(problem: DataError) -> Any:
    log.warning("value_refused_by_database", path=_path(), error=type(problem.orig).__name__)
    return _page(
        422,
        _("One of the values is longer or larger than the database can keep. Go back, shorten it, and send it again."),
    )


def _taken_meanwhile(problem: IntegrityError) -> Any:
    log.warning("refused_by_constraint", path=_path(), error=type(problem.orig).__name__)
    return _page(
        409, _("Somebody else has just saved the same. Look whether theirs is what you meant, or change yours.")
    )


def _unexpected(problem: Exception) -> Any:
    log.error("unexpected_error", path=_path(), method=request.method, exc_info=problem)
    return _page(
        500,
        _(
            "Something went wrong on our side. It has been written down with the time; nothing was saved half. Try again, and tell your administrator if it stays."
        ),
    )


def _path() -> str:
    """The path asked for, without a token that would let in whoever reads the log."""
    token = (request.view_args or {}).get("token")
    return request.path.replace(token, "...") if isinstance(token, str) else request.path
