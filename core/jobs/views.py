"""Pages of the tasks: how far the work is that somebody asked for, and what came of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from flask import Blueprint, url_for
from sqlalchemy import select

from core.access import Permission, Role
from core.clock import now
from core.jobs import tasks
from core.jobs.models import Task
from core.web import _, done, render, requires, session, viewer
from core.words import lazy as _l
from core.words import unpacked

bp = Blueprint("jobs", __name__, template_folder="templates", url_prefix="/jobs")

PERMISSIONS = (
    Permission(
        "jobs.task",
        _l("Watch and cancel work that goes on in the background"),
        frozenset({Role.ADMINISTRATOR, Role.OFFICE, Role.MANAGER}),
    ),
)

STATE_WORDS = {
    "waiting": _l("Waiting to begin"),
    "running": _l("Going on"),
    "done": _l("Done"),
    "failed": _l("Could not be done"),
    "cancelled": _l("Cancelled"),
}
STATE_MARKS = {"waiting": "soon", "running": "info", "done": "done", "failed": "late"}
BEGINS_WITHIN: Final = timedelta(seconds=10)
"""A worker that is there looks far more often than that."""


@bp.get("/tasks")
@requires("jobs.task")
def recent() -> Any:
    """The newest tasks within reach."""
    reach = viewer().reach("jobs.task")
    newest = session().scalars(select(Task).where(Task.in_reach(reach)).order_by(Task.id.desc()).limit(50)).all()
    return render("jobs/tasks.html", tasks=newest, state_words=STATE_WORDS, state_marks=STATE_MARKS, said=unpacked)


@bp.get("/tasks/<id:task>")
@requires("jobs.task", on=Task)
def task(task: Task) -> Any:
    """How far it is; the page looks again by itself until the task has ended."""
    before = _before(task)
    return render(
        "jobs/task.html",
        task=task,
        title=unpacked(task.title),
        phase=unpacked(task.phase),
        error=unpacked(task.error),
        state=STATE_WORDS[task.state],
        mark=STATE_MARKS.get(task.state, "quiet"),
        is_stuck=_is_stuck(task, before, now()),
        before=before,
    )


@bp.post("/tasks/<id:task>/cancel")
@requires("jobs.task", on=Task)
def cancel(task: Task) -> Any:
    """Do not begin it, or leave off."""
    tasks.cancel(session(), task, now())
    return done(url_for(".task", task=task.id), _("Cancelled. Nothing of it was written."))


def _is_stuck(shown: Task, before: int, at: datetime) -> bool:
    """Whether nobody seems to work in the background."""
    if shown.state == "running":
        return shown.beat_at is not None and shown.beat_at < at - tasks.LEASE
    return shown.state == "waiting" and not before and shown.created_at < at - BEGINS_WITHIN


def _before(shown: Task) -> int:
    """How many tasks come first."""
    if shown.state != "waiting":
        return 0
    open_ones = select(Task.id).where(Task.state.in_(("waiting", "running")), Task.id < shown.id).limit(100)
    return len(session().scalars(open_ones).all())
