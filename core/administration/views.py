"""The administration's own pages: the overview, the scheduled jobs, the health of the platform."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, after_this_request, current_app, url_for

from core.access import Permission, Role
from core.administration import health as healths
from core.administration import scheduled
from core.administration.counts import counts, provisional_year
from core.administration.tiles import tiles
from core.clock import now, today
from core.jobs.queue import Queue
from core.plugin_host.declarations import NavItem
from core.watch import beats
from core.web import _, done, render, requires, session, viewer
from core.web.request import platform
from core.words import lazy as _l

bp = Blueprint("administration", __name__, template_folder="templates", url_prefix="/administration")

PERMISSIONS = (
    Permission(
        "administration.see", _l("See the overview of the administration"), frozenset({Role.ADMINISTRATOR, Role.OFFICE})
    ),
    Permission("jobs.manage", _l("See scheduled jobs and run them"), frozenset({Role.ADMINISTRATOR})),
    Permission("watch.health", _l("See how the platform is"), frozenset({Role.ADMINISTRATOR})),
)
NAV = (
    NavItem(
        title=_l("Overview"),
        endpoint="administration.index",
        permission="administration.see",
        order=5,
        icon="grid",
        place="admin",
    ),
)

JOB_WORDS = {
    "done": _l("done"),
    "failed": _l("failed"),
    "running": _l("going on"),
    "waiting": _l("waiting to begin"),
    "cut_off": _l("cut off, will be tried again"),
    "never": _l("not yet run"),
}
JOB_MARKS = {
    "done": "done",
    "failed": "late",
    "running": "info",
    "waiting": "soon",
    "cut_off": "late",
    "never": "quiet",
}


@bp.get("/")
@requires("administration.see")
def index() -> Any:
    """What needs somebody, and the ways to everything that can be decided."""
    at = now()
    found = counts(session(), at)
    wrong = None
    if viewer().may("watch.health"):
        wrong = sum(finding.sign == "late" for finding in healths.findings(session(), platform(), found, at))
    offered = tiles(found, provisional_year(session(), today()), wrong)
    shown = [tile for tile in offered if viewer().may(tile.permission) and tile.endpoint in current_app.view_functions]
    return render("administration/index.html", tiles=shown)


@bp.get("/health")
@requires("watch.health")
def health() -> Any:
    """How the platform is; what is not in order stands first and says what to do."""
    at = now()
    found = healths.findings(session(), platform(), counts(session(), at), at)
    return render("administration/health.html", findings=found, known=current_app.view_functions)


@bp.get("/jobs")
@requires("jobs.manage")
def jobs() -> Any:
    """What is done without anybody asking: the last time, the next time, what failed."""
    at = now()
    heard = beats.alive(session(), at)
    return render(
        "administration/jobs.html",
        jobs=scheduled.scheduled(session(), platform(), at),
        titles={name: plugin.title for name, plugin in platform().host.plugins.items()},
        words=JOB_WORDS,
        marks=JOB_MARKS,
        day_long=timedelta(days=1),
        is_served=all(heard.values()),
    )


@bp.post("/jobs/<job>/run")
@requires("jobs.manage")
def run_job(job: str) -> Any:
    """Do one now, outside its times."""
    run = scheduled.run_now(session(), platform(), job, now())
    after_this_request(lambda answer: _nudged(run.id, answer))
    return done(url_for(".jobs"), _("It begins within a minute. Load this page again to see what came of it."))


def _nudged(run_id: int, answer: Any) -> Any:
    """Tell the worker, now that the row is committed; the sweep finds it anyway."""
    queue = Queue(platform())
    queue.nudge(run_id)
    queue.close()
    return answer
