"""An action item that an organ must take is offered to the plugins; until one makes a matter of it, it stays open and says so."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from core.api.data import ask_first, on_at
from plugins.alliances.actions.offered import OrganMustAct
from plugins.alliances.models import Action, ActionNote
from plugins.alliances.models.actions import OPEN

AT_ONCE: Final = 200
"""How many are offered again in one night."""


def pass_on(session: Session, action: Action, at: datetime) -> bool:
    """Offer one that an organ must take to the plugins; the first that takes it over has it. Whether one has."""
    from plugins.alliances.hookspecs import alliances_action_passed_on  # late: it speaks of what is declared beside

    if not action.awaits_a_plugin or action.organ_id is None:
        return False
    told = OrganMustAct(
        action_id=action.id,
        words=action.words,
        due=action.due,
        organ_id=action.organ_id,
        alliance_id=action.alliance_id,
        meeting_id=action.meeting_id,
    )
    taken = ask_first(alliances_action_passed_on, session, action.station, told)
    if taken is None:
        return False
    action.reference, action.reference_title = taken.key[:80], str(taken.title)[:200]
    action.state = "doing"
    action.notes.append(ActionNote(words=action.reference_title, state="doing", at=at))
    session.flush()
    return True


def pass_on_again(session: Session, at: datetime) -> int:
    """Offer all that wait for a plugin once more; returns how many were taken over."""
    query = (
        select(Action)
        .where(
            Action.organ_id.is_not(None),
            Action.reference == "",
            Action.state.in_(OPEN),
            on_at(session, "alliances", Action.station_id.expression),
        )
        .options(joinedload(Action.station))
        .order_by(Action.id)
        .limit(AT_ONCE)
    )
    return sum(pass_on(session, action, at) for action in session.scalars(query).all())
