"""Samples for tests: the link of the enterprise that hosts a station, and a visit it can speak about."""

from __future__ import annotations

import hmac
from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from core.api.data import Enterprise, Station
from core.api.declare import UrlSample
from core.api.work import today
from plugins.enterprise_visits.contacts import links
from plugins.enterprise_visits.models.visits import Visit, VisitDeputy
from plugins.enterprise_visits.visiting.testing import make_pair


def make_contact_address(session: Session, station: Station, enterprise: Enterprise | None = None) -> str:
    """The secret part of the address of the link of an enterprise, as the application of a test computes it."""
    from core.testing.fixtures import SECRET_KEY  # late: it brings pytest

    whose = enterprise or _host(station)
    link = links.link_of(session, whose) or links.renew(session, whose, datetime.now(UTC))
    return links.address_of(link, hmac.digest(SECRET_KEY.encode(), links.PURPOSE.encode(), "sha256"))


def make_held_visit(
    session: Session, station: Station, enterprise: Enterprise | None = None, day: date | None = None, deputy: int = 0
) -> Visit:
    """A visit to the station's host, or another enterprise, that was held."""
    whose = enterprise or _host(station)
    visit = Visit(station=station, enterprise=whose, day=day or today(), state="held")
    visit.deputies = [VisitDeputy(deputy_id=deputy, answer="coming", was_there=True)] if deputy else []
    session.add(visit)
    session.flush()
    return visit


def _host(station: Station) -> Enterprise:
    if station.host is None:
        raise LookupError(station.name)
    return station.host


LINK_PAGES = ("contact_link", "show_contact_link", "renew_contact_link", "revoke_contact_link")
SAMPLES = (
    UrlSample(parameter="contact_address", make=make_contact_address),
    *(
        UrlSample(
            parameter="enterprise",
            make=lambda s, at: make_pair(s, at).enterprise_id,
            endpoint=f"enterprise_visits.{name}",
        )
        for name in LINK_PAGES
    ),
    UrlSample(
        parameter="visit", make=lambda s, at: make_held_visit(s, at).id, endpoint="enterprise_visits.confirm_visit"
    ),
    UrlSample(
        parameter="visit", make=lambda s, at: make_held_visit(s, at).id, endpoint="enterprise_visits.contradict_visit"
    ),
)
