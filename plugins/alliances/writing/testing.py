"""Samples for tests: the record of a meeting, an item of it, a version, and a text that was overtaken."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.api.data import Station
from core.api.declare import UrlSample
from plugins.alliances.meetings.testing import make_meeting
from plugins.alliances.models.writing import Document, OvertakenText, Passage, PassageVersion
from plugins.alliances.writing import service, waiting
from plugins.alliances.writing.said import Said


def make_record(session: Session, station: Station, **more: Any) -> Document:
    """The record of a meeting of the station; found again."""
    meeting = more.pop("meeting", None) or make_meeting(session, station, **more)
    return service.document_of(session, meeting.id, "record")


def make_passage(session: Session, station: Station, **more: Any) -> Passage:
    """The first item of such a record, found again; a further one where it is said what it says."""
    document = more.pop("document", None) or make_record(session, station)
    found = session.scalars(select(Passage).where(Passage.document_id == document.id)).first()
    if found is not None and not more:
        return found
    told = {"heading": "Yield", "speaker": "A grower", "words": "It rose by **20 %**.", **more}
    return service.add(session, document, **told, account_id=None, at=datetime.now(UTC))


def make_passage_version(session: Session, station: Station) -> PassageVersion:
    """The first version of such an item."""
    passage = make_passage(session, station)
    query = select(PassageVersion).where(PassageVersion.passage_id == passage.id).order_by(PassageVersion.number)
    return session.scalars(query.limit(1)).one()


def make_overtaken_text(session: Session, station: Station) -> OvertakenText:
    """What somebody wrote in such an item on a version before the newest."""
    passage = make_passage(session, station)
    found = session.scalars(select(OvertakenText).where(OvertakenText.passage_id == passage.id)).first()
    if found is not None:
        return found
    told: dict[str, Any] = {"heading": passage.heading, "account_id": None, "at": datetime.now(UTC)}
    base, words = passage.version, passage.words
    service.write(session, passage, base, **told, speaker=passage.speaker, words=f"{words} It was dry.")
    mine = Said(passage.heading, passage.speaker, f"Near the river: {words}")
    return waiting.keep_waiting(session, passage, base, mine, account_id=None, at=datetime.now(UTC))


SAMPLES = (
    UrlSample(parameter="document", make=make_record),
    UrlSample(parameter="passage", make=make_passage),
    UrlSample(parameter="passage_version", make=make_passage_version),
    UrlSample(parameter="overtaken_text", make=make_overtaken_text),
)
