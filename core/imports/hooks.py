"""What an import asks and tells the plugins, and what it does for those who will sign in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from core import hookspecs
from core.accounts import slips
from core.imports.plans import Plan
from core.imports.stations import Tell, Understand
from core.plugin_host.host import PluginHost
from core.words import LazyText


def understanding(host: PluginHost) -> Understand:
    """How the active plugins understand duty rules in words; the first that does."""

    def understand(words: str) -> LazyText | None:
        given = host.first(hookspecs.duty_words, words)
        return given.value.sentence if given and given.value else None

    return understand


def telling(host: PluginHost, session: Session) -> Tell:
    """Tells the active plugins of a station; each may write in a savepoint of its own."""
    return lambda station: host.announce(hookspecs.station_imported, session, station)


def let_in(session: Session, made: Plan, at: datetime) -> None:
    """Give the deputies of a list that was written their accounts: without passwords, to be let in by slips."""
    if made.kind == "deputies":
        slips.make_accounts(session, at, made.options.region_code)
