"""Where the views of every room of duty days hang their pages."""

from __future__ import annotations

from core.api.web import Blueprint

bp = Blueprint("duty_days", __name__)
