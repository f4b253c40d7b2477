"""Measurements from a spreadsheet: the template, what a filled-in one says cell by cell, and writing it once."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.api.declare import LazyText, _
from core.api.paper import Sheet, workbook
from core.api.sheets import Value, ValueProblem, read_sheets, shown, text
from plugins.agri_machinery.models import Plot, PlotSheet, Trial
from plugins.agri_machinery.models.trials import LONGEST_REMARK, MEASURES, MOST_PLOTS
from plugins.agri_machinery.numbers import number
from plugins.agri_machinery.numbers import shown as show_number
from plugins.agri_machinery.trials.errors import (
    PlotSheetEmpty,
    PlotSheetFaulty,
    PlotSheetTooLong,
    PlotSheetUnreadable,
    PlotsMissing,
)
from plugins.agri_machinery.trials.words import LIMITS
from plugins.agri_machinery.trials.words import MEASURES as TITLES

WAITS: Final = timedelta(days=14)
NUMBER: Final = "number"
COLUMNS: Final[Mapping[str, LazyText]] = {
    NUMBER: _("Plot number"),
    "block": _("Block"),
    "treatment": _("Combination"),
    **TITLES,
    "remark": _("Remark on the plot"),
}
_FILLED: Final = (*MEASURES, "remark")


@dataclass(slots=True)
class Read:
    """A row of the file: what it says, or why it cannot be taken."""

    sheet: str
    row: int
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    """A sentence for each cell that cannot be taken, with its column and what was typed."""

    @property
    def is_good(self) -> bool:
        """Whether it will be written."""
        return not self.problems


def template(trial: Trial) -> bytes:
    """The workbook to fill in: a row for each plot, with what is known already. Raises PlotsMissing."""
    if not trial.plots:
        raise PlotsMissing
    rows = [
        [
            str(plot.number),
            str(plot.block),
            f"{plot.treatment.code} {plot.treatment.name}",
            *("" if getattr(plot, name) is None else show_number(getattr(plot, name)) for name in MEASURES),
            plot.remark,
        ]
        for plot in trial.plots
    ]
    return workbook([Sheet(str(_("Measurements")), [str(words) for words in COLUMNS.values()], rows)])


def read(data: bytes, trial: Trial) -> list[Read]:
    """Every row in which something was measured, of every sheet with columns we know.

    Raises FileProblem, PlotsMissing, PlotSheetUnreadable, PlotSheetEmpty, PlotSheetTooLong.
    """
    if not trial.plots:
        raise PlotsMissing
    known = {plot.number for plot in trial.plots}
    found, left, rows, seen = False, list[Read](), list[Read](), dict[int, Read]()
    for sheet in read_sheets(data):
        head: dict[int, str] = {}
        for line in sheet.lines():
            if not head:
                head = _head_of(line.cells)
                found = found or bool(head)
                if head and (unread := _unread(line.cells, head)):
                    left.append(Read(sheet.title, line.number, problems=unread))
                continue
            cells = {key: line.cells[place] for place, key in head.items() if place < len(line.cells)}
            if any(cells.get(key) is not None for key in _FILLED):
                rows.append(_row(Read(sheet.title, line.number), cells, known, seen))
            if len(rows) > MOST_PLOTS:
                raise PlotSheetTooLong(most=MOST_PLOTS)
    if not found:
        raise PlotSheetUnreadable(columns=str(_(", ")).join(map(str, (COLUMNS[NUMBER], *TITLES.values()))))
    if not rows:
        raise PlotSheetEmpty
    return left + rows


def keep(session: Session, trial_id: int, name: str, rows: Iterable[Read], at: datetime) -> PlotSheet:
    """Keep what was read until somebody has looked at it."""
    plain = [{"sheet": one.sheet, "row": one.row, "values": one.values, "problems": one.problems} for one in rows]
    kept = PlotSheet(trial_id=trial_id, name=name[:200], rows=plain, at=at)
    session.add(kept)
    session.flush()
    return kept


def looked_at(sheet: PlotSheet) -> list[Read]:
    """The rows as they were read."""
    return [Read(one["sheet"], one["row"], dict(one["values"]), list(one["problems"])) for one in sheet.rows]


def write(session: Session, sheet: PlotSheet) -> int:
    """Write the good rows; returns how many plots that were. Raises PlotSheetFaulty where there is none."""
    good = [row for row in looked_at(sheet) if row.is_good]
    plots = {plot.number: plot for plot in session.scalars(select(Plot).where(Plot.trial_id == sheet.trial_id))}
    written = 0
    for row in good:
        plot = plots.get(row.values[NUMBER])
        if plot is None:
            continue  # taken out since the file was read
        for name in _FILLED:
            if row.values.get(name) is not None:
                setattr(plot, name, row.values[name])
        written += 1
    if not written:
        raise PlotSheetFaulty
    session.delete(sheet)
    session.flush()
    return written


def forget_old(session: Session, at: datetime) -> None:
    """Every night: what was read and never written goes after two weeks."""
    for sheet in session.scalars(select(PlotSheet).where(PlotSheet.at < at - WAITS)):
        session.delete(sheet)
    session.flush()


# Understanding a row


def _row(row: Read, cells: Mapping[str, Value], known: set[int], seen: dict[int, Read]) -> Read:
    for key in (NUMBER, *MEASURES, "remark"):
        try:
            row.values[key] = _number(cells.get(key), known) if key == NUMBER else _cell(key, cells.get(key))
        except ValueProblem as problem:
            said = shown(cells.get(key)) if cells.get(key) is not None else ""
            row.values[key], row.values[f"{key}_said"] = None, said
            row.problems.append(_sentence(key, said, problem.message))
    plot = row.values[NUMBER]
    if plot is not None:
        first = seen.setdefault(plot, row)
        if first is not row:  # nobody knows which of them is right: none of them is written
            twice = _sentence(NUMBER, str(plot), _("two rows have this number. Leave one of them out."))
            row.problems.append(twice)
            if twice not in first.problems:
                first.problems.append(twice)
    return row


def _sentence(key: str, said: str, problem: LazyText) -> str:
    return str(_("%(column)s “%(said)s”: %(problem)s", column=COLUMNS[key], said=said, problem=problem))


def _number(value: Value, known: set[int]) -> int:
    found = _amount(value)
    if found is None or found != int(found):
        raise ValueProblem("plot_number_missing", _("say which plot."))
    if int(found) not in known:
        raise ValueProblem("plot_unknown", _("the trial has no plot of this number."))
    return int(found)


def _cell(key: str, value: Value) -> float | str | None:
    if key == "remark":
        return text(value, LONGEST_REMARK)
    found = _amount(value)
    limits = MEASURES[key]
    if found is not None and not limits.lowest <= found <= limits.highest:
        raise ValueProblem(f"{key}_impossible", LIMITS[key])
    if key == "emergence" and found is not None and 0 < found <= 1:  # 95 % formatted as such is 0.95 in the file
        raise ValueProblem("emergence_a_share", _("is this a share of one? Write 95 for 95 per cent."))
    return found


def _amount(value: Value) -> float | None:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        found = float(value)
    else:
        plain = unicodedata.normalize("NFKC", text(value) or "").strip().removesuffix("%")
        if not plain:
            return None
        try:
            found = number(plain)
        except ValueError:
            sentence = _("write decimals with a point, like 12.5.") if "," in plain else _("this is no number.")
            raise ValueProblem("no_number", sentence) from None
    return round(found, 3)


def _head_of(cells: Sequence[Value]) -> dict[int, str]:
    """What stands in which column, where this row is the head of the table."""
    names = {
        _compared(spelling): key
        for key, words in COLUMNS.items()
        for spelling in (str(words), words.msgid, *_spellings()[key])
    }
    found: dict[int, str] = {}
    for place, cell in enumerate(cells):
        key = names.get(_compared(cell))
        if key and key not in found.values():
            found[place] = key
    told = set(found.values())
    return found if NUMBER in told and told & set(MEASURES) else {}


@cache
def _spellings() -> Mapping[str, Sequence[str]]:
    """How people head each column, besides the words of the template."""
    return tomllib.loads((files("plugins.agri_machinery.trials") / "heads.toml").read_text("utf-8"))


def _unread(cells: Sequence[Value], head: Mapping[int, str]) -> list[str]:
    """A sentence for each column that has a head, and is none of those we read or one of them again."""
    others = [shown(cell) for place, cell in enumerate(cells) if place not in head and _compared(cell)]
    return [
        str(
            _(
                "The column “%(column)s” is not read: the template has no such column, or it stands there twice.",
                column=one,
            )
        )
        for one in others
    ]


def _compared(value: object) -> str:
    return "".join(unicodedata.normalize("NFKC", str(value or "")).split()).casefold()
