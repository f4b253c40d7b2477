"""Which code of a third-party plugin an administrator has enabled, and whether it is still that.

The platform looks at every file of the plugin's package, not at what the installer has written down about them. What a
plugin imports from other packages is pinned by pip's own hashes.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from core.clock import STATION_ZONE, day_in_words
from core.plugin_host.errors import PluginChanged
from core.plugin_host.models import PluginState
from core.words import lazy as _

if TYPE_CHECKING:
    from core.database import Database
    from core.plugin_host.manifest import Found

MADE_HERE = (".pyc", ".pyo", ".mo")
"""Endings of what Python and the catalogs make of the files beside them."""
SHOWN = 12
"""So much of a digest people are shown."""


def digest_of(folder: Path) -> str:
    """The SHA-256 over the names and contents of all files of a package."""
    whole = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix not in MADE_HERE):
        for part in (file.relative_to(folder).as_posix().encode(), file.read_bytes()):
            whole.update(hashlib.sha256(part).digest())
    return whole.hexdigest()


def remember(state: PluginState, found: Found, at: datetime, by: str) -> None:
    """Note the code that is enabled now. What comes with this distribution is not third-party, and is not noted."""
    state.enabled_at, state.enabled_by = at, by[:80]
    if is_pinned(found):
        state.code_digest = digest_of(found.folder)
        state.code_version = found.manifest.version[:80] if found.manifest else ""


def is_pinned(found: Found) -> bool:
    """Whether the code of this plugin is remembered: that of plugins of other distributions."""
    return not found.bundled and found.manifest is not None


def changed(found: Found, state: PluginState | None, *, must_be_known: bool = False) -> PluginChanged | None:
    """What is to be said when the code is not that which was enabled; with ``must_be_known``, also when nobody noted which."""
    if not is_pinned(found) or (not must_be_known and not (state and state.code_digest)):
        return None
    if state is None or not state.code_digest or state.enabled_at is None:
        return PluginChanged(
            plugin=found.name, when=_("It is not known which code was enabled."), now=_described(found, "")
        )
    if digest_of(found.folder) == state.code_digest:
        return None
    was = f"{state.code_version} ({state.code_digest[:SHOWN]})"
    when = _(
        "It was %(was)s when %(by)s enabled it on %(day)s.",
        was=was,
        by=state.enabled_by or "-",
        day=day_in_words(state.enabled_at.astimezone(STATION_ZONE).date()),
    )
    return PluginChanged(plugin=found.name, when=when, now=_described(found, digest_of(found.folder)))


def remembered(database: Database) -> dict[str, PluginState]:
    """What was enabled, by name; nothing where the database is not there yet, or older than this."""
    try:
        with database.reading() as session:
            return {row.name: _let_go(session, row) for row in session.scalars(select(PluginState))}
    except SQLAlchemyError:
        return {}


def _let_go(session: Session, row: PluginState) -> PluginState:
    session.expunge(row)
    return row


def _described(found: Found, digest: str) -> str:
    version = found.manifest.version if found.manifest else ""
    return f"{version} ({digest[:SHOWN]})" if digest else version
