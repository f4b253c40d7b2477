"""What deputies hold in alliances, and what becomes of it when they leave: all rooms together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Final

from sqlalchemy import literal, union_all
from sqlalchemy.orm import Session

from core.api.declare import Holding, Released
from plugins.alliances.leaving import actions, meetings, members

_ROOMS: Final = (members, meetings, actions)
_TOGETHER: Final = 5000  # numbers asked for in one statement


def held_by(session: Session, deputies: Sequence[int], day: date) -> Iterator[Holding]:
    """Their memberships, the meetings they are to come to, and their open action items; one statement."""
    for piece in _pieces(deputies):
        queries = (room.held(piece, day).add_columns(literal(place)) for place, room in enumerate(_ROOMS))
        for deputy_id, number, place in session.execute(union_all(*queries)):
            yield Holding(deputy_id=deputy_id, title=_ROOMS[place].TITLE, count=number)


def release(session: Session, deputies: Sequence[int], day: date, at: datetime) -> list[Released]:
    """Meetings and action items first: they name the membership that ends."""
    released: list[Released] = []
    for piece in _pieces(deputies):
        released += meetings.release(session, piece, day)
        released += actions.release(session, piece, at)
        released += members.release(session, piece, day)
    return released


def give_back(session: Session, released: Sequence[Released], at: datetime) -> None:
    """What was released is theirs again, as far as nobody else has taken it."""
    for piece in (released[start : start + _TOGETHER] for start in range(0, len(released), _TOGETHER)):
        members.give_back(session, piece)
        meetings.give_back(session, piece)
        actions.give_back(session, piece, at)


def _pieces(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    return (numbers[start : start + _TOGETHER] for start in range(0, len(numbers), _TOGETHER))
