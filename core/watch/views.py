"""Health, for whoever watches the server."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from sqlalchemy.exc import SQLAlchemyError

from core.access import Permission, Role
from core.clock import now
from core.watch import beats
from core.watch.measures import measures
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
    """The database answers. Plugins that failed, and processes not heard of, are told and do not make us unready."""
    try:
        silent = sorted(kind for kind, heard in beats.alive(session(), now()).items() if heard is None)
    except SQLAlchemyError:
        return {"status": "no database"}, 503
    return {"status": "ok", "failed_plugins": platform().host.failed_names(), "silent": silent}, 200


@bp.get("/metrics")
@requires("watch.metrics")
def metrics() -> tuple[bytes, int, dict[str, str]]:
    """Measurements in Prometheus's text format: of this process, and the numbers of the health page."""
    # Imported late: it is slow to load and asked for by one page only.
    from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

    told = CollectorRegistry()
    for name, (words, value) in measures(session(), platform(), now()).items():
        Gauge(name, words, registry=told).set(value)
    return generate_latest() + generate_latest(told), 200, {"Content-Type": CONTENT_TYPE_LATEST}
