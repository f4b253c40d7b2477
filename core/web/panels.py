"""Panels: what plugins show on pages of the core."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from core.web.request import platform, session


def panels(hook: str, **asked: Any) -> Sequence[Markup]:
    """The panels plugins answer to this hook, rendered, in their order.

    A panel that fails is an error card in its place; the page goes on.
    """
    answer: Sequence[Markup] = platform().host.panels(session(), hook, **asked)
    return answer
