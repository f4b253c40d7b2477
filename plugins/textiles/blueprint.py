"""Where the views of every room of textiles hang their pages."""

from __future__ import annotations

from core.api.web import Blueprint

bp = Blueprint("textiles", __name__)
