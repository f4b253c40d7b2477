"""A difficulty planned as a suggestion is offered to the plugins; until one takes it over it stays planned, and says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from core.api.data import ask_first
from core.api.declare import LazyText
from plugins.enterprise_visits.models.difficulties import Difficulty, DifficultyEvent

AT_ONCE: Final = 200
"""How many are offered again in one night."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedSuggestion:
    """A difficulty somebody plans to make a suggestion of."""

    difficulty_id: int
    """The number of the difficulty."""
    kind: str
    """Its kind: ``financing``, ``recruiting`` ..."""
    words: str
    """What was said; of one told for the office only, what the office wrote for others to read."""
    enterprise_id: int | None
    """Who said it; None where it was told for the office only."""
    deputies: Sequence[int]
    """Who entered it: the numbers of deputies; empty where it was told for the office only."""
    office_only: bool
    """Whether it was told for the office only: whoever takes it over shows nothing else of it than this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BecameSuggestion:
    """What became of it in the plugin that took it over."""

    key: str
    """``<plugin>:<kind>:<number>``: by it the plugin knows its record again."""
    title: LazyText | str
    """What people read: the suggestion's number, or who looks after it."""


def suggest(session: Session, difficulty: Difficulty, today: date, at: datetime) -> bool:
    """Offer one that is planned to the plugins; the first that takes it over has it. Whether one has."""
    from plugins.enterprise_visits.hookspecs import enterprise_visits_suggested  # late: it speaks of what is above

    if not difficulty.awaits_a_plugin:
        return False
    taken = ask_first(enterprise_visits_suggested, session, difficulty.station, _told(difficulty))
    if taken is None:
        return False
    difficulty.passed_key, difficulty.passed_to = taken.key[:80], str(taken.title)[:200]
    difficulty.state = "suggestion"
    difficulty.events.append(DifficultyEvent(day=today, state="suggestion", words=difficulty.passed_to, at=at))
    session.flush()
    return True


def suggest_again(session: Session, today: date, at: datetime) -> int:
    """Offer all that are planned and wait for a plugin once more; returns how many were taken over."""
    query = (
        select(Difficulty)
        .where(Difficulty.state == "planned", Difficulty.passed_key == "")
        .options(joinedload(Difficulty.station))
        .order_by(Difficulty.id)
        .limit(AT_ONCE)
    )
    return sum(suggest(session, difficulty, today, at) for difficulty in session.scalars(query).all())


def _told(difficulty: Difficulty) -> PlannedSuggestion:
    hidden = difficulty.office_only
    planned = [event.words for event in difficulty.events if event.state == "planned"]
    return PlannedSuggestion(
        difficulty_id=difficulty.id,
        kind=difficulty.kind,
        words=(planned[-1] if planned else "") if hidden else difficulty.words,
        enterprise_id=None if hidden else difficulty.enterprise_id,
        deputies=() if hidden or difficulty.deputy_id is None else (difficulty.deputy_id,),
        office_only=hidden,
    )
