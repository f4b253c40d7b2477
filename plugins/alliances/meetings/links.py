"""The secret addresses at which who has no account answers an invitation: showing, finding and revoking them."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.api.data import record
from plugins.alliances.addresses import made_of, new_selector, selector_in
from plugins.alliances.meetings.errors import InvitationLinkRevoked, InvitationLinkUnknown
from plugins.alliances.models import Participant

PURPOSE: Final = "alliances.invitation"
"""For what the installation's key is derived."""


def shown(session: Session, participant: Participant, key: bytes) -> str:
    """The secret part of their address, shown to who sends it on, which is written down; made where there is none."""
    if participant.link is None:
        renew(session, participant)
    record(session, "reveal_link", participant, {"participant": participant.id})
    return made_of(participant.link or "", key)


def participant_at(session: Session, address: str, key: bytes) -> Participant:
    """Whose address it is. Raises InvitationLinkUnknown, InvitationLinkRevoked."""
    selector = selector_in(address, key)
    if selector is None:
        raise InvitationLinkUnknown
    found = session.scalars(select(Participant).where(Participant.link == selector)).one_or_none()
    if found is None:  # the proof is ours, so it held once: it was renewed or taken back
        raise InvitationLinkRevoked
    return found


def renew(session: Session, participant: Participant) -> None:
    """Another address; the one before it holds no longer."""
    participant.link = new_selector()
    session.flush()


def revoke(session: Session, participant: Participant) -> None:
    """They have no address any longer."""
    participant.link = None
    session.flush()
