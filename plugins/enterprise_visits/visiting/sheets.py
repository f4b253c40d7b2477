"""Past visits from paper: the template, what a filled-in one says row by row, and writing it once."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core.api.data import Deputy, Enterprise, Person, Placement, Station
from core.api.declare import LazyText, _
from core.api.paper import Sheet, workbook
from core.api.sheets import Value, ValueProblem, read_sheets, shown, text
from plugins.enterprise_visits.models import Visit, VisitDeputy, VisitSheet
from plugins.enterprise_visits.models.visits import LONGEST_MET, LONGEST_PURPOSE, LONGEST_WORDS
from plugins.enterprise_visits.visiting import choosing, service
from plugins.enterprise_visits.visiting.errors import (
    VisitSheetEmpty,
    VisitSheetFaulty,
    VisitSheetTooLong,
    VisitSheetUnreadable,
)

MOST_ROWS: Final = 600
"""So many are written in one step without others waiting long for their turn."""
EARLIEST: Final = date(1990, 1, 1)
WAITS: Final = timedelta(days=14)
_SEPARATORS: Final = re.compile(r"[,;/\u3001\uff0c\uff1b]")
_TIME: Final = re.compile(r"(\d{1,2})[:\u65f6](\d{2})?")
_DAY: Final = re.compile(r"(\d{4})[-/.\u5e74](\d{1,2})[-/.\u6708](\d{1,2})\u65e5?(?:[T ][\d:.]*)?")

COLUMNS: Final[Mapping[str, LazyText]] = {
    "day": _("Date"),
    "time": _("Time"),
    "enterprise": _("Enterprise"),
    "deputies": _("Deputies"),
    "met": _("Who was met"),
    "purpose": _("Purpose of the visit"),
    "words": _("What was seen and said"),
}
_NEEDED: Final = ("day", "enterprise", "deputies")

Known = Mapping[str, Sequence[int]]
"""Numbers by name."""


@dataclass(slots=True)
class Read:
    """A row of the file: what it says, or why it cannot be taken."""

    sheet: str
    row: int
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    is_known: bool = False
    """Whether the same is on record already: it is left out."""

    @property
    def is_good(self) -> bool:
        """Whether it will be written."""
        return not self.problems and not self.is_known


def template(enterprises: Sequence[str], deputies: Sequence[str]) -> bytes:
    """The workbook to fill in, with the names that are known here on a second sheet."""
    longest = max(len(enterprises), len(deputies))
    columns = (list(enterprises), list(deputies))
    known = [[column[row] if row < len(column) else "" for column in columns] for row in range(longest)]
    heads = [str(COLUMNS["enterprise"]), str(COLUMNS["deputies"])]
    return workbook(
        [
            Sheet(str(_("Past visits")), [str(one) for one in COLUMNS.values()], []),
            Sheet(str(_("Names known here")), heads, known),
        ]
    )


def deputies_ever(session: Session, station: Station) -> dict[str, list[int]]:
    """Who is or was placed at the station or its rooms, by name: past visits know those who have left, too."""
    here = select(Station.id).where(or_(Station.id == station.id, Station.parent_id == station.id))
    placed = select(Placement.deputy_id).where(Placement.station_id.in_(here))
    query = select(Person.name, Deputy.id).select_from(Deputy).join(Deputy.person).where(Deputy.id.in_(placed))
    return _by_name(session.execute(query.order_by(Person.name, Deputy.id)))


def enterprises_here(session: Session, station: Station, day: date) -> dict[str, list[int]]:
    """The enterprises that can be visited from the station, by name."""
    return _by_name((name, number) for number, name in choosing.enterprises_near(session, [station.id], day))


def read(data: bytes, enterprises: Known, deputies: Known, today: date) -> list[Read]:
    """Every row that says something, of every sheet with columns we know.

    Raises FileProblem, VisitSheetUnreadable, VisitSheetEmpty, VisitSheetTooLong.
    """
    found, rows = False, []
    parsers = _Parsers(enterprises, deputies, today)
    for sheet in read_sheets(data):
        head: dict[int, str] = {}
        for line in sheet.lines():
            if not head:
                head = _head_of(line.cells)
                found = found or bool(head)
                continue
            cells = {key: line.cells[column] for column, key in head.items() if column < len(line.cells)}
            if any(value is not None for value in cells.values()):
                rows.append(parsers.row(sheet.title, line.number, cells))
            if len(rows) > MOST_ROWS:
                raise VisitSheetTooLong(most=MOST_ROWS)
    if not found:
        raise VisitSheetUnreadable(columns=str(_(", ")).join(str(COLUMNS[key]) for key in _NEEDED))
    if not rows:
        raise VisitSheetEmpty
    return rows


def keep(session: Session, station_id: int, name: str, rows: Iterable[Read], at: datetime) -> VisitSheet:
    """Keep what was read until somebody has looked at it."""
    plain = [{"sheet": one.sheet, "row": one.row, "values": one.values, "problems": one.problems} for one in rows]
    kept = VisitSheet(station_id=station_id, name=name[:200], rows=plain, at=at)
    session.add(kept)
    session.flush()
    return kept


def looked_at(session: Session, sheet: VisitSheet) -> list[Read]:
    """The rows as they were read, with those that are on record by now, or stand twice in the file."""
    rows = [Read(one["sheet"], one["row"], dict(one["values"]), list(one["problems"])) for one in sheet.rows]
    there = _on_record(session, {row.values["enterprise"] for row in rows if row.is_good})
    for row in rows:
        if row.is_good:
            marks = _marks(row)
            row.is_known = not there.isdisjoint(marks)
            there |= marks
    return rows


def names_of(session: Session, rows: Iterable[Read]) -> tuple[dict[int, str], dict[int, str]]:
    """The names of the enterprises and of the deputies these rows speak of."""
    good = [row for row in rows if not row.problems]
    enterprises = {row.values["enterprise"] for row in good}
    deputies = {number for row in good for number in row.values["deputies"]}
    named = select(Enterprise.id, Enterprise.name).where(Enterprise.id.in_(sorted(enterprises)))
    called = select(Deputy.id, Person.name).join(Deputy.person).where(Deputy.id.in_(sorted(deputies)))
    return (
        {number: name for number, name in session.execute(named)},  # noqa: C416 - rows are no pairs to mypy
        {number: name for number, name in session.execute(called)},  # noqa: C416
    )


def write(session: Session, sheet: VisitSheet, *, account_id: int | None, today: date, at: datetime) -> int:
    """Write the good rows, marked as entered later; returns how many. Raises VisitSheetFaulty where there is none."""
    rows = [row for row in looked_at(session, sheet) if row.is_good]
    if not rows:
        raise VisitSheetFaulty
    for row in rows:
        service.log(
            session,
            sheet.station_id,
            row.values["enterprise"],
            _said(row),
            account_id=account_id,
            today=today,
            at=at,
            entered_later=True,
        )
    session.delete(sheet)
    session.flush()
    return len(rows)


# Understanding a row


@dataclass(frozen=True, slots=True)
class _Parsers:
    """What each column says, or a ValueProblem with a sentence."""

    enterprises_known: Known
    deputies_known: Known
    today: date

    def row(self, sheet: str, number: int, cells: Mapping[str, Value]) -> Read:
        """A row, with a sentence for each column that cannot be understood."""
        row = Read(sheet, number)
        for key, title in COLUMNS.items():
            try:
                row.values[key] = getattr(self, key)(cells.get(key))
            except ValueProblem as problem:
                row.problems.append(str(_("%(column)s: %(problem)s", column=title, problem=problem.message)))
                row.values[key] = None
                row.values[f"{key}_said"] = shown(cells.get(key)) if cells.get(key) is not None else ""
        return row

    def day(self, value: Value) -> str:
        plain = text(value)
        if plain is None:
            raise ValueProblem("day_missing", _("the day is missing."))
        written = _DAY.fullmatch(unicodedata.normalize("NFKC", plain).strip())
        try:
            found = date(*map(int, written.groups())) if written else None
        except ValueError:
            found = None
        if found is None:
            raise ValueProblem("day_unreadable", _("this is no day. Write it like 2026-03-10."))
        if not EARLIEST <= found <= self.today:
            raise ValueProblem("day_ahead", _("this day does not lie in the past, or before 1990."))
        return found.isoformat()

    def time(self, value: Value) -> str | None:
        if isinstance(value, float) and 0 <= value < 1:  # a time as spreadsheets keep it: a part of a day
            minutes = min(round(value * 24 * 60), 24 * 60 - 1)
            return f"{minutes // 60:02d}:{minutes % 60:02d}"
        plain = text(value)
        if plain is None:
            return None
        written = _TIME.match(unicodedata.normalize("NFKC", plain))
        try:
            found = time(int(written[1]), int(written[2] or 0)) if written else None
        except ValueError:
            found = None
        if found is None:
            raise ValueProblem("time_unreadable", _("this is no time. Write it like 09:30."))
        return found.strftime("%H:%M")

    def enterprise(self, value: Value) -> int:
        name = text(value)
        if name is None:
            raise ValueProblem("enterprise_missing", _("say which enterprise."))
        found = self.enterprises_known.get(name) or self.enterprises_known.get("".join(name.split())) or ()
        if len(found) != 1:
            raise ValueProblem(
                "enterprise_unknown",
                _("%(name)s is no enterprise of this station. Write its name as on the second sheet.", name=name),
            )
        return found[0]

    def deputies(self, value: Value) -> list[int]:
        names = [one.strip() for one in _SEPARATORS.split(text(value, 500) or "") if one.strip()]
        if not names:
            raise ValueProblem("deputy_missing", _("say which deputy."))
        return list(dict.fromkeys(self._deputy(name) for name in names))

    def met(self, value: Value) -> str:
        return text(value, LONGEST_MET) or ""

    def purpose(self, value: Value) -> str:
        return text(value, LONGEST_PURPOSE) or ""

    def words(self, value: Value) -> str:
        return text(value, LONGEST_WORDS) or ""

    def _deputy(self, name: str) -> int:
        found = self.deputies_known.get("".join(name.split())) or self.deputies_known.get(name) or ()
        if not found:
            raise ValueProblem("deputy_unknown", _("%(name)s is and was no deputy of this station.", name=name))
        if len(found) > 1:
            raise ValueProblem(
                "deputy_ambiguous",
                _("two deputies of this station are called %(name)s. Enter this one by hand.", name=name),
            )
        return found[0]


def _head_of(cells: Sequence[Value]) -> dict[int, str]:
    """What stands in which column, where this row is the head of the table."""
    names = {_compared(spelling): key for key, words in COLUMNS.items() for spelling in (str(words), words.msgid)}
    found = {place: names[_compared(cell)] for place, cell in enumerate(cells) if _compared(cell) in names}
    return found if set(_NEEDED) <= set(found.values()) else {}


def _compared(value: object) -> str:
    return "".join(unicodedata.normalize("NFKC", str(value or "")).split()).casefold()


def _by_name(pairs: Iterable[Any]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for name, number in pairs:
        found[name].append(number)
    return dict(found)


def _said(row: Read) -> service.Said:
    values = row.values
    return service.Said(
        day=date.fromisoformat(values["day"]),
        begins=time.fromisoformat(values["time"]) if values["time"] else None,
        deputies=tuple(values["deputies"]),
        met=values["met"],
        words=values["words"],
        purpose=values["purpose"],
    )


def _marks(row: Read) -> set[tuple[int, str, int]]:
    return {(row.values["enterprise"], row.values["day"], deputy) for deputy in row.values["deputies"]}


def _on_record(session: Session, enterprises: Iterable[int]) -> set[tuple[int, str, int]]:
    """Who was where on which day already."""
    query = (
        select(Visit.enterprise_id, Visit.day, VisitDeputy.deputy_id)
        .join(VisitDeputy, VisitDeputy.visit_id == Visit.id)
        .where(Visit.enterprise_id.in_(sorted(set(enterprises))), Visit.state == "held", VisitDeputy.was_there)
    )
    return {(enterprise, day.isoformat(), deputy) for enterprise, day, deputy in session.execute(query)}


def forget_old(session: Session, at: datetime) -> None:
    """Every night: what was read and never written goes after two weeks."""
    for sheet in session.scalars(select(VisitSheet).where(VisitSheet.at < at - WAITS)):
        session.delete(sheet)
    session.flush()
