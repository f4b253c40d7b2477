"""Samples for tests: a forum of a station, a meeting of today with an item on its agenda, and a deputy who is asked to it."""

from __future__ import annotations

import hmac
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.api.data import Station
from core.api.declare import UrlSample
from core.api.work import today
from plugins.alliances.joining.testing import deputy_at, make_alliance
from plugins.alliances.meetings import links, service
from plugins.alliances.models import AgendaItem, Forum, Meeting, Participant


def make_forum(session: Session, station: Station, **more: Any) -> Forum:
    """A forum of the station; found again by its name."""
    name = more.pop("name", f"Forum of {station.id}")
    found = session.scalars(select(Forum).where(Forum.station_id == station.id, Forum.name == name)).one_or_none()
    return found or service.found_forum(session, station, name=name, **more)


def make_meeting(session: Session, station: Station, **more: Any) -> Meeting:
    """A meeting of today of such an alliance, unless something else is given; found again by its title."""
    title = more.pop("title", f"Meeting of {station.id}")
    found = session.scalars(select(Meeting).where(Meeting.station_id == station.id, Meeting.title == title)).first()
    if found is not None:
        return found
    if not {"alliance_id", "forum_id"} & set(more):
        more["alliance_id"] = make_alliance(session, station).id
    wish = service.Plan(**{"title": title, "day": today(), "place": "Hall", **more})
    return service.plan(session, station, wish, account_id=None, at=datetime.now(UTC) - timedelta(days=2))


def make_agenda_item(session: Session, station: Station) -> AgendaItem:
    """An item of such a meeting."""
    meeting = make_meeting(session, station)
    return meeting.agenda[0] if meeting.agenda else service.add(session, meeting, title="Seeds")


def make_participant(session: Session, station: Station, **more: Any) -> Participant:
    """A deputy of the station, asked to such a meeting; found again."""
    meeting = more.pop("meeting", None) or make_meeting(session, station)
    deputy_id = more.pop("deputy_id", None) or deputy_at(session, station)
    query = select(Participant).where(Participant.meeting_id == meeting.id, Participant.is_one_of([deputy_id]))
    if (found := session.scalars(query).first()) is not None:
        return found
    guests = service.Guests(deputies=[deputy_id])
    service.invite(session, meeting, guests, at=datetime.now(UTC) - timedelta(days=1), **more)
    return session.scalars(query).one()


def invitation_address(session: Session, station: Station) -> str:
    """The secret part of the address of a link, as the application of a test computes it."""
    from core.testing.fixtures import SECRET_KEY  # late: it brings pytest

    key = hmac.digest(SECRET_KEY.encode(), links.PURPOSE.encode(), "sha256")
    return links.shown(session, make_participant(session, station), key)


SAMPLES = (
    UrlSample(parameter="forum", make=make_forum),
    UrlSample(parameter="meeting", make=make_meeting),
    UrlSample(parameter="agenda_item", make=make_agenda_item),
    UrlSample(parameter="participant", make=make_participant),
    UrlSample(parameter="invitation_address", make=invitation_address),
)
