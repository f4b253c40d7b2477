"""Samples for tests: minutes that the station's own deputy reads and signs, and what belongs to them."""

from __future__ import annotations

import hmac
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.api.data import Station
from core.api.declare import UrlSample
from core.api.work import today
from plugins.alliances.joining.testing import deputy_at
from plugins.alliances.minutes import links, service
from plugins.alliances.minutes.circulating import recipients_of
from plugins.alliances.models import AgendaItem, Comment, Decision, Meeting, Minutes, Participant, Recipient
from plugins.alliances.writing import service as writing


def make_held_meeting(session: Session, station: Station, *, chair: int | None = None, **more: Any) -> Meeting:
    """A meeting of the station that was held today, chaired by a deputy placed there."""
    number = (session.scalar(select(func.count()).select_from(Meeting)) or 0) + 1
    values: dict[str, Any] = {"title": f"Meeting {number}", "day": today(), "state": "held"} | more
    meeting = Meeting(station=station, changed_at=_now(), **values)
    session.add(meeting)
    session.flush()
    session.add(
        Participant(
            meeting=meeting,
            deputy_id=chair or deputy_at(session, station),
            part="chairs",
            attendance="present",
            asked_at=_now(),
        )
    )
    session.add(AgendaItem(meeting=meeting, position=1, title="Trials of the summer"))
    session.flush()
    return meeting


def make_record(session: Session, meeting: Meeting) -> None:
    """A record with two who said something, and what was agreed."""
    record = writing.document_of(session, meeting.id, "record")
    item = session.scalar(select(AgendaItem.id).where(AgendaItem.meeting_id == meeting.id).limit(1))
    for speaker, words in (("Li", "Twelve plots are too few."), ("", "**Twenty** plots are sown."), ("", "Who pays?")):
        writing.add(session, record, speaker=speaker, words=words, agenda_item_id=item, account_id=None, at=_now())


def make_draft(session: Session, station: Station, meeting: Meeting | None = None) -> Minutes:
    """Minutes that were drawn, with a decision."""
    held = meeting or make_held_meeting(session, station)
    make_record(session, held)
    minutes = service.draw(session, held, account_id=None, at=_now())
    deputy = session.scalar(select(Participant.deputy_id).where(Participant.meeting_id == held.id))
    service.decide(session, minutes, words="Sow twenty plots", owner=f"deputy:{deputy}", at=_now())
    return minutes


def make_minutes(session: Session, station: Station) -> Minutes:
    """Minutes that are circulated."""
    minutes = make_draft(session, station)
    service.circulate(session, minutes, account_id=None, at=_now())
    return minutes


def make_recipient(session: Session, station: Station) -> Recipient:
    """The deputy of the station as one who signs such minutes."""
    return recipients_of(session, make_minutes(session, station))[0]


def make_decision(session: Session, station: Station) -> Decision:
    """A decision of such minutes."""
    return make_minutes(session, station).decisions[0]


def make_comment(session: Session, station: Station) -> Comment:
    """What the deputy says of such minutes."""
    recipient = make_recipient(session, station)
    return service.comment(
        session, recipient.minutes, "It was on Tuesday", recipient=recipient, name=recipient.title, at=_now()
    )


def address_of(recipient: Recipient) -> str:
    """The secret part of the address of a link, as the application of a test computes it."""
    from core.testing.fixtures import SECRET_KEY  # late: it brings pytest

    return links.address_of(recipient, hmac.digest(SECRET_KEY.encode(), links.PURPOSE.encode(), "sha256"))


def _now() -> datetime:
    return datetime.now(UTC)


SAMPLES = (
    UrlSample(parameter="minutes", make=make_minutes),
    UrlSample(parameter="recipient", make=make_recipient),
    UrlSample(parameter="decision", make=make_decision),
    UrlSample(parameter="comment", make=make_comment),
    UrlSample(parameter="minutes_address", make=lambda session, station: address_of(make_recipient(session, station))),
)
