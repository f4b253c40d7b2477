"""Where the views of every room of alliances hang their pages."""

from __future__ import annotations

from core.api.web import Blueprint

bp = Blueprint("alliances", __name__)
