"""A web part of the developer's server: the application with the developer's panel, or the page that says why there is none."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Iterable
from contextlib import suppress
from html import escape
from http import HTTPStatus
from typing import Any

from core.errors import DomainError
from core.platform import ROOT, catalog
from core.serve.dev.catalogs import compile_changed
from core.serve.dev.running import READY, check_is_ones_own
from core.serve.dev.watching import plugin_folders
from core.serve.service import end_with_server
from core.settings import Settings
from core.words import lazy as _
from core.words import say

Answering = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

POLICY = "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"


def make_app() -> Answering:
    """What the web process answers with. Never raises: what is broken is shown instead of the pages."""
    end_with_server()
    try:
        answering = _application()
    except KeyboardInterrupt:
        raise
    except BaseException as problem:  # noqa: BLE001 - code that was just saved may do anything when it is imported
        answering = _broken(problem)
    return _saying_which(answering, os.environ["DEV_PART"])


def _application() -> Answering:
    from core.app import create_app
    from core.serve.dev.panel import attach

    settings = Settings.from_environ()
    check_is_ones_own(settings)
    unread = compile_changed([ROOT, *plugin_folders(settings)])
    app = create_app(settings)
    attach(app, unread)
    return app


def _saying_which(answering: Answering, part: str) -> Answering:
    """The same, saying at an address of its own which part it is: the developer's server waits for that."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ.get("PATH_INFO") != READY:
            return answering(environ, start_response)
        start_response("200 OK", [("Content-Type", "text/plain"), ("Cache-Control", "no-store")])
        return [part.encode()]

    return answer


def _broken(problem: BaseException) -> Answering:
    """Every address says why the platform itself could not be started; nothing of it is needed for that."""
    with suppress(Exception):  # a broken catalog must not hide what is broken
        say(catalog())
    if isinstance(problem, DomainError):
        told = str(problem)
    else:
        traceback.print_exception(problem)
        told = "".join(traceback.format_exception(problem, limit=-6, chain=False))
    title = str(_("LianZhan could not be started with what was saved"))
    lead = str(_("Mend it and save again; this page can then be loaded again."))
    page = (
        f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<main><h1>{escape(title)}</h1><p>{escape(lead)}</p><pre>{escape(told)}</pre></main></html>"
    ).encode()
    status = HTTPStatus.SERVICE_UNAVAILABLE

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        headers = [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Length", str(len(page))),
            ("Cache-Control", "no-store"),
            ("Content-Security-Policy", POLICY),
            ("X-Content-Type-Options", "nosniff"),
        ]
        start_response(f"{status.value} {status.phrase}", headers)
        return [] if environ.get("REQUEST_METHOD") == "HEAD" else [page]

    return answer
