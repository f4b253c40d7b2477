"""Where the views of every room of enterprise visits hang their pages."""

from __future__ import annotations

from core.api.web import Blueprint

bp = Blueprint("enterprise_visits", __name__)
