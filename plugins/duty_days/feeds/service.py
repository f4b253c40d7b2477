"""The secret addresses of feeds: making, finding and revoking them."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from core.api.data import Deputy, Station
from plugins.duty_days.feeds.errors import FeedRevoked, FeedUnknown
from plugins.duty_days.models import Feed

SELECTOR = 16
"""Signs of an address that find the row; the rest proves that we made it."""
PROOF = 32


def feed_of(session: Session, owner: Deputy | Station) -> Feed | None:
    """The feed in force of a deputy or a station."""
    return session.scalars(_in_force(owner).order_by(Feed.id.desc()).limit(1)).one_or_none()


def renew(session: Session, owner: Deputy | Station, at: datetime) -> Feed:
    """A new address; those before it are revoked."""
    revoke(session, owner, at)
    feed = Feed(selector=secrets.token_hex(SELECTOR // 2), made_at=at)
    if isinstance(owner, Deputy):
        feed.deputy_id = owner.id
    else:
        feed.station_id = owner.id
    session.add(feed)
    session.flush()
    return feed


def revoke(session: Session, owner: Deputy | Station, at: datetime) -> None:
    """The addresses of the deputy or station show nothing any more."""
    for feed in session.scalars(_in_force(owner)):
        feed.revoked_at = at
    session.flush()


def address_of(feed: Feed, key: bytes) -> str:
    """The secret part of the feed's address, computed with the installation's key for feeds."""
    return feed.selector + _proof(feed.selector, key)


def feed_at(session: Session, address: str, key: bytes) -> Feed:
    """The feed of an address. Raises FeedUnknown, FeedRevoked."""
    selector, proof = address[:SELECTOR], address[SELECTOR:]
    if not hmac.compare_digest(proof.encode(), _proof(selector, key).encode()):
        raise FeedUnknown
    feed = session.scalars(select(Feed).where(Feed.selector == selector)).one_or_none()
    if feed is None:
        raise FeedUnknown
    if feed.revoked_at is not None:
        raise FeedRevoked
    return feed


def _proof(selector: str, key: bytes) -> str:
    return hmac.new(key, selector.encode(), hashlib.sha256).hexdigest()[:PROOF]


def _in_force(owner: Deputy | Station) -> Select[Feed]:
    of = Feed.deputy_id == owner.id if isinstance(owner, Deputy) else Feed.station_id == owner.id
    return select(Feed).where(of, Feed.revoked_at.is_(None))
