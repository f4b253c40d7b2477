"""Panels: what plugins show on pages of the core, and of other plugins."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from markupsafe import Markup

from core.web.request import platform, session


def panels(hook: str | Callable[..., Any], **asked: Any) -> Sequence[Markup]:
    """The panels plugins answer to this hook of the core, or of a plugin, rendered, in their order.

    A panel that fails is an error card in its place; the page goes on.
    """
    answer: Sequence[Markup] = platform().host.panels(session(), hook, **asked)
    return answer
