"""What kinds of standards, states of self-checks and stars are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from core.words import LazyText
from core.words import lazy as _

KIND_TITLES: Final[Mapping[str, LazyText]] = {
    "checklist": _("Checklist"),
    "rating": _("Rating in stars"),
    "staff": _("Composition of staff"),
}
STATE_TITLES: Final[Mapping[str, LazyText]] = {
    "none": _("Not begun"),
    "draft": _("Being filled in"),
    "submitted": _("Waits for review"),
    "returned": _("Sent back"),
    "reviewed": _("Reviewed"),
}
STATE_SIGNS: Final[Mapping[str, str]] = {"draft": "soon", "submitted": "info", "returned": "late", "reviewed": "done"}
_STARS: Final = (
    _("No star"),
    _("One star"),
    _("Two stars"),
    _("Three stars"),
    _("Four stars"),
    _("Five stars"),
)


def kind_title(kind: str) -> str:
    """The kind of standard as people say it."""
    title = KIND_TITLES.get(kind)
    return str(title) if title else kind


def check_state(state: str | None) -> str:
    """The state of a self-check as people say it; none yet is "not begun"."""
    title = STATE_TITLES.get(state or "none")
    return str(title) if title else str(state)


def check_sign(state: str | None) -> str:
    """The sign that stands before the state."""
    return STATE_SIGNS.get(state or "", "quiet")


def stars_words(stars: int | None) -> str:
    """So many stars, in words."""
    return str(_STARS[max(0, min(stars or 0, len(_STARS) - 1))])
