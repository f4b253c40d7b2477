"""Drawing minutes from the record: what was agreed of each item, and the sections that plugins add."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from core.api.data import ask
from plugins.alliances.minutes.errors import MinutesIssued, MinutesWithoutAttendance, NothingToDraw
from plugins.alliances.minutes.offered import MinutesSection
from plugins.alliances.minutes.reading import SECTION, minutes_of
from plugins.alliances.models.meetings import AgendaItem, Meeting, Participant
from plugins.alliances.models.minutes import Drawn, Minutes, MinutesStep
from plugins.alliances.models.writing import Document, Passage
from plugins.alliances.writing import service as writing

RECORD: Final = "record:"
"""How the source of a passage begins that was drawn from the record."""
LONGEST_KEY: Final = 100


@dataclass(frozen=True, slots=True)
class Source:
    """A passage of the record that may be drawn into the minutes."""

    passage_id: int
    agenda_item_id: int | None
    item: str
    """The title of the item of the agenda it belongs to."""
    heading: str
    speaker: str
    words: str
    is_drawn: bool
    """Whether it stands in the minutes already."""
    is_suggested: bool
    """Whether it says what was agreed: nobody's words, or all there is about the item."""


def attendance_is_taken(session: Session, meeting_id: int) -> bool:
    """Whether somebody is written down who was there."""
    present = exists().where(Participant.meeting_id == meeting_id, Participant.attendance == "present")
    return bool(session.scalar(select(present)))


def sources(session: Session, meeting: Meeting) -> list[Source]:
    """The passages of the record, in order; two statements."""
    rows = session.execute(
        select(
            Passage.id,
            Passage.agenda_item_id,
            Passage.heading,
            Passage.speaker,
            Passage.words,
            AgendaItem.title,
        )
        .join(Document, Document.id == Passage.document_id)
        .outerjoin(AgendaItem, AgendaItem.id == Passage.agenda_item_id)
        .where(Document.meeting_id == meeting.id, Document.kind == "record", ~Passage.removed)
        .order_by(Passage.position, Passage.id)
    ).all()
    drawn = _drawn(session, meeting.id)
    agreed = {row.agenda_item_id for row in rows if not row.speaker}
    return [
        Source(
            row.id,
            row.agenda_item_id,
            row.title or "",
            row.heading,
            row.speaker,
            row.words,
            f"{RECORD}{row.id}" in drawn,
            bool(row.words.strip()) and (not row.speaker or row.agenda_item_id not in agreed),
        )
        for row in rows
    ]


def draw(
    session: Session,
    meeting: Meeting,
    *,
    account_id: int | None,
    at: datetime,
    chosen: Collection[int] | None = None,
) -> Minutes:
    """The minutes of a meeting, with what was agreed: the chosen passages of the record, or those that are suggested.

    Drawn again, only what is new is added, and nothing that was written is touched.
    Raises MinutesWithoutAttendance, MinutesIssued, NothingToDraw.
    """
    if not attendance_is_taken(session, meeting.id):
        raise MinutesWithoutAttendance
    minutes = minutes_of(session, meeting)
    if minutes is not None and minutes.is_issued:
        raise MinutesIssued
    offered = [one for one in sources(session, meeting) if not one.is_drawn]
    taken = [one for one in offered if (one.is_suggested if chosen is None else one.passage_id in chosen)]
    is_new = minutes is None
    if minutes is None:
        minutes = _begun(session, meeting, account_id, at)
    sections = _new_sections(session, meeting, minutes)
    if not is_new and not taken and not sections:
        raise NothingToDraw
    for heading, item, several in _by_item(taken):
        words = "\n\n".join(map(_words, several))
        _write(session, minutes, heading, words, item, [f"{RECORD}{one.passage_id}" for one in several], account_id, at)
    for section in sections:
        key = f"{SECTION}{section.key[:LONGEST_KEY]}"
        _write(session, minutes, str(section.title), str(section.words), None, [key], account_id, at)
    session.flush()
    return minutes


def _begun(session: Session, meeting: Meeting, account_id: int | None, at: datetime) -> Minutes:
    minutes = Minutes(
        document=writing.document_of(session, meeting.id, "minutes"),
        meeting=meeting,
        station_id=meeting.station_id,
        state="draft",
    )
    minutes.steps.append(MinutesStep(kind="drawn", account_id=account_id, at=at))
    session.add(minutes)
    session.flush()
    return minutes


def _new_sections(session: Session, meeting: Meeting, minutes: Minutes) -> list[MinutesSection]:
    """What plugins add, but for what was added before; a plugin that fails adds nothing."""
    from plugins.alliances.hookspecs import alliances_minutes_sections  # late: it speaks of what is above

    drawn = _drawn(session, meeting.id)
    found: dict[str, MinutesSection] = {}
    for one in ask(alliances_minutes_sections, session, minutes.meeting.station, meeting):
        if str(one.words).strip() and f"{SECTION}{one.key[:LONGEST_KEY]}" not in drawn:
            found.setdefault(one.key[:LONGEST_KEY], one)
    return list(found.values())


def _drawn(session: Session, meeting_id: int) -> frozenset[str]:
    query = select(Drawn.source).join(Minutes, Minutes.id == Drawn.minutes_id).where(Minutes.meeting_id == meeting_id)
    return frozenset(session.scalars(query))


def _by_item(taken: Sequence[Source]) -> Iterable[tuple[str, int | None, list[Source]]]:
    """Heading, item of the agenda and sources of each passage; what belongs to no item stands alone."""
    found: dict[tuple[str, int], list[Source]] = {}
    for one in taken:
        key = ("item", one.agenda_item_id) if one.agenda_item_id is not None else ("alone", one.passage_id)
        found.setdefault(key, []).append(one)
    for several in found.values():
        first = several[0]
        yield first.item or first.heading, first.agenda_item_id, several


def _words(one: Source) -> str:
    return f"**{one.speaker}** {one.words}" if one.speaker else one.words


def _write(
    session: Session,
    minutes: Minutes,
    heading: str,
    words: str,
    agenda_item_id: int | None,
    keys: Sequence[str],
    account_id: int | None,
    at: datetime,
) -> None:
    passage = writing.add(
        session,
        minutes.document,
        heading=heading,
        words=words,
        agenda_item_id=agenda_item_id,
        account_id=account_id,
        at=at,
    )
    session.flush()
    session.add_all(Drawn(minutes_id=minutes.id, source=key, passage_id=passage.id) for key in keys)
