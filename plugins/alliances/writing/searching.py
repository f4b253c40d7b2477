"""Searching what was said and what was agreed, as far as one may read it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from core.api.data import Reach, Station, on_at
from plugins.alliances.models.meetings import Meeting
from plugins.alliances.models.minutes import Minutes
from plugins.alliances.models.writing import Document, Passage
from plugins.alliances.writing.text import plain

MOST_WORDS: Final = 5
ROUND_A_HIT: Final = 60
"""Characters shown before and after the first word that was found."""


def found_passages(session: Session, words: str, reads: Reach, writes: Reach) -> Select[Any]:
    """Passages in which each of the words stands, in the text, its heading, the speaker or the title of the meeting.

    Of stations within reach where the plugin is switched on. Of minutes that nobody has circulated yet only those within reach of the writer (`writes`).
    """
    circulated = select(Minutes.document_id).where(Minutes.state != "draft")
    is_out = or_(Document.kind == "record", Document.id.in_(circulated), Document.in_reach(writes))
    here = select(Station.id).where(Station.in_reach(reads), on_at(session, "alliances", Station.id.expression))
    found: Any = (
        select(
            Passage.id,
            Passage.heading,
            Passage.speaker,
            Passage.words,
            Document.kind,
            Meeting.id.label("meeting_id"),
            Meeting.title,
            Meeting.day,
        )
        .select_from(Passage)
        .join(Document, Document.id == Passage.document_id)
        .join(Meeting, Meeting.id == Document.meeting_id)
        .where(~Passage.removed, Meeting.station_id.in_(here), is_out, *map(_says, words.split()[:MOST_WORDS]))
    )
    query: Select[Any] = found
    return query


def excerpt(text: str, words: str) -> str:
    """The text round the first of the words that stands in it, without formatting."""
    said = plain(text).replace("\n", " ")
    begins = max(_first(said, words.split()[:MOST_WORDS]) - ROUND_A_HIT, 0)
    ends = begins + 3 * ROUND_A_HIT
    return f"{'…' if begins else ''}{said[begins:ends]}{'…' if ends < len(said) else ''}"


def _says(word: str) -> ColumnElement[bool]:
    columns = (Passage.words, Passage.heading, Passage.speaker, Meeting.title)
    return or_(*(column.contains(word, autoescape=True) for column in columns))


def _first(said: str, words: Sequence[str]) -> int:
    lower = said.lower()
    places = [place for word in words if (place := lower.find(word.lower())) >= 0]
    return min(places, default=0)
