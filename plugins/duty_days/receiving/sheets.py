"""Past days from paper: the template, what a filled-in one says row by row, and writing it once."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core.api.data import Deputy, Person, Placement, Station
from core.api.declare import LazyText, _
from core.api.paper import Sheet, workbook
from core.api.sheets import Value, ValueProblem, read_sheets, shown, telephone, text
from core.api.work import STATION_ZONE
from plugins.duty_days.models import Attendance, DutyDay, PaperSheet, Reception, Sitting, Slot, Visitor
from plugins.duty_days.models.receiving import LONGEST_TEXT, MOST_PERSONS
from plugins.duty_days.receiving import attendance, receptions
from plugins.duty_days.receiving.errors import PastDayNeeded, SheetEmpty, SheetFaulty, SheetTooLong, SheetUnreadable
from plugins.duty_days.receiving.words import CATEGORIES, KINDS, STATES

MOST_ROWS: Final = 600
"""So many are written in one step without others waiting long for their turn."""
EARLIEST: Final = date(1990, 1, 1)
_SEPARATORS: Final = re.compile(r"[,;/\u3001\uff0c\uff1b]")
_TIME: Final = re.compile(r"(\d{1,2})[:\u65f6](\d{2})?")
_DAY: Final = re.compile(r"(\d{4})[-/.\u5e74](\d{1,2})[-/.\u6708](\d{1,2})\u65e5?(?:[T ][\d:.]*)?")

RECEPTIONS: Final[Mapping[str, LazyText]] = {
    "day": _("Date"),
    "time": _("Time"),
    "kind": _("How they came"),
    "name": _("Full name"),
    "phone": _("Telephone"),
    "persons": _("People"),
    "subject": _("Subject"),
    "category": _("Category"),
    "deputies": _("Received by"),
    "answer": _("Answered on the spot"),
    "passed_on": _("To be passed on"),
}
ATTENDANCE: Final[Mapping[str, LazyText]] = {
    "day": _("Date"),
    "deputy": _("Deputy"),
    "state": _("State"),
    "replaces": _("In place of"),
}
_NEEDED: Final = {
    "reception": (RECEPTIONS, ("day", "subject", "persons")),
    "attendance": (ATTENDANCE, ("day", "deputy", "state")),
}


def template(deputies: Sequence[str]) -> bytes:
    """The workbook to fill in: receptions, who was there, and the words that are understood."""
    words = (
        [str(one) for one in (*KINDS.values(),)],
        [str(one) for one in CATEGORIES.values()],
        [str(one) for one in STATES.values()],
    )
    longest = max(*map(len, words), len(deputies))
    known = [
        [column[row] if row < len(column) else "" for column in (*words, list(deputies))] for row in range(longest)
    ]
    heads = [RECEPTIONS["kind"], RECEPTIONS["category"], ATTENDANCE["state"], ATTENDANCE["deputy"]]
    return workbook(
        [
            Sheet(str(_("Receptions")), [str(one) for one in RECEPTIONS.values()], []),
            Sheet(str(_("Who was there")), [str(one) for one in ATTENDANCE.values()], []),
            Sheet(str(_("Words")), [str(one) for one in heads], known),
        ]
    )


@dataclass(slots=True)
class Read:
    """A row of the file: what it says, or why it cannot be taken."""

    sheet: str
    row: int
    kind: str
    """``reception`` or ``attendance``."""
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    is_known: bool = False
    """Whether the same is on record already: it is left out."""

    @property
    def is_good(self) -> bool:
        """Whether it will be written."""
        return not self.problems and not self.is_known


def keep(session: Session, station_id: int, name: str, rows: Iterable[Read], at: datetime) -> PaperSheet:
    """Keep what was read until somebody has looked at it."""
    kept = PaperSheet(station_id=station_id, name=name[:200], rows=[_plain(one) for one in rows], at=at)
    session.add(kept)
    session.flush()
    return kept


def read(data: bytes, deputies: Mapping[str, Sequence[int]], today: date) -> Iterator[Read]:
    """Every row that says something, of every sheet with columns we know.

    Raises FileProblem, SheetUnreadable, SheetEmpty, SheetTooLong.
    """
    found = False
    rows: list[Read] = []
    for sheet in read_sheets(data):
        head: dict[int, str] = {}
        kind = ""
        for line in sheet.lines():
            if not head:
                kind, head = _head_of(line.cells)
                found = found or bool(head)
                continue
            cells = {key: line.cells[column] for column, key in head.items() if column < len(line.cells)}
            if any(value is not None for value in cells.values()):
                rows.append(_row(sheet.title, line.number, kind, cells, deputies, today))
            if len(rows) > MOST_ROWS:
                raise SheetTooLong(most=MOST_ROWS)
    if not found:
        raise SheetUnreadable(columns=str(_(", ")).join(str(RECEPTIONS[key]) for key in ("day", "persons", "subject")))
    if not rows:
        raise SheetEmpty
    return iter(rows)


def deputies_ever(session: Session, station: Station) -> dict[str, list[int]]:
    """Who is or was placed at the station or its rooms, by name: past days know those who have left, too."""
    here = select(Station.id).where(or_(Station.id == station.id, Station.parent_id == station.id))
    query = (
        select(Person.name, Deputy.id)
        .select_from(Deputy)
        .join(Deputy.person)
        .where(Deputy.id.in_(select(Placement.deputy_id).where(Placement.station_id.in_(here))))
        .order_by(Person.name, Deputy.id)
    )
    found: dict[str, list[int]] = defaultdict(list)
    for name, number in session.execute(query):
        found[name].append(number)
    return dict(found)


def looked_at(session: Session, sheet: PaperSheet) -> list[Read]:
    """The rows as they were read, with those that are on record by now."""
    rows = [_unplain(one) for one in sheet.rows]
    there = _on_record(session, sheet.station_id, {row.values["day"] for row in rows if row.is_good})
    for row in rows:
        if row.is_good and _fingerprint(row) in there:
            row.is_known = True
        elif row.is_good:
            there.add(_fingerprint(row))  # the same row twice in a file is once
    return rows


def names_of(session: Session, rows: Iterable[Read]) -> dict[int, str]:
    """The names of the deputies these rows speak of."""
    numbers = {number for row in rows for number in row.values.get("deputies") or ()}
    numbers |= {row.values[key] for row in rows for key in ("deputy", "replaces") if row.values.get(key)}
    query = select(Deputy.id, Person.name).join(Deputy.person).where(Deputy.id.in_(sorted(numbers)))
    return {row.id: row.name for row in session.execute(query)}


def write(session: Session, sheet: PaperSheet, today: date, at: datetime) -> tuple[int, int]:
    """Write the good rows; how many receptions and how many attendances. Raises SheetFaulty where there is none."""
    rows = [row for row in looked_at(session, sheet) if row.is_good]
    if not rows:
        raise SheetFaulty
    days = _days(session, sheet.station_id, {row.values["day"] for row in rows})
    received = attended = 0
    for row in rows:
        duty_day = days[row.values["day"]]
        if row.kind == "reception":
            receptions.record(session, duty_day, _said(row, duty_day), today, at)
            received += 1
        else:
            _put_down(session, duty_day, row)
            attended += 1
    session.delete(sheet)
    session.flush()
    return received, attended


def past_day(
    session: Session, station: Station, day: date, begins: time | None, ends: time | None, today: date
) -> DutyDay:
    """A past day of the station: the one on record, or a new one. Raises PastDayNeeded."""
    if not EARLIEST <= day <= today:
        raise PastDayNeeded
    found = _days(session, station.id, {day.isoformat()})[day.isoformat()]
    for sitting in found.sittings:
        if sitting.begins is None:
            sitting.begins, sitting.ends = begins, ends
    session.flush()
    return found


# Understanding a row


def _head_of(cells: Sequence[Value]) -> tuple[str, dict[int, str]]:
    """Which of the two tables this row is the head of, and what stands in which column."""
    said = [_compared(cell) for cell in cells]
    best: tuple[str, dict[int, str]] = ("", {})
    for kind, (columns, needed) in _NEEDED.items():
        names = {_compared(spelling): key for key, words in columns.items() for spelling in (str(words), words.msgid)}
        found = {place: names[words] for place, words in enumerate(said) if words in names}
        if set(needed) <= set(found.values()) and len(found) > len(best[1]):
            best = kind, found
    return best


def _compared(value: object) -> str:
    return "".join(unicodedata.normalize("NFKC", str(value or "")).split()).casefold()


def _row(
    sheet: str, number: int, kind: str, cells: Mapping[str, Value], deputies: Mapping[str, Sequence[int]], today: date
) -> Read:
    row = Read(sheet, number, kind)
    columns = _NEEDED[kind][0]
    parsers = _Parsers(deputies, today)
    for key in columns:
        try:
            row.values[key] = getattr(parsers, key)(cells.get(key))
        except ValueProblem as problem:
            row.problems.append(str(_("%(column)s: %(problem)s", column=columns[key], problem=problem.message)))
            row.values[key] = None
        if row.values[key] is None and cells.get(key) is not None:
            row.values[f"{key}_said"] = shown(cells.get(key))
    return row


@dataclass(frozen=True, slots=True)
class _Parsers:
    """What each column says, or a ValueProblem with a sentence."""

    deputies_known: Mapping[str, Sequence[int]]
    today: date

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
            minutes = round(value * 24 * 60)
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

    def persons(self, value: Value) -> int:
        plain = unicodedata.normalize("NFKC", text(value) or "")
        if not plain.isdecimal() or not 0 <= int(plain[:6]) <= MOST_PERSONS:
            raise ValueProblem(
                "persons",
                _(
                    "write how many people came, from 0 to %(most)s; 0 for a further matter of the same people.",
                    most=MOST_PERSONS,
                ),
            )
        return int(plain[:6])

    def subject(self, value: Value) -> str:
        plain = text(value, 200)
        if plain is None:
            raise ValueProblem("subject_missing", _("say in a few words what it was about."))
        return plain

    def name(self, value: Value) -> str:
        return text(value, 60) or ""

    def phone(self, value: Value) -> str:
        return telephone(value) or ""

    def answer(self, value: Value) -> str:
        return text(value, LONGEST_TEXT) or ""

    def passed_on(self, value: Value) -> str:
        return text(value, LONGEST_TEXT) or ""

    def kind(self, value: Value) -> str:
        return self._one_of(value, KINDS, "walk_in")

    def category(self, value: Value) -> str:
        return self._one_of(value, CATEGORIES, "other")

    def state(self, value: Value) -> str:
        return self._one_of(value, STATES, "present")

    def deputies(self, value: Value) -> list[int]:
        names = [one.strip() for one in _SEPARATORS.split(text(value, 500) or "") if one.strip()]
        return list(dict.fromkeys(self._deputy(name) for name in names))

    def deputy(self, value: Value) -> int:
        plain = text(value)
        if plain is None:
            raise ValueProblem("deputy_missing", _("say which deputy."))
        return self._deputy(plain)

    def replaces(self, value: Value) -> int | None:
        plain = text(value)
        return None if plain is None else self._deputy(plain)

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

    def _one_of(self, value: Value, words: Mapping[str, LazyText], usual: str) -> str:
        plain = text(value)
        if plain is None:
            return usual
        known = {_compared(spelling): key for key, one in words.items() for spelling in (str(one), one.msgid, key)}
        if _compared(plain) not in known:
            raise ValueProblem(
                "word_unknown",
                _("this is none of: %(words)s.", words=str(_(", ")).join(str(one) for one in words.values())),
            )
        return known[_compared(plain)]


# Keeping and writing


def _plain(row: Read) -> dict[str, Any]:
    return {"sheet": row.sheet, "row": row.row, "kind": row.kind, "values": row.values, "problems": row.problems}


def _unplain(kept: Mapping[str, Any]) -> Read:
    return Read(kept["sheet"], kept["row"], kept["kind"], dict(kept["values"]), list(kept["problems"]))


def _fingerprint(row: Read) -> tuple[Any, ...]:
    values = row.values
    if row.kind == "attendance":
        return ("attendance", values["day"], values["deputy"])
    return ("reception", values["day"], values["time"] or "", values["subject"], values["persons"], values["name"])


def _on_record(session: Session, station_id: int, days: Iterable[str]) -> set[tuple[Any, ...]]:
    wanted = [date.fromisoformat(day) for day in days]
    if not wanted:
        return set()
    span = DutyDay.station_id == station_id, DutyDay.day.between(min(wanted), max(wanted))
    there: set[tuple[Any, ...]] = set()
    query = (
        select(DutyDay.day, Reception.at, Reception.subject, Reception.persons, Visitor.name)
        .join(Reception.duty_day)
        .outerjoin(Reception.visitor)
        .where(*span)
    )
    for day, at, subject, persons, name in session.execute(query):
        clock = at.astimezone(STATION_ZONE).strftime("%H:%M") if at else ""
        there.add(("reception", day.isoformat(), clock, subject, persons, name or ""))
    came = select(DutyDay.day, Attendance.deputy_id).join(Attendance.sitting).join(Sitting.duty_day).where(*span)
    there |= {("attendance", day.isoformat(), deputy_id) for day, deputy_id in session.execute(came)}
    return there


def _days(session: Session, station_id: int, days: Iterable[str]) -> dict[str, DutyDay]:
    """The station's days of these dates; those it has no record of are made."""
    wanted = sorted(date.fromisoformat(day) for day in days)
    session.execute(select(Station.id).where(Station.id == station_id).with_for_update(key_share=True))
    query = select(DutyDay).where(DutyDay.station_id == station_id, DutyDay.day.in_(wanted))
    found = {day.day: day for day in session.scalars(query).unique()}
    for day in wanted:
        if day not in found:
            sitting = Sitting(part="day", slots=[Slot(place=1)])
            found[day] = DutyDay(station_id=station_id, day=day, state="open", theme="", sittings=[sitting])
            session.add(found[day])
    session.flush()
    return {day.isoformat(): one for day, one in found.items()}


def _said(row: Read, duty_day: DutyDay) -> receptions.Said:
    values = row.values
    at = time.fromisoformat(values["time"]) if values["time"] else None
    return receptions.Said(
        kind=values["kind"],
        at=datetime.combine(duty_day.day, at, STATION_ZONE) if at else None,
        persons=values["persons"],
        party=values["persons"] > 0,
        name=values["name"],
        phone=values["phone"],
        subject=values["subject"],
        category=values["category"],
        answer=values["answer"],
        passed_on=values["passed_on"],
        deputies=tuple(values["deputies"]),
        sitting_id=duty_day.sittings[0].id if len(duty_day.sittings) == 1 else None,
    )


def _put_down(session: Session, duty_day: DutyDay, row: Read) -> None:
    """Who was there, in the sitting they had a place in, else in the first of the day."""
    deputy_id = row.values["deputy"]
    held = (sitting for sitting in duty_day.sittings if sitting.slot_of(deputy_id))
    sitting = next(held, duty_day.sittings[0])
    attendance.enter(session, sitting, deputy_id, row.values["state"], row.values["replaces"])
