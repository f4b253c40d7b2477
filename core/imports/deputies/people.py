"""People: whom a row speaks of, among those recorded and those in earlier rows. What is not clear is asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from core.deputies.models import ELECTED, Deputy, Mandate, Placement
from core.imports.deputies.records import Record, Seat
from core.imports.deputies.surroundings import Surroundings
from core.imports.plans import Choice, Options, Outcome, Question
from core.people.models import Person
from core.words import LazyText
from core.words import lazy as _

_TOGETHER = 400  # names or numbers asked for in one statement
_WAITS = (_("It waits for the answer who this is."),)
_LEFT_OUT = (_("Left out, as you answered."),)

Benches = tuple[tuple[str, str | None, str | None], ...]
"""Level, region and township of a row's mandates: all that is kept of an earlier row."""


class Earlier(NamedTuple):
    """A row before this one that has the same name, or the same number."""

    row: int
    name: str
    benches: Benches


class People:
    """Who is recorded already, looked up for a few hundred rows at a time, and who came before in the file."""

    def __init__(self, session: Session, around: Surroundings, options: Options) -> None:
        self._session, self._around, self._options = session, around, options
        self.questions: dict[str, Question] = {}
        self._by_phone: dict[str, Earlier] = {}
        self._by_name: dict[str, Earlier | list[Earlier]] = {}
        self._benches: dict[Benches, Benches] = {}
        self._sharing: dict[str, list[Person]] = {}
        self._deputies: dict[int, Deputy] = {}
        self._namesakes: dict[str, list[Deputy]] = {}

    def load(self, records: Sequence[Record]) -> None:
        """Look up those whom these rows may speak of; those of the rows before are let go."""
        self._sharing = defaultdict(list)
        for piece in _pieces({record.phone for record in records if record.phone}):
            for person in self._session.scalars(select(Person).where(Person.phone.in_(piece))):
                self._sharing[person.phone or ""].append(person)
        self._deputies, self._namesakes = {}, defaultdict(list)
        known = {person.name for people in self._sharing.values() for person in people}
        for piece in _pieces({record.name for record in records} | known):
            query = select(Deputy).join(Person).where(Person.name.in_(piece))
            loaded = query.options(
                selectinload(Deputy.person),
                selectinload(Deputy.mandates).options(selectinload(Mandate.term), selectinload(Mandate.coming)),
                selectinload(Deputy.placements).selectinload(Placement.station),
            )
            for deputy in self._session.scalars(loaded):
                self._deputies[deputy.person_id] = deputy
                if self._around.is_near(deputy):
                    self._namesakes[deputy.person.name].append(deputy)

    def deputy_of(self, person: Person | None) -> Deputy | None:
        """The record as a deputy, of those who have one."""
        return self._deputies.get(person.id) if person is not None else None

    def with_number_of(self, record: Record) -> Earlier | None:
        """The earlier row that has the same telephone number."""
        return self._by_phone.get(record.phone) if record.phone else None

    def keep(self, record: Record) -> None:
        """Remember the row for those after it."""
        benches: Benches = tuple([(seat.level, seat.region_code, seat.township) for seat in record.seats])
        earlier = Earlier(record.row, record.name, self._benches.setdefault(benches, benches))
        if record.phone:
            self._by_phone[record.phone] = earlier
        before = self._by_name.get(record.name)
        if before is None:
            self._by_name[record.name] = earlier
        else:
            self._by_name[record.name] = [*(before if isinstance(before, list) else [before]), earlier]

    def is_first_with_number(self, record: Record) -> bool:
        """Whether the row counts, of those with its number."""
        earlier = self.with_number_of(record)
        return earlier is None or earlier.row == record.row

    def recognise(self, record: Record) -> tuple[Person | None, Outcome | None]:
        """The person in the database, or the outcome that asks who it is."""
        sharing = self._sharing.get(record.phone or "", [])
        same = next((person for person in sharing if person.name == record.name), None)
        if same is not None:
            return same, None
        if sharing:
            return self._ask_about_number(record, sharing[0])
        rivals = [deputy for deputy in self._namesakes.get(record.name, []) if self._share_congress(record, deputy)]
        if rivals and (record.phone is None or rivals[0].person.phone is None) and len(rivals) == 1:
            return rivals[0].person, None
        before = self._by_name.get(record.name, [])
        twins = [one for one in (before if isinstance(before, list) else [before]) if _levels_meet(record, one)]
        if rivals or twins:
            return self._ask_about_name(record, rivals, twins)
        if self._options.coming:
            known = self._namesakes.get(record.name, [])
            elsewhere = [one for one in known if record.phone is None or one.person.phone is None]
            return self._ask_about_namesake(record, elsewhere[0]) if elsewhere else (None, None)
        return None, None

    def _share_congress(self, record: Record, deputy: Deputy) -> bool:
        for mandate in deputy.mandates:
            for seat in record.seats:
                congress = self._around.congresses.get((seat.level, seat.region_code))
                unknown = mandate.congress_id is None or not seat.has_congress
                if (
                    mandate.level == seat.level
                    and (mandate.is_serving or mandate.state == ELECTED)
                    and (unknown or (congress and congress.id == mandate.congress_id))
                ):
                    return True
        return False

    def _answer(self, record: Record) -> str | None:
        """What was answered about this row, or about all such rows."""
        answers = self._options.answers
        return answers.get(f"person:{record.row}") or answers.get("person:*")

    def _ask_about_number(self, record: Record, holder: Person) -> tuple[Person | None, Outcome | None]:
        answer = self._answer(record)
        if answer == "same":
            return holder, None
        if answer == "other":
            return None, None
        if answer == "skip":
            return None, Outcome(record.row, "skip", record.name, reasons=_LEFT_OUT)
        text = _(
            "Row %(row)s: the telephone number of %(name)s is known as that of %(known)s. Is it the same person?",
            row=record.row,
            name=record.name,
            known=holder.name,
        )
        choices = (
            Choice("same", _("The same person, whose name is corrected to the one in the file")),
            Choice("other", _("Another person who shares the number")),
            Choice("skip", _("Leave the row out")),
        )
        return None, self._ask(record, text, choices)

    def _ask_about_namesake(self, record: Record, known: Deputy) -> tuple[Person | None, Outcome | None]:
        """Whether who is elected is a deputy of before: of another congress, or of an earlier term."""
        answer = self._answer(record)
        if answer == "same":
            return known.person, None
        if answer == "other":
            return None, None
        if answer == "skip":
            return None, Outcome(record.row, "skip", record.name, reasons=_LEFT_OUT)
        text = _(
            "Row %(row)s: a deputy %(name)s of another congress, or of an earlier term, is on record. Is it the same person?",
            row=record.row,
            name=record.name,
        )
        same = Choice("same", _("The same person, who is elected now"))
        other, skip = Choice("other", _("Another person of the same name")), Choice("skip", _("Leave the row out"))
        return None, self._ask(record, text, (same, other, skip))

    def _ask_about_name(
        self, record: Record, rivals: Sequence[Deputy], twins: Sequence[Earlier]
    ) -> tuple[Person | None, Outcome | None]:
        answer = self._answer(record)
        if answer == "same" and rivals:
            return rivals[0].person, None
        if answer == "other":
            return None, None
        if answer == "skip":
            return None, Outcome(record.row, "skip", record.name, reasons=_LEFT_OUT)
        other = Choice("other", _("Another person of the same name"))
        skip = Choice("skip", _("Leave the row out"))
        if rivals:
            text = _(
                "Row %(row)s: the congress already has a deputy %(name)s with another telephone number. Is it the same person?",
                row=record.row,
                name=record.name,
            )
            same = Choice("same", _("The same person, whose number is changed to the one in the file"))
            return None, self._ask(record, text, (same, other, skip))
        text = _(
            "Row %(row)s: row %(earlier)s of the same congress has the name %(name)s with another telephone number. Are they two people?",
            row=record.row,
            earlier=twins[0].row,
            name=record.name,
        )
        return None, self._ask(record, text, (other, skip))

    def _ask(self, record: Record, text: LazyText, choices: tuple[Choice, ...]) -> Outcome:
        key = f"person:{record.row}"
        self.questions[key] = Question(key, text, (record.row,), choices)
        return Outcome(record.row, "wait", record.name, reasons=_WAITS)


def _levels_meet(record: Record, twin: Earlier) -> bool:
    return any(_meets(seat, bench) for seat in record.seats for bench in twin.benches)


def _meets(seat: Seat, bench: tuple[str, str | None, str | None]) -> bool:
    level, region_code, township = bench
    if seat.level != level:
        return False
    is_known = level == "national" or region_code is not None or township is not None
    return (seat.region_code == region_code and seat.township == township) or not seat.has_congress or not is_known


def _pieces(wanted: set[str]) -> Iterable[list[str]]:
    ordered = sorted(wanted)
    return (ordered[start : start + _TOGETHER] for start in range(0, len(ordered), _TOGETHER))
