"""Samples for tests: what is known of an enterprise and a deputy of a station."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.api.data import Enterprise, Station
from core.api.declare import UrlSample
from core.api.work import today
from plugins.enterprise_visits.known import competing, service
from plugins.enterprise_visits.models import Competitor, Competitors, Interest, Need, Wish
from plugins.enterprise_visits.visiting.testing import deputy_at
from plugins.enterprise_visits.visiting.testing import enterprise_at as some_enterprise


def enterprise_at(session: Session, station: Station) -> Enterprise:
    """The enterprise that hosts the station."""
    return station.host or some_enterprise(session, station)


def make_need(session: Session, station: Station) -> Need:
    """Something an enterprise of the station asks for."""
    return service.need(session, enterprise_at(session, station), "Law")


def make_interest(session: Session, station: Station) -> Interest:
    """An interest that a deputy of the station declared; found again."""
    deputy, enterprise = deputy_at(session, station), enterprise_at(session, station)
    same = (Interest.deputy_id == deputy.id, Interest.enterprise_id == enterprise.id, Interest.ended_on.is_(None))
    found = session.scalars(select(Interest).where(*same)).one_or_none()
    return found or service.declare(session, deputy.id, enterprise.id, "A share", today())


def make_competitors(session: Session, station: Station) -> Competitors:
    """The group of competitors an enterprise of the station is in; found again."""
    enterprise = enterprise_at(session, station)
    found = session.get(Competitor, enterprise.id)
    if found is not None:
        return found.competitors
    number = session.scalar(select(func.count()).select_from(Competitors)) or 0
    made = competing.put_together(session, enterprise.region_code, f"Mills {number}")
    competing.put_in(session, made, enterprise.id)
    return made


def make_competitor(session: Session, station: Station) -> int:
    """An enterprise of such a group."""
    make_competitors(session, station)
    return enterprise_at(session, station).id


def make_wish(session: Session, station: Station) -> Wish:
    """What a deputy of the station would like."""
    deputy, enterprise = deputy_at(session, station), enterprise_at(session, station)
    return service.wish(session, deputy_id=deputy.id, enterprise_id=enterprise.id, side="deputy", wanted=True)


SAMPLES = (
    UrlSample(parameter="need", make=make_need),
    UrlSample(parameter="interest", make=make_interest),
    UrlSample(parameter="competitors", make=make_competitors),
    UrlSample(parameter="competitor", make=make_competitor),
    UrlSample(parameter="wish", make=make_wish),
)
