"""Samples for tests: an alliance, and a member that is the station's own deputy."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.api.data import Account, Deputy, Placement, Station
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
    """The deputy of the station whose account is the oldest, if any has one: their own pages show what is made here."""
    query = (
        select(Deputy.id)
        .join(Placement)
        .outerjoin(Account, Account.person_id == Deputy.person_id)
        .where(Placement.station_id == station.id, Placement.ends.is_(None))
        .order_by(Account.id.is_(None), Account.id, Deputy.id)
        .limit(1)
    )
    if (found := session.scalar(query)) is not None:
        return found
    from core.testing.factories import make_deputy  # late: factories are for tests only

    return make_deputy(session, station=station).id


SAMPLES = (
    UrlSample(parameter="alliance", make=make_alliance),
    UrlSample(parameter="member", make=make_member),
)
