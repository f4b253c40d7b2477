"""The audit as those see it who may: what happened, and whether the chain holds."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from flask import Blueprint, current_app, request, url_for
from sqlalchemy import ColumnElement, select

from core import audit
from core.access import Permission, Role
from core.accounts.models import Account
from core.audit import checks
from core.audit.models import AuditEntry
from core.audit.names import names_of
from core.audit.words import ACTION_WORDS, KIND_WORDS, LOOKING, action_words, actor_words, kind_words
from core.clock import STATION_ZONE, now
from core.plugin_host.declarations import NavItem
from core.web import _, done, render, requires, session, viewer
from core.web.listing import asked_one_of, asked_text, listed
from core.web.request import platform
from core.words import lazy as _l

bp = Blueprint("audit", __name__, template_folder="templates")

PERMISSIONS = (
    Permission(
        "audit.read", _l("Read who changed, exported or looked at what"), frozenset({Role.ADMINISTRATOR, Role.OFFICE})
    ),
    Permission("audit.verify", _l("Have the audit proven unaltered"), frozenset({Role.ADMINISTRATOR})),
)
NAV = (
    NavItem(
        title=_l("Audit"),
        endpoint="audit.index",
        permission="audit.read",
        order=90,
        icon="journal-check",
        place="admin",
    ),
)

LOOKED = "looked"
"""The view of who looked at or exported personal data."""
PAGES = {
    "account": "accounts.edit",
    "deputy": "deputies.show",
    "enterprise": "enterprises.show",
    "import_batch": "imports.show",
    "station": "stations.show",
    "task": "jobs.task",
}
"""Where a record of a kind is shown; the parameter has the kind's name."""


@bp.get("/audit/")
@requires("audit.read")
def index() -> Any:
    """What happened within reach, the latest first: by person, action, kind of record and days."""
    who, what = asked_text("who"), asked_one_of("what", [LOOKED, *ACTION_WORDS])
    kind, record = asked_text("kind"), asked_text("record")
    since, until = _asked_day("since"), _asked_day("until")
    query = select(AuditEntry).where(
        AuditEntry.in_reach(viewer().reach("audit.read")),
        *_narrowed(who=who, what=what, kind=kind, record=record),
        *_within(since, until),
    )
    listing = listed(query, {"newest": (AuditEntry.id.desc(),), "oldest": (AuditEntry.id,)})
    titles = {name: plugin.title for name, plugin in platform().host.plugins.items()}
    return render(
        "audit/index.html",
        listing=listing,
        asked={"who": who, "what": what, "kind": kind, "record": record, "since": since, "until": until},
        looked=LOOKED,
        actions=[(action, action_words(action)) for action in ACTION_WORDS],
        kinds=sorted(((key, str(words)) for key, words in KIND_WORDS.items()), key=lambda pair: pair[1]),
        names=names_of(session(), listing.page.rows),
        pages={kind: endpoint for kind, endpoint in PAGES.items() if endpoint in current_app.view_functions},
        action_words=action_words,
        actor_words=actor_words,
        kind_words=lambda kind: kind_words(kind, titles),
        check=next(iter(checks.latest(session())), None),
        fault_words=checks.fault_words,
    )


@bp.post("/audit/verify")
@requires("audit.verify")
def verify() -> Any:
    """Have the chain walked now, behind the page."""
    task = checks.ask_for(session(), now(), viewer().account_id)
    audit.record(session(), "verify_audit", task, {})
    return done(url_for("jobs.task", task=task.id), _("The audit is read from its first entry to the last."))


def _narrowed(*, who: str, what: str, kind: str, record: str) -> list[ColumnElement[bool]]:
    clauses: list[ColumnElement[bool]] = []
    if who:
        named = Account.name.contains(who, autoescape=True) | Account.username.contains(who, autoescape=True)
        of_account = AuditEntry.account_id.in_(select(Account.id).where(named))
        clauses.append(of_account | AuditEntry.actor.contains(who, autoescape=True))
    if what:
        clauses.append(AuditEntry.action.in_(LOOKING if what == LOOKED else (what,)))
    if kind:
        clauses.append(AuditEntry.subject_kind == kind)
    if record:
        clauses.append(AuditEntry.subject_id == record)
    return clauses


def _within(since: date | None, until: date | None) -> list[ColumnElement[bool]]:
    """From the beginning of one day to the end of the other, in the zone of the stations."""
    clauses: list[ColumnElement[bool]] = []
    if since:
        clauses.append(AuditEntry.at >= datetime.combine(since, time(), STATION_ZONE))
    if until and until < date.max:
        clauses.append(AuditEntry.at < datetime.combine(until + timedelta(1), time(), STATION_ZONE))
    return clauses


def _asked_day(name: str) -> date | None:
    """A day from the address; None for anything else."""
    try:
        asked = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
    return asked if asked.year > 1 else None
