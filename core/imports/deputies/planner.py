"""Planning a roster: row by row, what would become of it, and made ready for writing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from sqlalchemy.orm import Session

from core.congresses.models import LEVELS
from core.deputies.models import Deputy
from core.imports.changes import Changes
from core.imports.deputies import mandates
from core.imports.deputies.mandates import LEVEL_WORDS
from core.imports.deputies.people import Earlier, People
from core.imports.deputies.records import Record, RecordReader, city_key
from core.imports.deputies.surroundings import Surroundings
from core.imports.deputies.writing import Writer
from core.imports.places import Place
from core.imports.plans import (
    UNCHANGED,
    Change,
    Choice,
    Options,
    Outcome,
    Plan,
    Problem,
    Question,
    Told,
    Unresolved,
)
from core.imports.tables import Row, Table
from core.imports.vocabulary import compared, vocabulary
from core.people.models import Person
from core.words import LazyText
from core.words import lazy as _

_TOGETHER: Final = 1_000
_KNOWN = (_("The person is known already; the mandate is new."),)
_UNCHANGED = (UNCHANGED,)
_NO_EMPLOYER = _("No imported enterprise has this name; it is kept in words. Import the enterprises, or leave it so.")


class DeputyPlanner:
    """Plans the import of one roster of deputies, a thousand rows at a time."""

    def __init__(
        self,
        session: Session,
        table: Table,
        place: Place,
        options: Options,
        *,
        to_write: bool = True,
        told: Told = lambda _done, _total: None,
    ) -> None:
        self.table = table
        self.place = place
        self.options = options
        self.result = Plan("deputies", options)
        self._around = Surroundings(session, place, options, has_groups="group" in table.columns)
        self._reader = RecordReader(table, options, self._around)
        self._people = People(session, self._around, options)
        self._writer: Writer | None = None
        if to_write:
            self.result.changes = Changes(session, place.here.code)
            self._writer = Writer(self.result.changes, self._around, options)
        self._told = told
        self._asked_city: list[int] = []
        self._placed_elsewhere: list[int] = []
        self._without_term: dict[str, list[int]] = defaultdict(list)
        self._new_townships: dict[str, None] = {}

    def plan(self) -> Plan:
        """What would become of every row."""
        rows = iter(self.table.rows)
        while some := list(islice(rows, _TOGETHER)):
            records = list(self._readable(some))
            self._people.load(records)
            for record in records:
                self.result.outcomes.append(self._decide(record))
            self._told(len(self.result.outcomes), len(self.table.rows))
        self._conclude()
        return self.result

    def _readable(self, rows: Sequence[Row]) -> Iterator[Record]:
        for row in rows:
            record, title, problems = self._reader.read(row)
            if record is None:
                self.result.outcomes.append(Outcome(row.number, "refuse", title, problems=tuple(problems)))
            else:
                yield record

    # --- deciding --------------------------------------------------------------------------------

    def _decide(self, record: Record) -> Outcome:
        earlier = self._people.with_number_of(record)
        if earlier is not None:
            return self._second_row(record, earlier)
        self._note_open_ends(record)
        if any(seat.level == "?" for seat in record.seats):
            self._asked_city.append(record.row)
            return _wait(record, _("It waits for the answer which congress the word in its level means."))
        person, question = self._people.recognise(record)
        if question is not None:
            return question
        self._people.keep(record)
        self._find_employer(record)
        self._offer_liaison(record)
        deputy = self._people.deputy_of(person)
        return self._compare(record, deputy) if deputy else self._create(record, person)

    def _second_row(self, record: Record, earlier: Earlier) -> Outcome:
        if earlier.name == record.name:
            reason = _(
                "Row %(row)s has the same name and telephone number: that row counts. Where the two differ, correct the first.",
                row=earlier.row,
            )
            return Outcome(record.row, "skip", record.name, reasons=(reason,))
        problem = Problem(
            record.row,
            self.table.header("phone"),
            record.phone or "",
            "phone_of_another",
            _(
                "Row %(row)s has the same telephone number under the name %(name)s. One number belongs to one person: correct the number or the name on the preview page, or in the file and import again.",
                row=earlier.row,
                name=earlier.name,
            ),
        )
        return Outcome(record.row, "refuse", record.name, problems=(problem,))

    def _create(self, record: Record, person: Person | None) -> Outcome:
        if self._writer is not None:
            self._writer.create(record, person)
        if person is None:
            return Outcome(record.row, "create", record.name)
        return Outcome(record.row, "create", record.name, tuple(self._differences(person, record)), reasons=_KNOWN)

    def _compare(self, record: Record, deputy: Deputy) -> Outcome:
        changes = self._differences(deputy.person, record)
        changes += [
            Change(self.table.header(key), getattr(deputy, key), value)
            for key, value in record.deputy.items()
            if getattr(deputy, key) != value
        ]
        changes += mandates.differences(record, deputy, self.table, self._around, self.options)
        moving = self._placement_change(record, deputy)
        if moving == "ask":
            self._placed_elsewhere.append(record.row)
            return _wait(record, _("It waits for the answer whether deputies placed elsewhere move."))
        if moving and record.placed is not None:
            before = " / ".join(_open_stations(deputy))
            changes.append(Change(self.table.header("station"), before, record.placed.name))
        if self._joins(record, deputy):
            changes.append(Change(self.table.header("group"), "", record.group or ""))
        if not changes and not self._becomes_liaison(record, deputy):
            return Outcome(record.row, "skip", record.name, reasons=_UNCHANGED)
        if self._writer is not None:
            self._writer.change(record, deputy, moving)
        return Outcome(record.row, "change", record.name, tuple(changes))

    def _differences(self, person: Person, record: Record) -> list[Change]:
        wanted = {"name": record.name, "phone": record.phone, **record.person}
        return [
            Change(self.table.header("employer" if key == "employer_text" else key), getattr(person, key) or "", value)
            for key, value in wanted.items()
            if value and (getattr(person, key) or "") != value
        ]

    def _placement_change(self, record: Record, deputy: Deputy) -> str:
        """``""`` where nothing changes, ``ask``, or what to do: ``add``, ``move``."""
        open_ones = [placement for placement in deputy.placements if placement.ends is None]
        placed = record.placed
        if placed is None or any(placement.station_id == placed.id for placement in open_ones):
            return ""
        if any(mandate.coming and mandate.coming.station_id == placed.id for mandate in deputy.mandates):
            return ""
        if not open_ones:
            return "add"
        answer = self.options.answers.get("placed_elsewhere")
        return {"move": "move", "both": "add", "stay": ""}.get(answer or "", "ask")

    def _joins(self, record: Record, deputy: Deputy) -> bool:
        if record.group is None:
            return False
        group_id = self._around.groups.get(record.group)
        return group_id is None or (group_id, deputy.id) not in self._around.members

    def _becomes_liaison(self, record: Record, deputy: Deputy) -> bool:
        if not self.options.with_liaisons or not record.is_liaison or record.placed is None:
            return False
        return record.placed.id is None or (record.placed.id, deputy.person_id) not in self._around.liaisons

    # --- beside the rows -------------------------------------------------------------------------

    def _find_employer(self, record: Record) -> None:
        written = record.person.get("employer_text")
        if not written:
            return
        record.employer_id = self._around.employers.find(written)
        if record.employer_id is None and not self._around.employers.is_none_of_ours(written):
            self.result.unresolved.append(Unresolved(record.row, self.table.header("employer"), written, _NO_EMPLOYER))

    def _offer_liaison(self, record: Record) -> None:
        if record.is_liaison and not self.options.with_liaisons:
            message = _("The note calls %(name)s the liaison of the station; kept as a note.", name=record.name)
            self.result.offers.append(Unresolved(record.row, self.table.header("note"), record.deputy["note"], message))

    def _note_open_ends(self, record: Record) -> None:
        for seat in record.seats:
            if seat.has_congress and seat.number is None and seat.level != "?":
                self._without_term[seat.level].append(record.row)
        is_new = record.township and compared(record.township) not in self._around.townships
        if record.township and is_new and self.place.here.level == "county":
            self._new_townships[record.township] = None

    def _conclude(self) -> None:
        self.result.questions = [*self._people.questions.values(), *self._general_questions()]
        self.result.outcomes.sort(key=lambda outcome: outcome.row)
        if self._new_townships:
            self._note_new(
                _("%(n)s townships that are not known yet are added below %(region)s: %(names)s."),
                [*self._new_townships],
            )
        if self._around.new_stations:
            names = [one.name for one in self._around.new_stations]
            self._note_new(_("%(n)s stations that are not known yet are made in %(region)s: %(names)s."), names)
        if self._writer is not None:
            self.result.new_deputies = self._writer.new_deputies
            self.result.new_stations = self._writer.new_stations

    def _note_new(self, words: LazyText, names: list[str]) -> None:
        shown = ", ".join(names[:100]) + (" ..." if len(names) > 100 else "")
        self.result.notes.append(words.with_facts(n=len(names), region=self.place.here.name, names=shown))

    def _general_questions(self) -> Iterator[Question]:
        """One question a level, for mandates written without a term until it is answered; then those for all rows."""
        for level in LEVELS:
            if rows := self._without_term[level]:
                text = _(
                    "Which term of the %(level)s congress do these mandates belong to? They are recorded without a term until you say.",
                    level=LEVEL_WORDS[level],
                )
                yield Question(f"term:{level}", text, tuple(dict.fromkeys(rows)), holds_back=False)
        if self._asked_city:
            yield self._question_of_city()
        if self._placed_elsewhere:
            yield self._question_of_places()

    def _question_of_city(self) -> Question:
        choices = tuple(
            Choice(
                level,
                _(
                    "The congress of %(region)s (%(level)s)",
                    region=self.place.name_of(level),
                    level=LEVEL_WORDS[level],
                ),
            )
            for level in self.place.meanings_of_city()
        )
        text = _(
            "%(n)s rows give their level only as \u201c%(word)s\u201d. Which congress is meant?",
            n=len(self._asked_city),
            word=vocabulary().bare_city[0],
        )
        return Question(city_key(), text, tuple(self._asked_city), choices)

    def _question_of_places(self) -> Question:
        text = _(
            "%(n)s deputies are placed at another station than the file says. What shall become of that?",
            n=len(self._placed_elsewhere),
        )
        choices = (
            Choice("move", _("They move: the old placement ends today")),
            Choice("both", _("They serve at both stations")),
            Choice("stay", _("They stay where they are")),
        )
        return Question("placed_elsewhere", text, tuple(self._placed_elsewhere), choices)


def _wait(record: Record, reason: LazyText) -> Outcome:
    return Outcome(record.row, "wait", record.name, reasons=(reason,))


def _open_stations(deputy: Deputy) -> list[str]:
    return [placement.station.name for placement in deputy.placements if placement.ends is None]
