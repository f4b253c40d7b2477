"""Telling people: in the platform, by mail, and in the groups of a station.

``notify`` and ``post`` write rows in the caller's transaction and nothing else; what is rolled back was never told, and
what is told twice under one key is told once. The worker sends what goes out (:mod:`core.notices.carrying`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select

from core.access import Role
from core.accounts.models import Account, Grant
from core.notices.models import Delivery, Notice, Robot, Wish
from core.stations.models import Staff, Station
from core.words import LazyText, packed

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def notify(  # noqa: PLR0913 - who is told what, where it leads, and until when a mail of it makes sense
    session: Session,
    *,
    key: str,
    title: LazyText,
    body: LazyText | str = "",
    link: str = "",
    at: datetime,
    person_id: int | None = None,
    account_id: int | None = None,
    station_id: int | None = None,
    good_until: datetime | None = None,
) -> bool:
    """Tell a person (or an account that is no person's) something, once; False where they have been told already.

    `key` is ``<plugin>.<kind>:<what it is about>``, `link` a path of ours. It is read in the platform, and goes by mail
    to whoever has an address and wants this kind as mail; not any more after `good_until`.
    """
    told = {"key": key, "title": packed(title), "body": packed(body), "link": link, "at": at}
    if not _once(session, Notice, {**told, "person_id": person_id, "account_id": account_id}):
        return False
    whose = Account.person_id == person_id if account_id is None else Account.id == account_id
    wishes = session.scalars(select(Wish).join(Wish.account).where(whose, Account.is_active)).all()
    for wish in wishes:
        if wish.wants(kind_of(key)):
            station = session.get(Station, station_id) if station_id else None
            _send(session, {**told, "account_id": wish.account_id}, station, good_until)
    return True


def post(
    session: Session,
    station: Station,
    *,
    key: str,
    title: LazyText,
    body: LazyText | str = "",
    link: str = "",
    at: datetime,
    good_until: datetime | None = None,
) -> int:
    """Say something once in the groups of a station: its own, else those of the nearest region above that has one.

    Returns to how many groups it will go.
    """
    told = {"key": key, "title": packed(title), "body": packed(body), "link": link, "at": at}
    robots = robots_of(session, station)
    return sum(_send(session, {**told, "robot_id": robot.id}, station, good_until) for robot in robots)


def tell_staff(
    session: Session,
    station: Station,
    *,
    key: str,
    title: LazyText,
    body: LazyText | str = "",
    link: str = "",
    at: datetime,
    good_until: datetime | None = None,
) -> int:
    """Tell everybody who runs a station, once; returns how many were told now."""
    told: dict[str, Any] = {"key": key, "title": title, "body": body, "link": link, "at": at}
    told |= {"station_id": station.id, "good_until": good_until}
    people, accounts = who_runs(session, station)
    return sum(notify(session, person_id=one, **told) for one in people) + sum(
        notify(session, account_id=one, **told) for one in accounts
    )


def who_runs(session: Session, station: Station) -> tuple[Sequence[int], Sequence[int]]:
    """Who runs a station: its staff and the persons of its managers' accounts; and managers' accounts without a person."""
    staff = session.scalars(select(Staff.person_id).where(Staff.station_id == station.id, Staff.ends.is_(None)))
    managers = session.execute(
        select(Account.id, Account.person_id)
        .join(Grant, Grant.account_id == Account.id)
        .where(Grant.role == Role.MANAGER.value, Grant.station_id == station.id, Account.is_active)
        .order_by(Account.id)
    ).all()
    people = dict.fromkeys([*staff, *(person_id for _id, person_id in managers if person_id is not None)])
    return list(people), list(dict.fromkeys(one for one, person_id in managers if person_id is None))


def robots_of(session: Session, station: Station) -> Sequence[Robot]:
    """The robots that speak for a station: its own, else those of the nearest region above that has one."""
    above = [station.region_code[:length] for length in range(1, len(station.region_code) + 1)]
    found = session.scalars(
        select(Robot)
        .where(
            Robot.is_on,
            or_(Robot.station_id == station.id, Robot.station_id.is_(None) & Robot.region_code.in_(above)),
        )
        .order_by(Robot.id)
    ).all()
    own = [robot for robot in found if robot.station_id == station.id]
    nearest = max((len(robot.region_code) for robot in found), default=0)
    return own or [robot for robot in found if len(robot.region_code) == nearest]


def kind_of(key: str) -> str:
    """The kind of what is told under this key: ``duty_days.reminder``."""
    return key.partition(":")[0]


def _send(session: Session, told: Mapping[str, Any], station: Station | None, good_until: datetime | None) -> bool:
    where = {"station_id": station.id, "region_code": station.region_code} if station else {"region_code": ""}
    return _once(
        session, Delivery, {**told, **where, "state": "waiting", "next_at": told["at"], "good_until": good_until}
    )


def _once(session: Session, model: type[Notice | Delivery], values: Mapping[str, Any]) -> bool:
    """Write the row unless its key is there already, whoever writes it at the same time."""
    if session.get_bind().dialect.name == "sqlite":
        from sqlalchemy.dialects.sqlite import insert
    else:
        from sqlalchemy.dialects.postgresql import insert  # type: ignore[assignment]  # the same statement of another dialect
    statement = insert(model).values(**values).on_conflict_do_nothing().returning(model.id)
    return session.scalar(statement) is not None
