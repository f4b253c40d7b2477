"""Where the views of every room of agricultural machinery hang their pages."""

from __future__ import annotations

from core.api.web import Blueprint

bp = Blueprint("agri_machinery", __name__)
