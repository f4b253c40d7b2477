"""Answers: a page, or "done" and on to the next."""

from __future__ import annotations

from typing import Any

from flask import flash, make_response, redirect, render_template
from markupsafe import Markup
from wtforms import Form as AnyForm

from core.web.request import session, viewer
from core.words import LazyText, gettext


def render(template: str, **context: Any) -> Any:
    """A page. Status 422 when a form in the context holds errors, so that nobody takes it for a success."""
    failed = any(
        isinstance(value, AnyForm) and (value.errors or getattr(value, "problems", None)) for value in context.values()
    )
    return make_response(render_template(template, **context), 422 if failed else 200)


def html_words(msgid: str, **facts: Any) -> Markup:
    """What templates call ``_``: a message in the language of the request, its facts escaped."""
    words = Markup(gettext(msgid))  # noqa: S704 - a message is ours, not a visitor's
    return words % facts if facts else words


def done(url: str, message: str | LazyText | None = None) -> Any:
    """Success: said once, quietly, on the page the user is sent to."""
    if message:
        flash(str(message), "success")
    return redirect(url, 303)


__all__ = ["done", "render", "session", "viewer"]
