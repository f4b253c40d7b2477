"""Panels: asked, rendered and framed, each inside the guard; a failing one leaves an error card in its place."""

from __future__ import annotations

from collections.abc import Callable, Container
from functools import partial
from typing import Any

from flask import current_app
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
    calls = [call for call in dispatcher.calls(spec) if call.plugin not in off]
    if not calls:
        return []
    shown: list[tuple[int, Markup]] = []
    point, around = point_of(spec), _around()
    arguments = {**asked, "session": session} if "session" in point.parameters else asked
    for call in calls:
        card = partial(_error_card, dispatcher, call, asked.get("viewer"), around)
        panels: list[Panel] | None = dispatcher.guarded(call, point.name, session, answers, call, point, (), arguments)
        if panels is None:
            shown.append((LAST, card()))
            continue
        for panel in panels:
            framed = dispatcher.guarded(call, point.name, session, _framed, panel, around)
            shown.append((panel.order, card() if framed is None else framed))
    return [html for _order, html in sorted(shown, key=lambda each: each[0])]


def _around() -> dict[str, Any]:
    """What every template of this request is given, asked once for all panels."""
    around: dict[str, Any] = {}
    current_app.update_template_context(around)
    return around


def _framed(panel: Panel, around: dict[str, Any]) -> Markup:
    body = _rendered(panel.template, {**around, **panel.context, "panel": panel})
    return _rendered("plugin_host/panel.html", {**around, "panel": panel, "body": body})


def _rendered(template: str, given: dict[str, Any]) -> Markup:
    return Markup(current_app.jinja_env.get_template(template).render(given))  # noqa: S704 - Jinja has escaped it


def _error_card(dispatcher: Dispatcher, call: Call, viewer: Viewer | None, around: dict[str, Any]) -> Markup:
    """Says that something is missing here; to administrators also what and where."""
    detail: Failure | None = None
    if viewer is not None and viewer.may("plugins.manage"):
        detail = next(
            (failure for _at, failure in reversed(dispatcher.failures.recent) if failure.plugin == call.plugin), None
        )
    return _rendered("plugin_host/panel_error.html", {**around, "plugin": call.plugin, "detail": detail})
