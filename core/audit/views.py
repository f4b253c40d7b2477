"""The audit as those see it who may: what happened, and whether the chain holds."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from sqlalchemy import select

from core.access import Permission, Role
from core.audit.models import AuditEntry
from core.audit.words import action_words, actor_words, kind_words
from core.plugin_host.declarations import NavItem
from core.web import render, requires, viewer
from core.web.listing import asked_text, listed
from core.web.request import platform
from core.words import lazy as _l

bp = Blueprint("audit", __name__, template_folder="templates")

PERMISSIONS = (
    Permission(
        "audit.read", _l("Read who changed, exported or looked at what"), frozenset({Role.ADMINISTRATOR, Role.OFFICE})
    ),
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


@bp.get("/audit/")
@requires("audit.read")
def index() -> Any:
    """What happened within reach, the latest first; searched by actor, action or kind of record."""
    words = asked_text()
    query = select(AuditEntry).where(AuditEntry.in_reach(viewer().reach("audit.read")))
    if words:
        columns = (AuditEntry.actor, AuditEntry.action, AuditEntry.subject_kind, AuditEntry.subject_id)
        found = [column.contains(words, autoescape=True) for column in columns]
        query = query.where(found[0] | found[1] | found[2] | found[3])
    listing = listed(query, {"newest": (AuditEntry.id.desc(),), "oldest": (AuditEntry.id,)})
    titles = {name: plugin.title for name, plugin in platform().host.plugins.items()}
    return render(
        "audit/index.html",
        listing=listing,
        words=words,
        action_words=action_words,
        actor_words=actor_words,
        kind_words=lambda kind: kind_words(kind, titles),
    )
