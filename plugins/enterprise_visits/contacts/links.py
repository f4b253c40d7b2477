"""The secret addresses of enterprises' contacts: making, finding and revoking them."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from core.api.data import Enterprise, record
from plugins.enterprise_visits.contacts.errors import ContactChanged, LinkRevoked, LinkUnknown
from plugins.enterprise_visits.models.contacts import ContactLink

SELECTOR = 16
"""Signs of an address that find the row; the rest proves that we made it."""
PROOF = 32
PURPOSE = "enterprise_visits.contact"
"""For what the installation's key is derived."""


def link_of(session: Session, enterprise: Enterprise) -> ContactLink | None:
    """The link in force of an enterprise; None where there is none, or the contact is another one now."""
    found = session.scalars(_in_force(enterprise).order_by(ContactLink.id.desc()).limit(1)).one_or_none()
    return found if found is not None and _fits(found, enterprise) else None


def shown(session: Session, enterprise: Enterprise, at: datetime) -> ContactLink:
    """The link, made where there is none: for whoever shows or prints it, which is written down."""
    link = link_of(session, enterprise) or renew(session, enterprise, at)
    record(session, "reveal_link", enterprise, {"link": link.id})
    return link


def renew(session: Session, enterprise: Enterprise, at: datetime) -> ContactLink:
    """A new link; those before it hold no longer."""
    revoke(session, enterprise, at)
    selector = secrets.token_hex(SELECTOR // 2)
    link = ContactLink(selector=selector, contact_digest=_contact(selector, enterprise), made_at=at)
    link.enterprise = enterprise
    session.add(link)
    session.flush()
    return link


def revoke(session: Session, enterprise: Enterprise, at: datetime) -> None:
    """The links of the enterprise hold no longer."""
    for link in session.scalars(_in_force(enterprise)):
        link.revoked_at = at
    session.flush()


def address_of(link: ContactLink, key: bytes) -> str:
    """The secret part of the link's address, computed with the installation's key for them."""
    return link.selector + _proof(link.selector, key)


def link_at(session: Session, address: str, key: bytes) -> ContactLink:
    """The link of an address. Raises LinkUnknown, LinkRevoked, ContactChanged."""
    selector, proof = address[:SELECTOR], address[SELECTOR:]
    if not hmac.compare_digest(proof.encode(), _proof(selector, key).encode()):
        raise LinkUnknown
    link = session.scalars(select(ContactLink).where(ContactLink.selector == selector)).one_or_none()
    if link is None:
        raise LinkUnknown
    if link.revoked_at is not None:
        raise LinkRevoked
    if not _fits(link, link.enterprise):
        raise ContactChanged
    return link


def _fits(link: ContactLink, enterprise: Enterprise) -> bool:
    return hmac.compare_digest(link.contact_digest, _contact(link.selector, enterprise))


def _contact(selector: str, enterprise: Enterprise) -> str:
    """Who the contact is, as far as it takes to see that it is another one."""
    words = "\n".join((selector, enterprise.contact_name, enterprise.contact_phone))
    return hashlib.sha256(words.encode()).hexdigest()


def _proof(selector: str, key: bytes) -> str:
    return hmac.new(key, selector.encode(), hashlib.sha256).hexdigest()[:PROOF]


def _in_force(enterprise: Enterprise) -> Select[ContactLink]:
    return select(ContactLink).where(ContactLink.enterprise_id == enterprise.id, ContactLink.revoked_at.is_(None))
