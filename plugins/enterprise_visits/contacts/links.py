"""The secret addresses of enterprises' contacts: making, finding and revoking them."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, lazyload

from core.api.data import Enterprise, record
from plugins.enterprise_visits.contacts.errors import ContactChanged, LinkRevoked, LinkUnknown
from plugins.enterprise_visits.models.contacts import ContactLink

SELECTOR = 16
"""Signs of an address that find the row; the rest proves that we made it."""
PROOF = 32
PURPOSE = "enterprise_visits.contact"
"""For what the installation's key is derived."""


class Named(Protocol):
    """Whose contact is known: an enterprise, or a row with these columns of one."""

    contact_name: Any
    contact_phone: Any


class Addressed(Named, Protocol):
    """A row of a letter to an enterprise."""

    enterprise_id: Any


def link_of(session: Session, enterprise: Enterprise) -> ContactLink | None:
    """The link in force of an enterprise; None where there is none, or the contact is another one now."""
    found = session.scalars(_in_force(enterprise).order_by(ContactLink.id.desc()).limit(1)).one_or_none()
    return found if found is not None and _fits(found, enterprise) else None


def shown(session: Session, enterprise: Enterprise, at: datetime) -> ContactLink:
    """The link, made where there is none: for whoever shows or prints it, which is written down."""
    link = link_of(session, enterprise) or renew(session, enterprise, at)
    record(session, "reveal_link", enterprise, {"link": link.id})
    return link


def to_print(session: Session, enterprises: Sequence[Addressed], at: datetime) -> dict[int, ContactLink]:
    """The links for the letters of these enterprises, by enterprise; those there are not yet are not kept yet.

    Printing takes its time, and comes before the write transaction, in which :func:`printed` keeps them.
    """
    query = select(ContactLink).where(
        ContactLink.enterprise_id.in_([one.enterprise_id for one in enterprises]), ContactLink.revoked_at.is_(None)
    )
    known: dict[int, list[ContactLink]] = {}
    for link in session.scalars(query.options(lazyload(ContactLink.enterprise)).order_by(ContactLink.id.desc())):
        known.setdefault(link.enterprise_id, []).append(link)
    found = {}
    for one in enterprises:
        fitting = (link for link in known.get(one.enterprise_id, ()) if _fits(link, one))
        found[one.enterprise_id] = next(fitting, None) or _new(one.enterprise_id, one, at)
    return found


def printed(session: Session, links: Mapping[int, ContactLink]) -> None:
    """Keep the links that were printed and are new, and write down that all of them were shown."""
    session.add_all(link for link in links.values() if link.id is None)
    session.flush()
    query = select(Enterprise).where(Enterprise.id.in_(links)).order_by(Enterprise.id)
    for enterprise in session.scalars(query):
        record(session, "reveal_link", enterprise, {"link": links[enterprise.id].id})


def renew(session: Session, enterprise: Enterprise, at: datetime) -> ContactLink:
    """A new link; those before it hold no longer."""
    revoke(session, enterprise, at)
    link = _new(enterprise.id, enterprise, at)
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


def _new(enterprise_id: int, contact: Named, at: datetime) -> ContactLink:
    selector = secrets.token_hex(SELECTOR // 2)
    digest = _contact(selector, contact)
    return ContactLink(enterprise_id=enterprise_id, selector=selector, contact_digest=digest, made_at=at)


def _fits(link: ContactLink, enterprise: Named) -> bool:
    return hmac.compare_digest(link.contact_digest, _contact(link.selector, enterprise))


def _contact(selector: str, enterprise: Named) -> str:
    """Who the contact is, as far as it takes to see that it is another one."""
    words = "\n".join((selector, enterprise.contact_name, enterprise.contact_phone))
    return hashlib.sha256(words.encode()).hexdigest()


def _proof(selector: str, key: bytes) -> str:
    return hmac.new(key, selector.encode(), hashlib.sha256).hexdigest()[:PROOF]


def _in_force(enterprise: Enterprise) -> Select[ContactLink]:
    return select(ContactLink).where(ContactLink.enterprise_id == enterprise.id, ContactLink.revoked_at.is_(None))
