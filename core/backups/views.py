"""The administrators' page of backups: what there is, what went wrong, one now, and a copy for elsewhere."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, send_file, url_for
from sqlalchemy import select

from core import audit
from core.access import Permission, Role
from core.backups import keeping
from core.backups.models import BackupRun
from core.backups.options import AT, DAILY, FORM, MONTHLY, NIGHTLY, WEEKLY
from core.backups.tasks import MAKE, ask
from core.clock import now
from core.errors import NotFound
from core.jobs.models import OPEN_STATES, Task
from core.options.service import option
from core.plugin_host.declarations import NavItem
from core.web import begin_write, done, reads_first, render, requires, session, viewer
from core.web.request import platform
from core.words import lazy as _l
from core.words import unpacked

bp = Blueprint("backups", __name__, template_folder="templates", url_prefix="/backups")

PERMISSIONS = (Permission("backups.manage", _l("Make and take away backups"), frozenset({Role.ADMINISTRATOR})),)
NAV = (
    NavItem(
        title=_l("Backups"),
        endpoint="backups.index",
        permission="backups.manage",
        place="admin",
        order=60,
        icon="archive",
    ),
)
SETTINGS_FORMS = (FORM,)

LABELS = {
    keeping.SCHEDULED: _l("By night"),
    keeping.BY_HAND: _l("By hand"),
    "before-restore": _l("Before a restore"),
}
BEFORE_PURGE = _l("Before a plugin was purged")
MOST_SHOWN = 100


@bp.get("/")
@requires("backups.manage")
def index() -> Any:
    """What lies in the folder, newest first; above it, how things stand."""
    folder = platform().settings.backup_dir
    kept = keeping.kept_in(folder)[:MOST_SHOWN]
    names = [one.name for one in kept]
    runs = session().scalars(select(BackupRun).where(BackupRun.file_name.in_(names))).all()
    waiting = select(Task).where(Task.kind == MAKE, Task.state.in_(OPEN_STATES)).order_by(Task.id).limit(1)
    return render(
        "backups/index.html",
        folder=folder,
        kept=kept,
        runs={run.file_name: run for run in runs},
        standing=keeping.standing(session(), now()),
        going_on=session().scalars(waiting).one_or_none(),
        labels={one.label: LABELS.get(one.label, BEFORE_PURGE) for one in kept},
        said=unpacked,
        nightly=option(session(), NIGHTLY),
        at=option(session(), AT).strftime("%H:%M"),
        numbers={
            "daily": option(session(), DAILY),
            "weekly": option(session(), WEEKLY),
            "monthly": option(session(), MONTHLY),
        },
    )


@bp.post("/")
@requires("backups.manage")
def make() -> Any:
    """Ask for one now."""
    task = ask(session(), now(), reason="by_hand", account_id=viewer().account_id, link=url_for(".index"))
    return done(url_for("jobs.task", task=task.id))


@bp.post("/<backup>/download")
@reads_first
@requires("backups.manage")
def download(backup: str) -> Any:
    """Take one away, which is written down: everything personal is in it."""
    kept = keeping.named(platform().settings.backup_dir, backup)
    if kept is None:
        raise NotFound
    writing = begin_write()
    run = writing.scalars(select(BackupRun).where(BackupRun.file_name == kept.name).limit(1)).one_or_none()
    if run is None:  # made before this database was restored, or by a copy of it
        run = BackupRun(reason="by_hand", started_at=kept.at, finished_at=kept.at, file_name=kept.name, size=kept.size)
        writing.add(run)
        writing.flush()
    audit.record(writing, "download", run, {"file": kept.name})
    return send_file(kept.path, mimetype="application/zip", as_attachment=True, download_name=kept.name, max_age=0)
