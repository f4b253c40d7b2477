"""What a visitor prefers: the language, and the edition for older readers. Kept in a cookie, not about anybody."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, request, url_for

from core.web.guard import public
from core.web.request import platform

bp = Blueprint("preferences", __name__)

LANGUAGES = ("zh_Hans_CN", "en")
YEAR_S = 365 * 24 * 3600


def language() -> str:
    """The language of this request: Chinese unless the visitor chose otherwise."""
    chosen = request.cookies.get("language", "")
    return chosen if chosen in LANGUAGES else LANGUAGES[0]


def is_elder() -> bool:
    """Whether the edition for older readers is on."""
    return request.cookies.get("elder") == "1"


@bp.post("/preferences")
@public
def choose() -> Any:
    """Keep a choice (``language`` or ``elder``) and go back to the page it was made on."""
    back = request.form.get("back", "")
    answer = redirect(
        back if back.startswith("/") and not back.startswith(("//", "/\\")) else url_for("home.index"), 303
    )
    secure = platform().settings.is_https
    if request.form.get("language") in LANGUAGES:
        answer.set_cookie(
            "language", request.form["language"], max_age=YEAR_S, httponly=True, samesite="Lax", secure=secure
        )
    if request.form.get("elder") in ("0", "1"):
        answer.set_cookie("elder", request.form["elder"], max_age=YEAR_S, httponly=True, samesite="Lax", secure=secure)
    return answer
