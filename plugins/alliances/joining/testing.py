"""Samples for tests: an alliance, and a member that is the station's own deputy."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.api.data import Placement, Station
from core.api.declare import UrlSample
from core.api.work import today
from plugins.alliances.models import Alliance, Member


def make_alliance(session: Session, station: Station, **more: Any) -> Alliance:
    """An alliance the station looks after, founded today; found again by its name."""
    name = more.pop("name", f"Alliance of {station.id}")
    found = session.scalars(
        select(Alliance).where(Alliance.station_id == station.id, Alliance.name == name)
    ).one_or_none()
    if found is None:
        found = Alliance(station=station, name=name, **{"founded_on": today(), **more})
        session.add(found)
        session.flush()
    return found


def make_member(session: Session, station: Station, **more: Any) -> Member:
    """A deputy placed at the station as a member of such an alliance, unless somebody else is given; found again."""
    alliance = more.pop("alliance", None) or make_alliance(session, station)
    if not {"enterprise_id", "enterprise", "deputy", "deputy_id", "name"} & set(more):
        more["deputy_id"] = deputy_at(session, station)
        open_one = select(Member).where(Member.alliance_id == alliance.id, Member.deputy_id == more["deputy_id"])
        found = session.scalars(open_one.where(Member.left.is_(None))).one_or_none()
        if found is not None:
            return found
    member = Member(alliance=alliance, **{"role": "member", "joined": alliance.founded_on or today(), **more})
    session.add(member)
    session.flush()
    return member


def deputy_at(session: Session, station: Station) -> int:
    """A deputy placed at the station."""
    query = select(Placement.deputy_id).where(Placement.station_id == station.id).order_by(Placement.deputy_id).limit(1)
    found = session.scalar(query)
    if found is None:
        from core.testing.factories import make_deputy  # late: factories are for tests only

        found = make_deputy(session, station=station).id
    return found


SAMPLES = (
    UrlSample(parameter="alliance", make=make_alliance),
    UrlSample(parameter="member", make=make_member),
)
