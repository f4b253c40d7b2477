"""Health, for whoever watches the server."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from core.access import Permission, Role
from core.web import public, requires, session
from core.web.request import platform
from core.words import lazy as _l

bp = Blueprint("watch", __name__)

PERMISSIONS = (
    Permission(
        name="watch.metrics", title=_l("Read the measurements of the server"), roles=frozenset({Role.ADMINISTRATOR})
    ),
)


@bp.get("/healthz")
@public
def alive() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@bp.get("/readyz")
@public
def ready() -> tuple[dict[str, Any], int]:
    """The database answers, and no plugin has failed (a failed plugin is told, but does not make us unready)."""
    try:
        session().execute(text("SELECT 1"))
    except SQLAlchemyError:
        return {"status": "no database"}, 503
    return {"status": "ok", "failed_plugins": platform().host.failed_names()}, 200


@bp.get("/metrics")
@requires("watch.metrics")
def metrics() -> tuple[bytes, int, dict[str, str]]:
    """Measurements in Prometheus's text format."""
    # Imported late: it is slow to load and asked for by one page only.
    from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

    return generate_latest(), 200, {"Content-Type": CONTENT_TYPE_LATEST}
