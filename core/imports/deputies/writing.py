"""Writing: what a row that can be taken does to the records, as changes made ready beforehand."""

from __future__ import annotations

from datetime import date

from core.database import sort_key
from core.deputies.models import ELECTED, ComingPlacement, Deputy, Mandate, Placement
from core.groups.models import DeputyGroup, GroupMember
from core.imports.changes import Changes
from core.imports.deputies.mandates import Seating, held_by
from core.imports.deputies.records import Record
from core.imports.deputies.surroundings import Placing, Surroundings
from core.imports.plans import Options
from core.people.models import Person
from core.people.names import initials_of, person_key
from core.stations.models import Staff, Station


class Writer:
    """Turns the rows of one roster into changes."""

    def __init__(self, changes: Changes, around: Surroundings, options: Options) -> None:
        self._changes, self._around, self._options = changes, around, options
        self._seating = Seating(changes, around, options)
        self.new_deputies: list[int] = []
        self.new_stations: list[int] = []

    def create(self, record: Record, person: Person | None) -> None:
        """A deputy who is not recorded yet; the person may be."""
        if person is None:
            initials = initials_of(record.name)
            values = {"name": record.name, "phone": record.phone, "initials": initials, **record.person}
            person_id = self._changes.insert(Person, **values, employer_id=record.employer_id)
        else:
            person_id = person.id
            initials = self._change_person(record, person)
        home = self._seating.home_of(record)
        key = person_key(initials, record.name)
        deputy_id = self._changes.insert(Deputy, person_id=person_id, region_code=home, sort_key=key, **record.deputy)
        self.new_deputies.append(deputy_id)
        elected = self._add_mandates(record, deputy_id, range(len(record.seats)))
        if record.placed is not None and not self._place_later(record, elected, is_move=False):
            self._changes.insert(Placement, deputy_id=deputy_id, station_id=self._station_id(record.placed))
        self._join(record, deputy_id, None)
        self._make_liaison(record, person_id)

    def change(self, record: Record, deputy: Deputy, moving: str) -> None:
        """A deputy who is recorded already: what the row says is added, nothing is taken away."""
        initials = self._change_person(record, deputy.person)
        after: dict[str, object] = {**record.deputy, "sort_key": person_key(initials, record.name)}
        if record.phone and record.phone != deputy.person.phone:
            after["phone_public"] = False  # the consent was to the number that was known
        self._changes.update(Deputy, deputy.id, {key: getattr(deputy, key) for key in after}, after)
        elected = self._change_mandates(record, deputy)
        if moving and not self._place_later(record, elected, is_move=moving == "move") and record.placed is not None:
            today = self._options.today
            for placement in deputy.placements if moving == "move" else ():
                if placement.ends is None:
                    self._changes.update(Placement, placement.id, {"ends": None}, {"ends": today})
            station_id = self._station_id(record.placed)
            self._changes.insert(Placement, deputy_id=deputy.id, station_id=station_id, begins=today)
        self._join(record, deputy.id, self._options.today)
        self._make_liaison(record, deputy.person_id)

    def _change_person(self, record: Record, person: Person) -> str:
        """What is new of a person; the initials of the name."""
        after: dict[str, object] = {"name": record.name, **record.person}
        if person.name != record.name:
            after["initials"] = initials_of(record.name)
        if record.phone:
            after["phone"] = record.phone
        if record.employer_id is not None and "employer_text" in record.person:
            after["employer_id"] = record.employer_id
        self._changes.update(Person, person.id, {key: getattr(person, key) for key in after}, after)
        return str(after.get("initials", person.initials))

    def _change_mandates(self, record: Record, deputy: Deputy) -> int | None:
        missing = []
        for number, seat in enumerate(record.seats):
            held = held_by(deputy, seat, self._around, self._options)
            if held is None:
                missing.append(number)
                continue
            after: dict[str, object] = {}
            if seat.has_congress and held.congress_id is None:
                after["congress_id"] = self._seating.congress_id(seat)
            if seat.has_congress and seat.number is not None and held.term_id is None:
                after["term_id"] = self._seating.term(seat)[0]
            if seat.constituency:
                after["constituency"] = seat.constituency
            if record.delegation:
                after["delegation"] = record.delegation
            self._changes.update(Mandate, held.id, {key: getattr(held, key) for key in after}, after)
        known = next(
            (mandate.id for mandate in deputy.mandates if mandate.state == ELECTED and not mandate.coming), None
        )
        added = self._add_mandates(record, deputy.id, missing)
        return known or added

    def _add_mandates(self, record: Record, deputy_id: int, which: range | list[int]) -> int | None:
        """The new mandates; the first of a coming term, if there is one."""
        elected = None
        for number in which:
            seat = record.seats[number]
            congress_id = self._seating.congress_id(seat)
            term_id, is_coming = self._seating.term(seat)
            mandate_id = self._changes.insert(
                Mandate,
                deputy_id=deputy_id,
                level=seat.level,
                congress_id=congress_id,
                term_id=term_id,
                constituency=seat.constituency,
                delegation=record.delegation,
                state=ELECTED if is_coming else "serving",
            )
            elected = elected or (mandate_id if is_coming else None)
        return elected

    def _place_later(self, record: Record, elected: int | None, *, is_move: bool) -> bool:
        """Whether the placement waits for the coming term: then it is noted beside the mandate."""
        if record.placed is None or elected is None or not any(s.level in self._options.coming for s in record.seats):
            return False
        station_id = self._station_id(record.placed)
        self._changes.insert(ComingPlacement, mandate_id=elected, station_id=station_id, is_move=is_move)
        return True

    def _station_id(self, placing: Placing) -> int:
        """The station; one that only the roster names is made with the first who is placed there."""
        if placing.id is None:
            above = self._around.stations_named(placing.parent) if placing.parent else []
            placing.id = self._changes.insert(
                Station,
                region_code=placing.region_code,
                name=placing.name,
                initials=initials_of(placing.name),
                sort_key=sort_key(placing.name),
                tier=placing.tier,
                state="open",
                parent_id=self._station_id(above[0]) if above else None,
            )
            self.new_stations.append(placing.id)
        return placing.id

    def _join(self, record: Record, deputy_id: int, day: date | None) -> None:
        """The deputy group that the row names."""
        if record.group is None:
            return
        group_id = self._around.groups.get(record.group)
        if group_id is None:
            group_id = self._changes.insert(
                DeputyGroup,
                region_code=self._around.place.here.code,
                name=record.group,
                sort_key=sort_key(record.group),
                kind="area",
            )
            self._around.groups[record.group] = group_id
        if (group_id, deputy_id) not in self._around.members:
            self._changes.insert(GroupMember, group_id=group_id, deputy_id=deputy_id, begins=day)

    def _make_liaison(self, record: Record, person_id: int) -> None:
        if record.is_liaison and self._options.with_liaisons and record.placed is not None:
            station_id = self._station_id(record.placed)
            if (station_id, person_id) not in self._around.liaisons:
                self._changes.insert(Staff, station_id=station_id, person_id=person_id, role="liaison")
