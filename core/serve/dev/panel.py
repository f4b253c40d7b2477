"""The developer's panel: put into every page of a developer's server, after the page is made and before it is packed.

It says what plugins did for the page and what went wrong, without a word of records: no values of variables, and of what
exceptions say only what cannot be somebody's name or number.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Flask, g, has_request_context, request
from werkzeug.wrappers import Response

from core.clock import now
from core.plugin_host.tracing import in_order
from core.serve.dev.troubles import Trouble, of_catalog, of_exception, of_jobs, of_loading
from core.watch.logs import log

if TYPE_CHECKING:
    from core.plugin_host.dispatch import Step
    from core.plugin_host.host import PluginHost

END_OF_PAGE = b"</body>"
MOST = 20
"""So many troubles of one page are shown."""

bp = Blueprint(
    "serve_dev",
    "core.serve",
    template_folder="templates",
    static_folder="static",
    static_url_path="/serve/dev/static",
)


def attach(app: Flask, unread: Sequence[tuple[Path, Exception]] = ()) -> None:
    """Show the panel on every page of this application; ``unread`` are the catalogs that could not be compiled."""
    running = app.extensions["lianzhan"]
    host: PluginHost = running.host
    host.rehearse()
    words = [of_catalog(host, catalog, problem) for catalog, problem in unread]
    since = now()
    app.register_blueprint(bp)
    host.dispatcher.told = _note_step
    host.failures.told = lambda plugin, hook, error: _note_trouble(host, plugin, hook, error)

    def beside(answer: Response) -> Response:
        if _is_page(answer):
            try:  # what is beside the page must not cost the page
                _put_into(app, answer, words, since)
            except Exception as problem:
                log.warning("developers_panel_failed", exc_info=problem)
        return answer

    app.after_request(beside)


def _note_step(step: Step) -> None:
    if has_request_context():
        g.setdefault("dev_steps", []).append(step)


def _note_trouble(host: PluginHost, plugin: str, hook: str, error: BaseException) -> None:
    if has_request_context():
        g.setdefault("dev_troubles", []).append(of_exception(host, plugin, hook, error))


def _is_page(answer: Response) -> bool:
    whole = not answer.is_streamed and not answer.direct_passthrough and request.method != "HEAD"
    return whole and answer.mimetype == "text/html"


def _put_into(app: Flask, answer: Response, words: list[Trouble], since: datetime) -> None:
    page = answer.get_data()
    before, end, after = page.rpartition(END_OF_PAGE)
    if end:
        answer.set_data(before + _panel(app, words, since).encode() + end + after)


def _panel(app: Flask, words: list[Trouble], since: datetime) -> str:
    running = app.extensions["lianzhan"]
    with running.database.reading() as session:
        loading = [*of_loading(running.host, session), *of_jobs(session, running.host, since)]
    troubles: list[Trouble] = list(dict.fromkeys([*g.get("dev_troubles", ()), *loading, *words]))
    steps: list[tuple[int, Any]] = in_order(g.get("dev_steps", ()))
    of_plugins = sum(step.seconds for depth, step in steps if depth == 0) * 1000
    template = app.jinja_env.get_template("serve/dev_panel.html")
    return template.render(troubles=troubles[:MOST], more=len(troubles) - MOST, steps=steps, ms=of_plugins)
