"""A place of a demonstration: its words, who acts there, and its enterprises and deputies."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from importlib.resources import files
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from core.api.data import Account, Enterprise, EnterpriseSegment, Organ, Segment, Station
from core.api.work import STATION_ZONE
from plugins.alliances.models import Meeting

Words = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """A place on the day of its demonstration."""

    session: Session
    region_code: str
    today: date
    words: Words
    manager: Account | None
    """The account that runs a station: there it plans, writes and circulates."""
    issuer: Account | None
    """The account of the office, which issues."""

    @property
    def writer(self) -> int | None:
        """The number of the account that plans, writes and circulates, where there is one."""
        return self.manager.id if self.manager is not None else None

    def of(self, station: Station) -> Place:
        """The place at this station: nobody writes there who runs another one."""
        runs = self.manager is not None and any(one.station_id == station.id for one in self.manager.grants)
        return self if runs else replace(self, manager=None)

    def at(self, day: date, hour: int = 10) -> datetime:
        """An hour of a day."""
        return datetime.combine(day, time(hour), STATION_ZONE)


@dataclass(frozen=True, slots=True)
class Known:
    """An enterprise of a chain, and who speaks for it."""

    id: int
    name: str
    contact: str
    segment: str


def place(session: Session, name: str, region_code: str, today: date) -> Place:
    """A place with its words, and the accounts of its demonstration."""
    text = files("plugins.alliances.demo").joinpath(f"{name}.toml").read_text("utf-8")
    accounts = {one.username: one for one in session.scalars(select(Account).where(Account.username.in_(_ACTING)))}
    return Place(session, region_code, today, tomllib.loads(text), accounts.get("manager"), accounts.get("office"))


_ACTING = ("manager", "office")


def is_loaded(here: Place) -> bool:
    """Whether the place has meetings already."""
    stations = select(Station.id).where(Station.region_code.startswith(here.region_code))
    return bool(here.session.scalar(select(exists().where(Meeting.station_id.in_(stations)))))


def stations_of(here: Place) -> Sequence[Station]:
    """The open stations that stand in a chain."""
    query = select(Station).where(Station.region_code.startswith(here.region_code), Station.state == "open")
    return here.session.scalars(query.where(Station.chain_id.is_not(None)).order_by(Station.id)).all()


def enterprises_of(here: Place, station: Station) -> Sequence[Known]:
    """The enterprises of the station's chain, segment by segment."""
    query = (
        select(Enterprise.id, Enterprise.name, Enterprise.contact_name, Segment.name.label("segment"))
        .join(EnterpriseSegment, EnterpriseSegment.enterprise_id == Enterprise.id)
        .join(Segment, Segment.id == EnterpriseSegment.segment_id)
        .where(Segment.chain_id == station.chain_id)
        .order_by(Segment.position, Enterprise.id)
    )
    found: dict[int, Known] = {}
    for row in here.session.execute(query):
        found.setdefault(row.id, Known(row.id, row.name, row.contact_name or row.name, row.segment))
    return list(found.values())


def organs_of(here: Place) -> dict[str, int]:
    """The organs of the place, by name."""
    query = select(Organ.name, Organ.id).where(Organ.region_code.startswith(here.region_code)).order_by(Organ.id)
    return {row.name: row.id for row in here.session.execute(query)}


def workday(day: date) -> date:
    """The day, or the Friday before it."""
    return day - timedelta(days=max(0, day.weekday() - 4))
