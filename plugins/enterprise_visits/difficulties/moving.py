"""What becomes of a difficulty: from which state to which, and what must be said about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.api.data import Organ, day_in_words
from plugins.enterprise_visits.difficulties import telling
from plugins.enterprise_visits.difficulties.errors import (
    MoveBeforeTold,
    MoveWordless,
    NotFromHere,
    OrganMissing,
    OwnWordsMissing,
)
from plugins.enterprise_visits.difficulties.suggesting import suggest
from plugins.enterprise_visits.difficulties.words import STATES
from plugins.enterprise_visits.models.difficulties import Difficulty, DifficultyEvent

NEXT: Final[Mapping[str, tuple[str, ...]]] = {
    "open": ("answered", "mutual_help", "with_organ", "planned"),
    "answered": ("open",),
    "mutual_help": ("open",),
    "with_organ": ("solved_by_organ", "with_organ", "mutual_help", "planned", "open"),
    "solved_by_organ": ("open",),
    "planned": ("with_organ", "mutual_help", "answered", "open"),
    "suggestion": (),
}
"""Which states may follow; that it became a suggestion is said by the plugin that took it over, and stays."""
NEEDS_WORDS: Final = frozenset({"answered", "mutual_help", "solved_by_organ", "open"})
LEAVES_THE_OFFICE: Final = frozenset({"with_organ", "planned"})
"""States in which others than the office read of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What became of a difficulty, on which day, in which words."""

    state: str
    day: date
    words: str = ""
    organ_id: int | None = None


def move(
    session: Session, difficulty: Difficulty, wanted: Move, *, today: date, at: datetime, account_id: int | None
) -> DifficultyEvent:
    """Say what became of it; who entered it, and the organ it is brought to, are told.

    Raises NotFromHere, MoveBeforeTold, OrganMissing, MoveWordless, OwnWordsMissing.
    """
    _check(difficulty, wanted, today)
    if wanted.state == "with_organ":
        difficulty.organ = _organ(session, wanted.organ_id)
    difficulty.state = wanted.state
    difficulty.answer = wanted.words if difficulty.is_solved else ""
    event = DifficultyEvent(
        day=wanted.day,
        state=wanted.state,
        words=wanted.words,
        organ_id=difficulty.organ.id if wanted.state == "with_organ" and difficulty.organ else None,
        account_id=account_id,
        at=at,
    )
    difficulty.events.append(event)
    session.flush()
    telling.of_change(session, difficulty, event, at)
    if difficulty.state == "planned":
        suggest(session, difficulty, today, at)
    return event


def may_become(difficulty: Difficulty) -> tuple[str, ...]:
    """The states that may come next."""
    return NEXT[difficulty.state]


def brief(difficulty: Difficulty) -> str:
    """What others than the office read of one told for the office only: the words with which it was passed on last."""
    passed = [event.words for event in difficulty.events if event.state in LEAVES_THE_OFFICE]
    return passed[-1] if passed else ""


def _check(difficulty: Difficulty, wanted: Move, today: date) -> None:
    if wanted.state not in NEXT[difficulty.state]:
        then = STATES.get(wanted.state, "?")
        raise NotFromHere(now=STATES[difficulty.state], then=then)
    first = max([difficulty.day, *(event.day for event in difficulty.events)])
    if not first <= wanted.day <= today:
        raise MoveBeforeTold(first=day_in_words(first))
    if wanted.words.strip():
        return
    if difficulty.office_only and wanted.state in LEAVES_THE_OFFICE:
        raise OwnWordsMissing
    if wanted.state in NEEDS_WORDS:
        raise MoveWordless


def _organ(session: Session, organ_id: int | None) -> Organ:
    found = session.scalars(select(Organ).where(Organ.id == (organ_id or 0))).one_or_none()
    if found is None:
        raise OrganMissing
    return found
