"""Viewers: who is asking, by what their browser carries. Asked at every page of everybody who has signed in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import Session

from core import decided
from core.access import Held, Role, Viewer
from core.accounts import devices
from core.accounts.models import Account, Device, Grant
from core.deputies.models import Deputy, Placement
from core.errors import NotFound
from core.notices.models import Notice
from core.options import option
from core.options.kinds import Number
from core.permissions import service as permissions
from core.stations.models import Station
from core.words import lazy as _

IDLE_HOURS: Final = Number(
    key="accounts.idle_hours",
    title=_("A sign-in by password ends when nobody used it for"),
    default=8,
    lowest=1,
    highest=72,
    unit=_("hours"),
)
LONGEST_HOURS: Final = Number(
    key="accounts.longest_hours",
    title=_("A sign-in by password ends at the latest after"),
    default=12,
    lowest=1,
    highest=168,
    unit=_("hours"),
)
DEVICE_DAYS: Final = Number(
    key="accounts.device_days",
    title=_("A phone stays signed in for"),
    default=180,
    lowest=1,
    highest=730,
    unit=_("days"),
    hint=_("Counted from the last day it was used."),
)

_UNREAD = (
    select(func.count())
    .where(Notice.read_at.is_(None), or_(Notice.account_id == Account.id, Notice.person_id == Account.person_id))
    .correlate(Account)
    .scalar_subquery()
)
_VIEWER = (
    select(
        Account.name,
        Account.username,
        Account.person_id,
        Deputy.id,
        Grant.role,
        Grant.region_code,
        Grant.station_id,
        Grant.organ,
        Placement.station_id,
        Station.parent_id,
        decided.STAMP.label("decided_stamp"),
        _UNREAD.label("unread"),
    )
    .outerjoin(Grant, Grant.account_id == Account.id)
    .outerjoin(Deputy, Deputy.person_id == Account.person_id)
    .outerjoin(Placement, (Placement.deputy_id == Deputy.id) & Placement.ends.is_(None))
    .outerjoin(Station, Station.id == Placement.station_id)
    .where(Account.is_active)
)
_BY_STAMP = _VIEWER.where(Account.id == bindparam("account"), Account.stamp == bindparam("stamp"))
_BY_DEVICE = (
    _VIEWER.add_columns(
        Account.id.label("account_id"),
        Account.stamp,
        Device.id.label("device_id"),
        Device.seen_on,
        Device.secret_digest,
    )
    .join(Device, Device.account_id == Account.id)
    .where(Device.secret_digest.in_(bindparam("digests", expanding=True)), Device.ended_at.is_(None))
    .order_by(Device.id.desc())
)
# Put together once.


def load_viewer(
    session: Session, account_id: int, stamp: str, roles_by_permission: Mapping[str, frozenset[Role]]
) -> Viewer | None:
    """The viewer behind a cookie, or None when the account is gone, switched off, or its password was changed since."""
    rows = session.execute(_BY_STAMP, {"account": account_id, "stamp": stamp}).all()
    return _viewer(session, rows, account_id, stamp, roles_by_permission) if rows else None


def load_viewer_of_device(
    session: Session, secrets: Iterable[str], today: date, roles_by_permission: Mapping[str, frozenset[Role]]
) -> tuple[Viewer, date, str] | None:
    """The viewer of a phone, by the secrets it carries, with the day it was last seen and the secret that counts.

    A phone that came in by a slip carries the role of a deputy only: other roles want a password.
    """
    by_digest = {devices.digest_of(secret): secret for secret in secrets}
    rows = session.execute(_BY_DEVICE, {"digests": list(by_digest)}).all() if by_digest else []
    if not rows:
        return None
    first = rows[0]
    own = [row for row in rows if row.device_id == first.device_id]
    viewer = _viewer(session, own, first.account_id, first.stamp, roles_by_permission, device_id=first.device_id)
    if first.seen_on < today - timedelta(days=option(session, DEVICE_DAYS)):
        return None
    return viewer, first.seen_on, by_digest[first.secret_digest]


def _viewer(
    session: Session,
    rows: Sequence[Any],
    account_id: int,
    stamp: str,
    roles_by_permission: Mapping[str, frozenset[Role]],
    device_id: int | None = None,
) -> Viewer:
    name, username, person_id, deputy_id = rows[0][:4]
    decided.saw(session, rows[0].decided_stamp)
    held = dict.fromkeys(Held(Role(row[4]), *row[5:8]) for row in rows if row[4])
    return Viewer(
        account_id=account_id,
        name=name,
        username=username,
        held=tuple(one for one in held if device_id is None or one.role is Role.DEPUTY),
        person_id=person_id,
        deputy_id=deputy_id,
        placed_at=frozenset(station for row in rows for station in row[8:10] if station is not None),
        stamp=stamp,
        device_id=device_id,
        roles_by_permission=permissions.in_force(session, roles_by_permission),
        unread=rows[0].unread,
    )


def viewer_of(session: Session, account: Account, roles_by_permission: Mapping[str, frozenset[Role]]) -> Viewer:
    """The viewer for an account that has just signed in."""
    viewer = load_viewer(session, account.id, account.stamp, roles_by_permission)
    if viewer is None:
        raise NotFound
    return viewer
