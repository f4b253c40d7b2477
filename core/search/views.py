"""Public search: one box for stations and deputies."""

from __future__ import annotations

import re
import time
from typing import Any, Final

from flask import Blueprint, current_app, request
from markupsafe import Markup, escape

from core.search import service
from core.search.limits import Allowance
from core.web import public, render, session, viewer
from core.web.listing import asked_text

bp = Blueprint("search", __name__, template_folder="templates")

_ALLOWANCE: Final = "lianzhan.search_allowance"


@bp.get("/search")
@public
def index() -> Any:
    """Stations and deputies found by the words, in groups."""
    words = asked_text()
    if words and viewer().is_stranger:
        allowance = current_app.extensions.setdefault(_ALLOWANCE, Allowance())
        allowance.take(request.remote_addr or "", time.monotonic())
    return render("search/index.html", words=words, found=service.find(session(), words))


@bp.app_template_filter()
def marked(text: str, words: str) -> Markup:
    """The text with the words that were searched for marked."""
    parts = [re.escape(part) for part in words.split()[:5]]
    if not parts:
        return escape(text)
    pieces = re.split(f"({'|'.join(parts)})", text, flags=re.IGNORECASE)
    # What was caught stands at every second place.
    return Markup("").join(
        Markup("<mark>%s</mark>") % piece if index % 2 else escape(piece) for index, piece in enumerate(pieces)
    )
