"""The secret addresses of those to whom minutes were circulated: making, finding and revoking them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.interfaces import ORMOption

from core.api.data import record
from plugins.alliances.addresses import made_of, new_selector, selector_in
from plugins.alliances.minutes.errors import MinutesLinkRevoked, MinutesLinkUnknown
from plugins.alliances.models.circulation import Recipient

PURPOSE: Final = "alliances.minutes"
"""For what the installation's key is derived."""


def address_of(recipient: Recipient, key: bytes) -> str:
    """The secret part of an address, computed with the installation's key for them."""
    return made_of(recipient.selector, key)


def recipient_at(session: Session, address: str, key: bytes, loading: Sequence[ORMOption] = ()) -> Recipient:
    """Whose address it is, with what else of them is `loading`. Raises MinutesLinkUnknown, MinutesLinkRevoked."""
    selector = selector_in(address, key)
    if selector is None:
        raise MinutesLinkUnknown
    query = select(Recipient).where(Recipient.selector == selector)
    found = session.scalars(query.options(*loading)).unique().one_or_none()
    if found is None or found.revoked_at is not None:
        # The proof is ours, so it held once: it was renewed or taken back.
        raise MinutesLinkRevoked
    return found


def shown(session: Session, recipient: Recipient) -> Recipient:
    """The address is shown to who sends it on, which is written down; one that was taken back is made anew."""
    if recipient.revoked_at is not None:
        renew(session, recipient)
    record(session, "reveal_link", recipient, {"recipient": recipient.id})
    return recipient


def renew(session: Session, recipient: Recipient) -> None:
    """Another address; the one before it holds no longer."""
    recipient.selector, recipient.revoked_at = new_selector(), None
    session.flush()


def revoke(session: Session, recipient: Recipient, at: datetime) -> None:
    """The address holds no longer."""
    recipient.revoked_at = at
    session.flush()
