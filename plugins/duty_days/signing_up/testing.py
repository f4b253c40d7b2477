"""Samples for tests: somebody who waits, is invited, or is away."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.api.data import Account, Deputy, Placement, Station
from core.api.declare import UrlSample
from core.api.work import today
from plugins.duty_days import service
from plugins.duty_days.models import DutyDay, Invitation, Leave, Sitting, Waiting


def make_waiting(session: Session, station: Station) -> Waiting:
    """The station's first deputy waits for a place."""
    return _of_sitting(session, station, Waiting, since=_AT)


def make_invitation(session: Session, station: Station) -> Invitation:
    """The station's first deputy is invited to a day."""
    return _of_sitting(session, station, Invitation, invited_at=_AT)


def make_leave(session: Session, station: Station) -> Leave:
    """The station's first deputy is away in a month."""
    deputy = _deputy(session, station)
    found = session.scalars(select(Leave).where(Leave.deputy_id == deputy.id)).first()
    if found is None:
        begins = today() + timedelta(days=40)
        found = Leave(deputy_id=deputy.id, begins=begins, ends=begins + timedelta(days=3), made_at=_AT)
        session.add(found)
        session.flush()
    return found


_AT = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)


T = TypeVar("T", Waiting, Invitation)


def _of_sitting(session: Session, station: Station, kind: type[T], **more: datetime) -> T:
    sitting, deputy = _sitting(session, station), _deputy(session, station)
    found = session.scalars(select(kind).where(kind.sitting_id == sitting.id, kind.deputy_id == deputy.id)).first()
    if found is None:
        found = kind(sitting_id=sitting.id, deputy_id=deputy.id, **more)
        session.add(found)
        session.flush()
    return found


def _sitting(session: Session, station: Station) -> Sitting:
    day = today() + timedelta(days=7)
    found = session.scalars(select(DutyDay).where(DutyDay.station_id == station.id, DutyDay.day == day)).first()
    return (found or service.add_day(session, station, today(), day=day)).sittings[0]


def _deputy(session: Session, station: Station) -> Deputy:
    """The one of the station whose account is the oldest, if any has one: their own pages show what is made here."""
    query = (
        select(Deputy)
        .join(Placement)
        .outerjoin(Account, Account.person_id == Deputy.person_id)
        .where(Placement.station_id == station.id, Placement.ends.is_(None))
        .order_by(Account.id.is_(None), Account.id, Deputy.id)
        .limit(1)
    )
    return session.scalars(query).one()


SAMPLES = (
    UrlSample(parameter="waiting", make=make_waiting),
    UrlSample(parameter="invitation", make=make_invitation),
    UrlSample(parameter="leave", make=make_leave),
)
