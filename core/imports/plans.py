"""Plans: what an import would do, row by row, before anything is written.

A plan is made by reading only. It can be shown, kept as JSON, or carried out by the session it was
made in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from core.imports.changes import Changes
from core.imports.tables import Row, Table
from core.imports.values import Value, ValueProblem, missing, shown
from core.imports.vocabulary import Kind
from core.stations.models import Station
from core.words import LazyText
from core.words import lazy as _

Action = Literal["create", "change", "skip", "refuse", "wait"]
Told = Callable[[int, int], None]
"""Hears now and then how many rows are done, and of how many."""
ACTIONS: tuple[Action, ...] = ("create", "change", "skip", "refuse", "wait")
Words = str | LazyText
UNCHANGED = _("Unchanged: all of this is recorded already.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What is said beside the file: where it belongs, and the answers to what it leaves open."""

    region_code: str
    today: date
    terms: Mapping[str, int] = field(default_factory=dict)
    """Level of congress -> number of its term."""
    coming: frozenset[str] = frozenset()
    """Levels whose term is a coming one: who is named for them is elected, and does not serve yet."""
    answers: Mapping[str, str] = field(default_factory=dict)
    """Key of a question -> the chosen answer."""
    with_liaisons: bool = False
    """Whether deputies whose note calls them liaison of their station become its staff."""
    create_stations: bool = False
    """Whether the stations that a roster names and nobody has recorded are made."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row is refused: where, what it says there, and what to do."""

    row: int
    column: str
    value: str
    code: str
    message: LazyText


@dataclass(frozen=True, slots=True)
class Change:
    """A field that would change."""

    column: Words
    old: Words
    new: Words


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to a question."""

    value: str
    words: LazyText


@dataclass(frozen=True, slots=True)
class Question:
    """Something the file leaves open. It is asked once, whatever the number of rows."""

    key: str
    text: LazyText
    rows: tuple[int, ...]
    choices: tuple[Choice, ...] = ()
    """Empty where the answer is a number."""
    holds_back: bool = True
    """Whether its rows are not written before it is answered."""

    @property
    def asks_for_number(self) -> bool:
        """Whether the answer is a number and not one of several choices."""
        return not self.choices


@dataclass(frozen=True, slots=True)
class Unresolved:
    """Something that was kept in words because it names nothing we know. It holds nothing back."""

    row: int
    column: str
    value: str
    message: LazyText


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of one row."""

    row: int
    action: Action
    title: str
    """The name in the row, as far as it could be read."""
    changes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()
    reasons: tuple[LazyText, ...] = ()
    """Why it is skipped or waits, and what else is worth knowing."""


@dataclass(slots=True)
class Plan:
    """What an import would do."""

    kind: Kind
    options: Options
    outcomes: list[Outcome] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    unresolved: list[Unresolved] = field(default_factory=list)
    offers: list[Unresolved] = field(default_factory=list)
    """What could be done beside, if wished: liaisons named in notes."""
    notes: list[LazyText] = field(default_factory=list)
    """What else would happen: townships added, columns not used."""
    changes: Changes | None = None
    """The good rows' work, made ready: for any session that writes."""
    new_deputies: list[int] = field(default_factory=list)
    """Who will have been created, in the order of the file."""
    new_stations: list[int] = field(default_factory=list)
    """The stations that will have been made because a roster names them."""
    writes: list[Callable[[], None]] = field(default_factory=list)
    """The good rows' work, where it is not in `changes`; to be done in the session the plan was made in."""
    afterwards: list[Callable[[], None]] = field(default_factory=list)
    """What is to be done when they are all in the database."""
    stations: list[Station] = field(default_factory=list)
    """The stations that were created or changed, once they were."""

    def count(self, action: Action) -> int:
        """How many rows have this outcome."""
        return sum(1 for outcome in self.outcomes if outcome.action == action)

    @property
    def counts(self) -> dict[Action, int]:
        """How many rows have which outcome."""
        return {action: self.count(action) for action in ACTIONS}

    @property
    def problems(self) -> list[Problem]:
        """All reasons for refusals, in the order of the file."""
        return [problem for outcome in self.outcomes for problem in outcome.problems]

    @property
    def is_clean(self) -> bool:
        """Whether every row can be written and nothing is left open."""
        return not self.questions and not self.count("refuse") and not self.count("wait")


class RowReader:
    """Takes the cells of one row and gathers what is wrong with them."""

    def __init__(self, table: Table, row: Row) -> None:
        self._table = table
        self._row = row
        self.problems: list[Problem] = []

    @property
    def number(self) -> int:
        """The row's number in the file."""
        return self._row.number

    def take(self, key: str, parse: Callable[[Value], Any], *, required: bool = False) -> Any:
        """The clean value of a cell, or None after noting why it cannot be taken."""
        value = self._row.cells.get(key)
        try:
            found = parse(value)
            if required and found in (None, ()):
                raise missing(self._table.header(key))
        except ValueProblem as problem:
            self.refuse(key, problem.code, problem.message)
            return None
        return found

    def refuse(self, key: str, code: str, message: LazyText) -> None:
        """Note why the row cannot be taken."""
        value = shown(self._row.cells.get(key))
        self.problems.append(Problem(self.number, self._table.header(key), value, code, message))

    def title(self) -> str:
        """The name in the row, for people to find it."""
        return shown(self._row.cells.get("name")).strip()
