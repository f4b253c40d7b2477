"""Kinds of action items: the usual one, and those that plugins add."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from core.api.data import Station, ask
from plugins.alliances.actions.errors import ActionKindUnknown
from plugins.alliances.actions.offered import ActionKind
from plugins.alliances.actions.words import USUAL
from plugins.alliances.models.actions import USUAL as USUAL_KEY

MOST_FIELDS = 8
LONGEST_DETAIL = 200


def kinds_at(session: Session, station: Station) -> dict[str, ActionKind]:
    """The kinds there are at a station by their keys, the usual one first."""
    from plugins.alliances.hookspecs import alliances_action_kinds  # late: it speaks of what is declared beside

    found = {USUAL_KEY: ActionKind(key=USUAL_KEY, title=USUAL)}
    for kind in ask(alliances_action_kinds, session, station):
        found.setdefault(kind.key[:40], kind)
    return found


def details_of(
    session: Session, station: Station, key: str, typed: Mapping[str, str], known: Mapping[str, str] | None = None
) -> dict[str, str]:
    """What of the typed words this kind asks for; `known` stays where its plugin is there no more.

    Raises ActionKindUnknown for one that is new.
    """
    if key == USUAL_KEY:
        return {}
    kind = kinds_at(session, station).get(key)
    if kind is None and known is None:
        raise ActionKindUnknown
    if kind is None:
        return dict(known or {})
    asked = [one.key for one in kind.fields[:MOST_FIELDS]]
    return {one: typed[one].strip()[:LONGEST_DETAIL] for one in asked if typed.get(one, "").strip()}
