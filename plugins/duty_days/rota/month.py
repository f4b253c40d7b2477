"""A month of a station: as a calendar, and the gaps in it; and who could fill one of them."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from core.api.declare import LazyText, _
from plugins.duty_days.lists import month_after
from plugins.duty_days.models import DutyDay, Sitting
from plugins.duty_days.rota.planning import Plan, plan
from plugins.duty_days.rota.solving.board import Board
from plugins.duty_days.rota.solving.problem import Candidate, Seats
from plugins.duty_days.rota.solving.scoring import as_rota, short_of
from plugins.duty_days.rota.words import Gap, gaps_in_words

MOST_SUGGESTED = 3


@dataclass(frozen=True, slots=True)
class Suggested:
    """Somebody who could take a free place, and what speaks for them."""

    deputy_id: int
    name: str
    why: LazyText


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Who could fill a gap, the best first; and why, where nobody can."""

    sitting_id: int
    deputies: Sequence[Suggested]
    gap: Gap | None


def weeks(first: date, days: Sequence[DutyDay]) -> list[list[tuple[date, DutyDay | None]]]:
    """The month in weeks from Monday, with the duty days in their places; days of other months stand around it."""
    on = {day.day: day for day in days}
    whole = calendar.Calendar().monthdatescalendar(first.year, first.month)
    return [[(each, on.get(each)) for each in week] for week in whole]


def gaps(days: Sequence[DutyDay], today: date) -> list[Sitting]:
    """The sittings to come with a free place that is not locked: too few deputies first, then by day."""
    found = [
        sitting
        for day in days
        if day.day >= today and not day.is_cancelled
        for sitting in day.sittings
        if any(slot.is_free and not slot.locked for slot in sitting.slots)
    ]
    return sorted(found, key=lambda sitting: len(sitting.on_duty) >= sitting.minimum)


def suggest(session: Session, sitting: Sitting, today: date) -> Suggestion:
    """Who could take a free place in this sitting, with nothing else of the rota changed."""
    day = sitting.duty_day
    first = day.day.replace(day=1)
    drawn = plan(session, [day.station_id], first, month_after(first) - timedelta(days=1), today)
    if sitting.id not in drawn.sitting:
        return Suggestion(sitting.id, (), None)
    board, seats = Board(drawn.problem), drawn.problem.sitting[sitting.id]
    found = [_suggested(drawn, board, each) for each in _ranked(board, seats)[:MOST_SUGGESTED]]
    if found:
        return Suggestion(sitting.id, found, None)
    gaps_of_month = gaps_in_words(drawn, as_rota(drawn.problem, board.holders))
    return Suggestion(sitting.id, (), next((gap for gap in gaps_of_month if gap.sitting_id == sitting.id), None))


def _ranked(board: Board, seats: Seats) -> list[Candidate]:
    """Who may serve there: whom the sitting lacks first, then who serves least and farthest from it."""
    lacking = [wanted for wanted, _short in short_of(board.problem, seats, board.serving(seats))]

    def unfitness(one: Candidate) -> tuple[int, int, int, int]:
        meets = sum(1 for wanted in lacking if wanted.is_met_by(one))
        return -meets, board.load(one), board.nearness(one, seats), one.key

    return sorted((one for one in board.problem.candidates_at[seats.station] if board.may(one, seats)), key=unfitness)


def _suggested(drawn: Plan, board: Board, one: Candidate) -> Suggested:
    name = drawn.people[one.key].name
    return Suggested(one.key, name, _("Duties this year: %(n)s", n=board.load(one)))
