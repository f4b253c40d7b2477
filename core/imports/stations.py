"""Lists of stations: the places, their chains and hosts, and the people who run them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import zip_longest

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from core.chains.models import Chain
from core.deputies.models import Deputy
from core.enterprises.models import Enterprise
from core.imports import values
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
    RowReader,
    Unresolved,
)
from core.imports.tables import Row, Table
from core.imports.vocabulary import compared, vocabulary
from core.people.models import Person
from core.people.names import initials_of
from core.stations.models import Staff, Station
from core.words import LazyText
from core.words import lazy as _

Understand = Callable[[str], LazyText | None]
"""How some plugin understands a duty rule in words; None where none does."""
Tell = Callable[[Station], None]
"""Told of every station that was created or changed, after all of them are there."""

_TEXTS = {
    "host": "host_text",
    "duty_words": "duty_words",
    "address": "address",
    "leader": "leader_text",
    "committee": "committee_text",
    "organs": "organs_text",
}
_ROLE_COLUMNS = {"head": "head", "deputy_head": "deputy_heads", "liaison": "liaison"}


@dataclass(frozen=True, slots=True)
class _Helper:
    """Somebody the list names as staff."""

    role: str
    name: str
    phone: str | None


@dataclass(slots=True, kw_only=True)
class _Record:
    """A row whose cells could be read."""

    row: int
    name: str
    tier: str
    parent: str | None
    chain: str | None
    texts: dict[str, str]
    helpers: list[_Helper] = field(default_factory=list)


class StationPlanner:
    """Plans the import of one list of stations."""

    def __init__(
        self,
        session: Session,
        table: Table,
        place: Place,
        options: Options,
        understand: Understand = lambda _words: None,
    ) -> None:
        self.session = session
        self.table = table
        self.place = place
        self.options = options
        self.understand = understand
        self.result = Plan("stations", options)
        self._by_name: dict[str, _Record] = {}
        self._persons: dict[tuple[str, str], Person] = {}

    def plan(self) -> Plan:
        """What would become of every row."""
        records = [found for row in self.table.rows if (found := self._read(row))]
        self._load(records)
        for record in self._with_known_parents(records):
            self.result.outcomes.append(self._decide(record))
        self.result.outcomes.sort(key=lambda outcome: outcome.row)
        return self.result

    # --- reading a row ---------------------------------------------------------------------------

    def _read(self, row: Row) -> _Record | None:
        reader = RowReader(self.table, row)
        name = reader.take("name", values.name, required=True)
        record = _Record(
            row=row.number,
            name=name or "",
            tier=reader.take("tier", values.tier) or tier_in(name or ""),
            parent=reader.take("parent", values.name),
            chain=reader.take("chain", values.name),
            texts={
                column: text
                for key, column in _TEXTS.items()
                if (text := reader.take(key, partial(values.text, limit=120 if key == "host" else values.TEXT_LENGTH)))
            },
            helpers=self._helpers(reader),
        )
        if record.parent and compared(record.parent) == compared(record.name):
            reader.refuse(
                "parent",
                "own_parent",
                _(
                    "A station cannot stand above itself. Correct the name on the preview page, or in the file and import again."
                ),
            )
        twin = self._by_name.get(compared(record.name))
        if reader.problems:
            self._refuse(row.number, reader.title(), reader.problems)
            return None
        if twin is not None:
            self._note_twin(record, twin)
            return None
        self._by_name[compared(record.name)] = record
        return record

    def _helpers(self, reader: RowReader) -> list[_Helper]:
        return [
            *self._named(reader, "head", "head", "head_phone"),
            *self._named(reader, "deputy_head", "deputy_heads"),
            *self._named(reader, "liaison", "liaison", "liaison_phone"),
        ]

    def _named(self, reader: RowReader, role: str, key: str, phone_key: str | None = None) -> list[_Helper]:
        """Those whom a cell names, with their numbers in the same order."""
        names = reader.take(key, values.names) or ()
        phones = (reader.take(phone_key, values.telephones) or ()) if phone_key else ()
        if names and len(phones) > len(names):
            reader.refuse(
                phone_key or key,
                "phones_for_whom",
                _(
                    "Here are more telephone numbers than names. Leave one number for each name, in the same order on the preview page, or in the file and import again."
                ),
            )
        return [_Helper(role, name, phone) for name, phone in zip_longest(names, phones[: len(names)])]

    def _note_twin(self, record: _Record, twin: _Record) -> None:
        reason = _(
            "Row %(row)s has the same station: that row counts. Where the two differ, correct the first.", row=twin.row
        )
        self.result.outcomes.append(Outcome(record.row, "skip", record.name, reasons=(reason,)))

    def _refuse(self, row: int, title: str, problems: Sequence[Problem]) -> None:
        self.result.outcomes.append(Outcome(row, "refuse", title, problems=tuple(problems)))

    # --- what is known already -------------------------------------------------------------------

    def _load(self, records: Sequence[_Record]) -> None:
        here = self.place.here.code
        stations = select(Station).where(Station.region_code == here)
        loaded = stations.options(
            selectinload(Station.staff).selectinload(Staff.person),
            selectinload(Station.chain),
            selectinload(Station.host),
        )
        self._stations = {compared(station.name): station for station in self.session.scalars(loaded)}
        self._chains = {
            compared(one.name): one for one in self.session.scalars(select(Chain).where(Chain.region_code == here))
        }
        enterprises = self.session.execute(
            select(Enterprise.id, Enterprise.name).where(Enterprise.region_code.startswith(here, autoescape=True))
        )
        self._hosts = {compared(name): id_ for id_, name in enterprises}
        phones = {helper.phone for record in records for helper in record.helpers if helper.phone}
        self._people: dict[str, list[Person]] = defaultdict(list)
        ordered = sorted(phones)
        for start in range(0, len(ordered), 400):
            for person in self.session.scalars(select(Person).where(Person.phone.in_(ordered[start : start + 400]))):
                self._people[person.phone or ""].append(person)
                self._persons[person.phone or "", person.name] = person
        staff = {member.person_id for station in self._stations.values() for member in station.staff}
        deputies = select(Deputy.person_id).join(Staff, Staff.person_id == Deputy.person_id) if staff else None
        self._deputies = set(self.session.scalars(deputies)) if deputies is not None else set()

    def _with_known_parents(self, records: Sequence[_Record]) -> list[_Record]:
        """The rows whose parent is recorded already or is a good row itself, parents first."""
        good: dict[str, _Record] = {}
        waiting = list(records)
        while waiting:
            ready = [
                record
                for record in waiting
                if not record.parent or compared(record.parent) in good or compared(record.parent) in self._stations
            ]
            if not ready:
                break
            good.update({compared(record.name): record for record in ready})
            waiting = [record for record in waiting if compared(record.name) not in good]
        for record in waiting:
            self._refuse_orphan(record)
        return list(good.values())

    def _refuse_orphan(self, record: _Record) -> None:
        problem = Problem(
            record.row,
            self.table.header("parent"),
            record.parent or "",
            "unknown_parent",
            _(
                "There is no station \u201c%(name)s\u201d above it, in this file or in %(region)s, or its own row is refused. Correct the name on the preview page, or add it in the file and import again.",
                name=record.parent,
                region=self.place.here.name,
            ),
        )
        self._refuse(record.row, record.name, [problem])

    # --- deciding --------------------------------------------------------------------------------

    def _decide(self, record: _Record) -> Outcome:
        stranger = self._number_of_another(record)
        if stranger is not None:
            return stranger
        for helper in record.helpers:
            if helper.phone and (helper.phone, helper.name) not in self._persons:
                self._people[helper.phone].append(self._new_person(helper))
        reasons = self._duty_reasons(record)
        self._note_host(record)
        station = self._stations.get(compared(record.name))
        if station is None:
            self.result.writes.append(partial(self._write_new, record))
            return Outcome(record.row, "create", record.name, reasons=reasons)
        changes = self._differences(record, station)
        if not changes:
            return Outcome(record.row, "skip", record.name, reasons=(UNCHANGED,))
        self.result.writes.append(partial(self._write_changes, record, station))
        return Outcome(record.row, "change", record.name, tuple(changes), reasons=reasons)

    def _new_person(self, helper: _Helper) -> Person:
        person = Person(name=helper.name, phone=helper.phone)
        self._persons[helper.phone or "", helper.name] = person
        return person

    def _number_of_another(self, record: _Record) -> Outcome | None:
        """The outcome of a row that gives a known number to another name: asked about, not guessed."""
        for place, helper in enumerate(record.helpers):
            if not helper.phone or (helper.phone, helper.name) in self._persons:
                continue
            holder = next(iter(self._people.get(helper.phone, ())), None)
            if holder is None:
                continue
            before = sum(1 for other in record.helpers[:place] if other.role == helper.role)
            key = f"person:{record.row}:{helper.role}{before or ''}"
            answer = self.options.answers.get(key)
            if answer == "same":
                self._persons[helper.phone, helper.name] = holder
            elif answer != "other":
                self._ask_about_number(key, record, helper, holder)
                return Outcome(record.row, "wait", record.name, reasons=(_("It waits for the answer who this is."),))
        return None

    def _ask_about_number(self, key: str, record: _Record, helper: _Helper, holder: Person) -> None:
        text = _(
            "Row %(row)s: the telephone number of %(name)s is known as that of %(known)s. Is it the same person?",
            row=record.row,
            name=helper.name,
            known=holder.name,
        )
        choices = (
            Choice("same", _("The same person, whose name is corrected to the one in the file")),
            Choice("other", _("Another person who shares the number")),
        )
        self.result.questions.append(Question(key, text, (record.row,), choices))

    def _duty_reasons(self, record: _Record) -> tuple[LazyText, ...]:
        words = record.texts.get("duty_words")
        if not words:
            return ()
        understood = self.understand(words)
        if understood is not None:
            return (_("Duty days: \u201c%(words)s\u201d, understood as %(rule)s.", words=words, rule=understood),)
        self._keep_in_words(
            record, "duty_words", words, _("Kept and shown in these words; no rule was understood yet.")
        )
        return (
            _(
                "Duty days: \u201c%(words)s\u201d is kept and shown in these words; no rule was understood yet.",
                words=words,
            ),
        )

    def _note_host(self, record: _Record) -> None:
        host = record.texts.get("host_text")
        if host and self._host_id(record) is None:
            message = _("No imported enterprise has this name; the host is kept and shown in words until one has.")
            self._keep_in_words(record, "host", host, message)

    def _keep_in_words(self, record: _Record, key: str, value: str, message: LazyText) -> None:
        self.result.unresolved.append(Unresolved(record.row, self.table.header(key), value, message))

    def _differences(self, record: _Record, station: Station) -> list[Change]:
        changes = []
        if record.tier != station.tier:
            words = vocabulary()
            changes.append(
                Change(self.table.header("tier"), words.tier_word(station.tier), words.tier_word(record.tier))
            )
        parent = self._stations.get(compared(record.parent)) if record.parent else None
        if record.parent and (parent is None or station.parent_id != parent.id):
            changes.append(Change(self.table.header("parent"), "", record.parent))
        if record.chain and (station.chain is None or compared(station.chain.name) != compared(record.chain)):
            changes.append(
                Change(self.table.header("chain"), station.chain.name if station.chain else "", record.chain)
            )
        for key, column in _TEXTS.items():
            new = record.texts.get(column)
            if new and new != getattr(station, column):
                changes.append(Change(self.table.header(key), getattr(station, column), new))
        host_id = self._host_id(record)
        if (
            host_id
            and station.host_id != host_id
            and "host_text" in record.texts
            and record.texts["host_text"] == station.host_text
        ):
            changes.append(Change(self.table.header("host"), _("in words"), _("linked to the enterprise")))
        for role, key in _ROLE_COLUMNS.items():
            old, new = self._staff_words(station, role), _helper_words(record, role)
            if new and not self._same_staff(station, record, role):
                changes.append(Change(self.table.header(key), old, new))
        return changes

    def _same_staff(self, station: Station, record: _Record, role: str) -> bool:
        there = {(member.person.name, member.person.phone) for member in self._replaceable(station, role)}
        wanted = {(helper.name, helper.phone) for helper in record.helpers if helper.role == role}
        # Where the list gives no number, the recorded one stands.
        names_of_unnumbered = {name for name, phone in wanted if phone is None}
        there = {(name, None if name in names_of_unnumbered else phone) for name, phone in there}
        return there == wanted

    def _replaceable(self, station: Station, role: str) -> list[Staff]:
        """Those whom the list speaks of: deputies who became liaison by their own roster are not in it."""
        return [
            member
            for member in station.staff
            if member.role == role and not (role == "liaison" and member.person_id in self._deputies)
        ]

    def _staff_words(self, station: Station, role: str) -> str:
        return ", ".join(
            f"{member.person.name} {member.person.phone or ''}".strip() for member in self._replaceable(station, role)
        )

    # --- writing ---------------------------------------------------------------------------------

    def _write_new(self, record: _Record) -> None:
        station = Station(region_code=self.place.here.code, name=record.name, tier=record.tier, state="open")
        self.session.add(station)
        self._stations[compared(record.name)] = station
        self._fill(record, station)

    def _write_changes(self, record: _Record, station: Station) -> None:
        station.tier = record.tier
        self._fill(record, station)

    def _fill(self, record: _Record, station: Station) -> None:
        for column, text in record.texts.items():
            setattr(station, column, text)
        host_id = self._host_id(record)
        if host_id is not None:
            station.host_id = host_id
        if record.parent:
            station.parent = self._stations[compared(record.parent)]
        if record.chain:
            station.chain = self._chain(record.chain)
        for role in _ROLE_COLUMNS:
            self._fill_staff(record, station, role)
        self.result.stations.append(station)

    def _fill_staff(self, record: _Record, station: Station, role: str) -> None:
        wanted = [helper for helper in record.helpers if helper.role == role]
        if not wanted:
            return
        present = {member.person.name: member for member in self._replaceable(station, role)}
        for name, member in present.items():
            if name not in {helper.name for helper in wanted}:
                member.leave(self.options.today)
        for helper in wanted:
            if helper.name not in present:
                station.staff.append(Staff(person=self._person(helper), role=role))
            elif helper.phone and present[helper.name].person.phone != helper.phone:
                self._give_number(present[helper.name], helper.phone)

    def _give_number(self, member: Staff, phone: str) -> None:
        """The number the list gives: of somebody known by it already, or new to the one who was known without."""
        known = self._persons.get((phone, member.person.name))
        if known is not None and known.id is not None:
            member.person = known
        else:
            member.person.phone = phone

    def _person(self, helper: _Helper) -> Person:
        person = self._persons.get((helper.phone, helper.name)) if helper.phone else None
        if person is None:
            person = Person(name=helper.name, phone=helper.phone)
        if person.name != helper.name or not person.initials:
            person.name, person.initials = helper.name, initials_of(helper.name)
        if person not in self.session:
            self.session.add(person)
        return person

    def _chain(self, name: str) -> Chain:
        found = self._chains.get(compared(name))
        if found is None:
            found = Chain(region_code=self.place.here.code, name=name)
            self.session.add(found)
            self._chains[compared(name)] = found
        return found

    def _host_id(self, record: _Record) -> int | None:
        host = record.texts.get("host_text")
        return self._hosts.get(compared(host)) if host else None


def _helper_words(record: _Record, role: str) -> str:
    return ", ".join(f"{helper.name} {helper.phone or ''}".strip() for helper in record.helpers if helper.role == role)


def tier_in(name: str) -> str:
    """The tier a station's name ends in, the longest word first; a plain station otherwise."""
    tiers = vocabulary().tiers
    ending = next((word for word in sorted(tiers, key=len, reverse=True) if compared(name).endswith(word)), None)
    return tiers[ending] if ending else "station"
