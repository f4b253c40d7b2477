"""Samples for tests: a member of the standing committee with a deputy, and a resident with one."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.api.data import Deputy, Placement, Station
from core.api.declare import UrlSample
from core.api.work import today
from plugins.enterprise_visits.links import committee, residents
from plugins.enterprise_visits.models import CommitteeLink, CommitteeMember, Resident

SINCE = date(2026, 3, 2)


def make_member(session: Session, station: Station) -> CommitteeMember:
    """The station's last deputy is a member; found again."""
    deputy = _deputies(session, station)[-1]
    return committee.member_of(session, deputy) or committee.add_member(session, deputy, SINCE)


def make_committee_link(session: Session, station: Station) -> CommitteeLink:
    """The member keeps in touch with the station's first deputy; found again."""
    member = make_member(session, station)
    first = next(one for one in _deputies(session, station) if one != member.deputy_id)
    return committee.link(session, member, first, SINCE)


def make_resident(session: Session, station: Station) -> Resident:
    """Somebody in a village, with whom the station's first deputy keeps in touch; found again."""
    found = session.scalars(select(Resident).where(Resident.station_id == station.id)).first()
    if found is None:
        told = {"name": "Auntie Wang", "phone": "13800001234", "village": "Willow", "address": "House 3"}
        found = residents.enter(session, station, today(), deputy=_deputies(session, station)[0], **told)
    return found


def _deputies(session: Session, station: Station) -> list[int]:
    query = select(Deputy.id).join(Placement).where(Placement.station_id == station.id, Placement.ends.is_(None))
    return list(session.scalars(query.order_by(Deputy.id)))


SAMPLES = (
    UrlSample(parameter="committee_member", make=make_member),
    UrlSample(parameter="committee_link", make=make_committee_link),
    UrlSample(parameter="resident", make=make_resident),
)
