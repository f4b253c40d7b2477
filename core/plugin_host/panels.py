"""Panels: asked, rendered and framed, each inside the guard; a failing one leaves an error card in its place."""

from __future__ import annotations

from collections.abc import Callable, Container
from typing import Any

from flask import render_template
from markupsafe import Markup
from sqlalchemy.orm import Session

from core.access import Viewer
from core.plugin_host.declarations import Panel
from core.plugin_host.dispatch import Call, Dispatcher, answers
from core.plugin_host.failures import Failure
from core.plugin_host.marks import point_of

LAST = 1_000_000


def rendered(
    dispatcher: Dispatcher, off: Container[str], spec: Callable[..., Any], session: Session, asked: dict[str, Any]
) -> list[Markup]:
    """The panels of a hook as HTML, in their order."""
    shown: list[tuple[int, Markup]] = []
    point = point_of(spec)
    arguments = {**asked, "session": session} if "session" in point.parameters else asked
    for call in dispatcher.calls(spec):
        if call.plugin not in off:
            panels: list[Panel] | None = dispatcher.guarded(
                call, point.name, session, answers, call, point, (), arguments
            )
            if panels is None:
                shown.append((LAST, _error_card(dispatcher, call, asked.get("viewer"))))
            else:
                shown += [
                    (panel.order, _shown(dispatcher, call, point.name, session, panel, asked.get("viewer")))
                    for panel in panels
                ]
    return [html for _order, html in sorted(shown, key=lambda each: each[0])]


def _shown(
    dispatcher: Dispatcher, call: Call, hook: str, session: Session, panel: Panel, viewer: Viewer | None
) -> Markup:
    html = dispatcher.guarded(call, hook, session, _framed, panel)
    return _error_card(dispatcher, call, viewer) if html is None else html


def _framed(panel: Panel) -> Markup:
    body = Markup(render_template(panel.template, panel=panel, **panel.context))  # noqa: S704 - Jinja has escaped it
    return Markup(render_template("plugin_host/panel.html", panel=panel, body=body))  # noqa: S704


def _error_card(dispatcher: Dispatcher, call: Call, viewer: Viewer | None) -> Markup:
    """Says that something is missing here; to administrators also what and where."""
    detail: Failure | None = None
    if viewer is not None and viewer.may("plugins.manage"):
        detail = next(
            (failure for _at, failure in reversed(dispatcher.failures.recent) if failure.plugin == call.plugin), None
        )
    return Markup(render_template("plugin_host/panel_error.html", plugin=call.plugin, detail=detail))  # noqa: S704
