"""What the rota page shows: deputies down, sittings across, and what stands in the way in every cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from core.api.declare import LazyText
from plugins.duty_days.models import Proposal, ProposedPlace, Sitting, Slot
from plugins.duty_days.rota import service
from plugins.duty_days.rota.planning import Plan, Who
from plugins.duty_days.rota.solving.board import Board
from plugins.duty_days.rota.solving.problem import Candidate, Rota, Seats
from plugins.duty_days.rota.words import why_not

MOST_COLUMNS: Final = 40
"""A period with more sittings than this is shown month by month."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A deputy in a sitting."""

    sitting: Sitting
    state: str
    """``held``, ``locked``, ``proposed``, ``free``, ``overruled`` (free, but something speaks against it), ``blocked``."""
    why: LazyText | None = None
    """What speaks against it, also where the deputy is proposed all the same."""
    place: ProposedPlace | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A deputy, with their cells and what they serve this year."""

    who: Who
    cells: Sequence[Cell]
    served: int
    """This year, until now."""
    held: int
    """Published, and still to come; here and elsewhere."""
    proposed: int
    """In this draft."""
    counts: bool
    """Whether their load is compared with others'."""

    @property
    def all(self) -> int:
        """The whole year."""
        return self.served + self.held + self.proposed


@dataclass(frozen=True, slots=True)
class Column:
    """A sitting, with who is on it."""

    sitting: Sitting
    held: Sequence[Slot]
    proposed: Sequence[tuple[ProposedPlace, str, LazyText | None]]
    """The place, the name, and what speaks against it."""
    free: int
    below_minimum: int
    locked_free: int
    choices: Sequence[tuple[int, str]]
    """Who could be put in."""


@dataclass(frozen=True)
class Page:
    """The draft as it stands."""

    proposal: Proposal
    drawn: Plan
    columns: Sequence[Column]
    shown: Sequence[Column]
    """Those of the month that is looked at, where there are too many for one page."""
    rows: Sequence[Row]
    months: Sequence[str]
    """To choose from, where there are too many columns."""
    month: str
    rota: Rota

    @property
    def gaps(self) -> Sequence[Column]:
        """The sittings with a free place."""
        return [column for column in self.columns if column.free]

    @property
    def proposed(self) -> int:
        """How many names are in the draft; how many were, once it is published."""
        if not self.proposal.is_draft:
            return len(self.proposal.places)
        return sum(len(column.proposed) for column in self.columns)

    @property
    def most(self) -> int:
        """The largest load, for the scale of the chart."""
        return max((row.all for row in self.rows), default=0)

    @property
    def spread(self) -> int:
        """The duties between who serves most and who serves least."""
        counted = [row.all for row in self.rows if row.counts]
        return max(counted) - min(counted) if counted else 0


def page_of(drawn: Plan, proposal: Proposal, month: str = "") -> Page:
    """The page of a draft; of a month of it, where the period has too many sittings."""
    board = service.board_of(drawn, proposal)
    places = {(place.sitting_id, place.deputy_id): place for place in proposal.places if not _is_held(drawn, place)}
    columns = [_column(drawn, board, sitting, places) for sitting in drawn.sittings]
    months = list(dict.fromkeys(column.sitting.duty_day.day.isoformat()[:7] for column in columns))
    if len(columns) <= MOST_COLUMNS:
        months, month = [], ""
    elif month not in months:
        gap = next((column for column in columns if column.free), columns[0])
        month = gap.sitting.duty_day.day.isoformat()[:7]
    shown = [column for column in columns if not month or column.sitting.duty_day.day.isoformat()[:7] == month]
    rota = service.rota_of(drawn, board)
    rows = [_row(drawn, board, candidate, shown, places) for candidate in drawn.problem.candidates]
    return Page(proposal, drawn, columns, shown, rows, months, month, rota)


def _is_held(drawn: Plan, place: ProposedPlace) -> bool:
    """Whether the name is on the day by now: published, or signed up meanwhile."""
    seats = drawn.problem.sitting.get(place.sitting_id)
    return seats is not None and place.deputy_id in seats.held


Places = Mapping[tuple[int, int], ProposedPlace]


def _column(drawn: Plan, board: Board, sitting: Sitting, places: Places) -> Column:
    seats = drawn.problem.sitting[sitting.id]
    proposed = [
        (place, place.deputy.person.name, _against(board, drawn.problem.candidate.get(place.deputy_id), seats))
        for (number, _deputy), place in places.items()
        if number == sitting.id
    ]
    free = board.free(seats)
    return Column(
        sitting=sitting,
        held=[slot for slot in sitting.slots if not slot.is_free],
        proposed=proposed,
        free=free,
        below_minimum=max(0, seats.minimum - len(board.serving(seats))),
        locked_free=sum(1 for slot in sitting.slots if slot.is_free and slot.locked),
        choices=_choices(drawn, board, seats) if free else (),
    )


def _row(drawn: Plan, board: Board, candidate: Candidate, shown: Sequence[Column], places: Places) -> Row:
    duties = board.duties(candidate.key)
    coming = sum(1 for seats in duties if seats.day >= drawn.begins)
    proposed = sum(1 for sitting, deputy in places if deputy == candidate.key and sitting in drawn.sitting)
    return Row(
        who=drawn.people[candidate.key],
        cells=[_cell(drawn, board, candidate, column.sitting, places) for column in shown],
        served=board.load(candidate) - coming,
        held=coming - proposed,
        proposed=proposed,
        counts=candidate.counts,
    )


def _choices(drawn: Plan, board: Board, seats: Seats) -> Sequence[tuple[int, str]]:
    """Who could be put in, who serves least first."""
    may = [
        candidate
        for candidate in drawn.problem.candidates_at.get(seats.station, ())
        if not _firm(board.hindrances(candidate, seats))
    ]
    may.sort(key=lambda candidate: (board.load(candidate), board.nearness(candidate, seats)))
    return [(candidate.key, drawn.people[candidate.key].name) for candidate in may]


def _cell(drawn: Plan, board: Board, candidate: Candidate, sitting: Sitting, places: Places) -> Cell:
    seats = drawn.problem.sitting[sitting.id]
    if candidate.key in seats.held:
        slot = sitting.slot_of(candidate.key)
        return Cell(sitting, "locked" if slot and slot.locked else "held")
    if place := places.get((sitting.id, candidate.key)):
        return Cell(sitting, "proposed", _against(board, candidate, seats), place)
    reasons = list(board.hindrances(candidate, seats))
    if firm := _firm(reasons):
        return Cell(sitting, "blocked", why_not(firm[0]))
    if reasons:
        return Cell(sitting, "overruled" if board.free(seats) else "full", why_not(reasons[0]))
    wish = candidate.wishes.get(seats.key, 0)
    if wish:
        return Cell(sitting, "overruled" if board.free(seats) else "full", why_not("wish"))
    return Cell(sitting, "free" if board.free(seats) else "full")


def _against(board: Board, candidate: Candidate | None, seats: Seats) -> LazyText | None:
    """What speaks against a name that is in the draft already."""
    if candidate is None:
        return why_not("mandate")
    board.take(seats, candidate.key)
    reasons = list(board.hindrances(candidate, seats))
    board.put(seats, candidate.key)
    if not reasons and candidate.wishes.get(seats.key):
        reasons = ["wish"]
    return why_not(reasons[0]) if reasons else None


def _firm(reasons: Iterable[str]) -> list[str]:
    return [why for why in reasons if why not in service.OVERRULED]
