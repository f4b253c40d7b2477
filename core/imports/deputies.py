"""Rosters of deputies: who they are, which mandates they hold, where they are placed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, selectinload

from core.congresses.models import LEVELS, Congress, Term
from core.deputies.models import ELECTED, ComingPlacement, Deputy, Mandate, Placement
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
from core.imports.vocabulary import Vocabulary, compared, vocabulary
from core.people.models import Person
from core.people.service import initials_of
from core.regions.models import Region
from core.regions.service import add_local
from core.stations.models import Staff, Station
from core.words import LazyText
from core.words import lazy as _

LEVEL_WORDS = {
    "national": _("national"),
    "provincial": _("provincial"),
    "prefectural": _("prefectural"),
    "county": _("county level"),
    "township": _("township"),
}
_DIRECT = ("county", "township")
_TOGETHER = 400  # names or numbers asked for in one statement
_PERSON_FIELDS = ("gender", "ethnicity", "birth", "party", "education", "employer_text")


@dataclass(slots=True, kw_only=True)
class _Record:
    """A row whose cells could be read."""

    row: int
    name: str
    phone: str | None
    person: dict[str, str]
    deputy: dict[str, str]
    level_cell: tuple[str, ...]
    level_text: str
    constituency: str
    delegation: str
    station: str | None
    room: str | None
    township: str | None
    seats: list[_Seat] = field(default_factory=list)
    placed: Station | None = None
    employer_id: int | None = None


@dataclass(frozen=True, slots=True)
class _Seat:
    """A mandate as the roster gives it: of which level, and of whose congress where that is known."""

    level: str
    region_code: str | None
    township: str | None
    number: int | None
    """Of the term, where it is known."""
    constituency: str

    @property
    def has_congress(self) -> bool:
        """Whether the roster and its region say which congress it is."""
        return self.level == "national" or self.region_code is not None or self.township is not None


class DeputyPlanner:
    """Plans the import of one roster of deputies; reads in a handful of statements."""

    def __init__(self, session: Session, table: Table, place: Place, options: Options) -> None:
        self.session = session
        self.table = table
        self.place = place
        self.options = options
        self.words: Vocabulary = vocabulary()
        self.result = Plan("deputies", options)
        self._asked_city: list[int] = []
        self._questions: dict[str, Question] = {}
        self._seen_phone: dict[str, _Record] = {}
        self._seen_name: dict[str, list[_Record]] = defaultdict(list)
        self._placed_elsewhere: list[int] = []
        self._new_townships: dict[str, None] = {}

    def plan(self) -> Plan:
        """What would become of every row."""
        self._load_surroundings()
        records = [found for row in self.table.rows if (found := self._read(row))]
        self._load_people(records)
        for record in records:
            self.result.outcomes.append(self._decide(record))
        self._ask_for_terms(records)
        self._conclude()
        return self.result

    # --- reading a row ---------------------------------------------------------------------------

    def _read(self, row: Row) -> _Record | None:
        reader = RowReader(self.table, row)
        take = reader.take
        name = take("name", values.name, required=True)
        phone = take("phone", values.telephone)
        employer = " ".join(filter(None, (take("employer", values.text), take("post", values.text))))
        person = {
            "gender": take("gender", values.gender),
            "ethnicity": take("ethnicity", partial(values.text, limit=40)),
            "birth": take("birth", values.year_month),
            "party": take("party", partial(values.text, limit=40)),
            "education": take("education", partial(values.text, limit=40)),
            "employer_text": employer,
        }
        deputy = {
            "speciality": take("speciality", partial(values.text, limit=80)),
            "note": take("note", partial(values.text, limit=1000)),
        }
        record = _Record(
            row=row.number,
            name=name or "",
            phone=phone,
            person={key: value for key, value in person.items() if value},
            deputy={key: value for key, value in deputy.items() if value},
            level_cell=take("level", self._level_words, required=True) or (),
            level_text=values.shown(row.cells.get("level")),
            constituency=take("constituency", partial(values.text, limit=120)) or "",
            delegation=take("delegation", partial(values.text, limit=120)) or "",
            station=take("station", values.name),
            room=take("room", values.name),
            township=take("township", values.name),
        )
        self._find_levels(record, reader)
        self._find_station(record, reader)
        if reader.problems:
            self.result.outcomes.append(Outcome(row.number, "refuse", reader.title(), problems=tuple(reader.problems)))
            return None
        return record

    def _level_words(self, value: values.Value) -> tuple[str, ...]:
        whole = values.text(value)
        if whole is None:
            return ()
        if self._level_of(compared(whole)):
            return (compared(whole),)
        return tuple(dict.fromkeys(map(compared, values.several(value, self.words.separators))))

    def _level_of(self, word: str) -> str | None:
        """The level a word means here; an ambiguous one is ``?`` until somebody has answered."""
        if named := self.place.level_of(word):
            return named
        for suffix in ("", *self.words.level_suffixes):
            plain = word.removesuffix(suffix)
            if plain in self.words.bare_city:
                meanings = self.place.meanings_of_city()
                answer = self.options.answers.get(_city_key(), "")
                return meanings[0] if len(meanings) == 1 else answer if answer in meanings else "?"
            if plain in self.words.levels:
                return self.words.levels[plain]
            if plain != word and (named := self.place.level_of(plain)):
                return named
        return None

    def _find_levels(self, record: _Record, reader: RowReader) -> None:
        levels: list[str] = []
        for word in record.level_cell:
            level = self._level_of(word)
            if level is None:
                reader.refuse(
                    "level",
                    "unknown_level",
                    _(
                        "There is no congress of the level \u201c%(word)s\u201d. Write the level (nation, province, prefecture, county or township) or the name of the region, and import again.",
                        word=word,
                    ),
                )
            elif level == "?":
                self._asked_city.append(record.row)
                levels.append(level)
            elif level not in levels:
                levels.append(level)
        record.seats = [self._seat(record, level) for level in levels]

    def _seat(self, record: _Record, level: str) -> _Seat:
        township = record.township if level == "township" and self.place.code_of("township") is None else None
        region_code = self.place.code_of(level)
        if township and (known := self._townships.get(compared(township))):
            region_code = known.code
        return _Seat(
            level=level,
            region_code=region_code,
            township=township,
            number=self._term_number(level, region_code),
            constituency=self._constituency_at(level, record),
        )

    def _constituency_at(self, level: str, record: _Record) -> str:
        """Voters' districts belong to direct mandates, electing bodies to indirect ones; otherwise to all."""
        written = record.constituency
        all_levels = {self._level_of(word) for word in record.level_cell}
        is_direct = any(word in written for word in self.words.direct)
        is_indirect = any(word in written for word in self.words.indirect)
        if is_direct and not is_indirect and all_levels & {*_DIRECT, "?"}:
            return written if level in (*_DIRECT, "?") else ""
        if is_indirect and not is_direct and all_levels - {*_DIRECT, "?"}:
            return written if level not in _DIRECT else ""
        return written

    def _term_number(self, level: str, region_code: str | None) -> int | None:
        if level in self.options.terms:
            return self.options.terms[level]
        congress = self._congresses.get((level, region_code))
        terms = [term for term in congress.terms if not term.is_coming] if congress else []
        if len(terms) == 1:
            return terms[0].number
        running = [term for term in terms if _is_running(term, self.options)]
        return running[0].number if len(running) == 1 else None

    def _find_station(self, record: _Record, reader: RowReader) -> None:
        """The lowest station named: a room's deputies count for its parent too."""
        for key, name in (("station", record.station), ("room", record.room)):
            if name is None:
                continue
            found = self._stations.get(compared(name), [])
            here = [station for station in found if station.region_code == self.place.here.code]
            candidates = here or found
            if len(candidates) != 1:
                reader.refuse(
                    key,
                    "unknown_station" if not candidates else "station_not_unique",
                    _(
                        "There is no station \u201c%(name)s\u201d in %(region)s. Import the stations first, or write the name as it is there, and import again.",
                        name=name,
                        region=self.place.here.name,
                    )
                    if not candidates
                    else _(
                        "There are several stations \u201c%(name)s\u201d below %(region)s. Import the roster with the region of the one that is meant.",
                        name=name,
                        region=self.place.here.name,
                    ),
                )
                return
            if record.placed is not None and candidates[0].parent_id != record.placed.id:
                reader.refuse(
                    key,
                    "room_elsewhere",
                    _(
                        "\u201c%(room)s\u201d does not belong to \u201c%(station)s\u201d. Correct one of the two and import again.",
                        room=name,
                        station=record.placed.name,
                    ),
                )
                return
            record.placed = candidates[0]

    # --- what is known already -------------------------------------------------------------------

    def _load_surroundings(self) -> None:
        here = self.place.here.code
        below = Station.region_code.startswith(here, autoescape=True)
        self._stations: dict[str, list[Station]] = defaultdict(list)
        stations = select(Station).where(below)
        if self.options.with_liaisons:
            stations = stations.options(selectinload(Station.staff))
        for station in self.session.scalars(stations):
            self._stations[compared(station.name)].append(station)
        codes = [step.code for step in self.place.steps]
        townships = self.session.scalars(select(Region).where(Region.parent_code == here, Region.level == "township"))
        self._townships = {compared(region.name): region for region in townships}
        congresses = select(Congress).where(
            or_(
                Congress.region_code.in_(codes),
                Congress.region_code.is_(None),
                Congress.region_code.startswith(here, autoescape=True),
            )
        )
        found = self.session.scalars(congresses.options(selectinload(Congress.terms)))
        self._congresses: dict[tuple[str, str | None], Congress] = {(one.level, one.region_code): one for one in found}
        employers = self.session.execute(
            select(Enterprise.id, Enterprise.name).where(Enterprise.region_code.startswith(here, autoescape=True))
        )
        self._employers = EmployerIndex((id_, name) for id_, name in employers)

    def _load_people(self, records: Sequence[_Record]) -> None:
        self._people: dict[str, list[Person]] = defaultdict(list)
        for piece in _pieces({record.phone for record in records if record.phone}):
            for person in self.session.scalars(select(Person).where(Person.phone.in_(piece))):
                self._people[person.phone or ""].append(person)
        self._deputies: dict[int, Deputy] = {}
        self._namesakes: dict[str, list[Deputy]] = defaultdict(list)
        known = {person.name for people in self._people.values() for person in people}
        for piece in _pieces({record.name for record in records} | known):
            query = select(Deputy).join(Person).where(Person.name.in_(piece))
            loaded = query.options(
                selectinload(Deputy.person),
                selectinload(Deputy.mandates).options(selectinload(Mandate.term), selectinload(Mandate.coming)),
                selectinload(Deputy.placements).selectinload(Placement.station),
            )
            for deputy in self.session.scalars(loaded):
                self._deputies[deputy.person_id] = deputy
                if deputy.region_code.startswith(self.place.here.code[:6]):
                    self._namesakes[deputy.person.name].append(deputy)

    # --- deciding --------------------------------------------------------------------------------

    def _decide(self, record: _Record) -> Outcome:
        earlier = self._seen_phone.get(record.phone) if record.phone else None
        if earlier is not None:
            return self._second_row(record, earlier)
        if any(seat.level == "?" for seat in record.seats):
            return self._wait(record, _("It waits for the answer which congress the word in its level means."))
        person, question = self._recognise(record)
        if question is not None:
            return question
        if record.phone:
            self._seen_phone[record.phone] = record
        self._seen_name[record.name].append(record)
        self._find_employer(record)
        self._offer_liaison(record)
        deputy = self._deputies.get(person.id) if person is not None else None
        return self._compare(record, person, deputy) if deputy else self._create(record, person)

    def _second_row(self, record: _Record, earlier: _Record) -> Outcome:
        if earlier.name == record.name:
            return Outcome(
                record.row,
                "skip",
                record.name,
                reasons=(
                    _(
                        "Row %(row)s has the same name and telephone number: that row counts. Where the two differ, correct the first.",
                        row=earlier.row,
                    ),
                ),
            )
        problem = Problem(
            record.row,
            self.table.header("phone"),
            record.phone or "",
            "phone_of_another",
            _(
                "Row %(row)s has the same telephone number under the name %(name)s. One number belongs to one person: correct the number or the name and import again.",
                row=earlier.row,
                name=earlier.name,
            ),
        )
        return Outcome(record.row, "refuse", record.name, problems=(problem,))

    def _recognise(self, record: _Record) -> tuple[Person | None, Outcome | None]:
        """The person in the database, or the outcome that asks who it is."""
        sharing = self._people.get(record.phone or "", [])
        same = next((person for person in sharing if person.name == record.name), None)
        if same is not None:
            return same, None
        if sharing:
            return self._ask_about_number(record, sharing[0])
        rivals = [deputy for deputy in self._namesakes.get(record.name, []) if self._share_congress(record, deputy)]
        if rivals and (record.phone is None or rivals[0].person.phone is None) and len(rivals) == 1:
            return rivals[0].person, None
        twins = [twin for twin in self._seen_name.get(record.name, []) if self._levels_meet(record, twin)]
        if rivals or twins:
            return self._ask_about_name(record, rivals, twins)
        return None, None

    def _share_congress(self, record: _Record, deputy: Deputy) -> bool:
        for mandate in deputy.mandates:
            for seat in record.seats:
                congress = self._congresses.get((seat.level, seat.region_code))
                unknown = mandate.congress_id is None or not seat.has_congress
                if (
                    mandate.level == seat.level
                    and (mandate.is_serving or mandate.state == ELECTED)
                    and (unknown or (congress and congress.id == mandate.congress_id))
                ):
                    return True
        return False

    def _levels_meet(self, record: _Record, twin: _Record) -> bool:
        return any(
            mine.level == other.level
            and (
                (mine.region_code == other.region_code and mine.township == other.township)
                or not mine.has_congress
                or not other.has_congress
            )
            for mine in record.seats
            for other in twin.seats
        )

    def _ask_about_number(self, record: _Record, holder: Person) -> tuple[Person | None, Outcome | None]:
        key = f"person:{record.row}"
        answer = self.options.answers.get(key)
        if answer == "same":
            return holder, None
        if answer == "other":
            return None, None
        if answer == "skip":
            return None, self._left_out(record)
        return None, self._ask_about_person(
            record,
            _(
                "Row %(row)s: the telephone number of %(name)s is known as that of %(known)s. Is it the same person?",
                row=record.row,
                name=record.name,
                known=holder.name,
            ),
            (
                Choice("same", _("The same person, whose name is corrected to the one in the file")),
                Choice("other", _("Another person who shares the number")),
                Choice("skip", _("Leave the row out")),
            ),
        )

    def _ask_about_name(
        self, record: _Record, rivals: Sequence[Deputy], twins: Sequence[_Record]
    ) -> tuple[Person | None, Outcome | None]:
        answer = self.options.answers.get(f"person:{record.row}")
        if answer == "same" and rivals:
            return rivals[0].person, None
        if answer == "other":
            return None, None
        if answer == "skip":
            return None, self._left_out(record)
        other = Choice("other", _("Another person of the same name"))
        skip = Choice("skip", _("Leave the row out"))
        if rivals:
            text = _(
                "Row %(row)s: the congress already has a deputy %(name)s with another telephone number. Is it the same person?",
                row=record.row,
                name=record.name,
            )
            return None, self._ask_about_person(
                record,
                text,
                (Choice("same", _("The same person, whose number is changed to the one in the file")), other, skip),
            )
        text = _(
            "Row %(row)s: row %(earlier)s of the same congress has the name %(name)s with another telephone number. Are they two people?",
            row=record.row,
            earlier=twins[0].row,
            name=record.name,
        )
        return None, self._ask_about_person(record, text, (other, skip))

    def _ask_about_person(self, record: _Record, text: LazyText, choices: tuple[Choice, ...]) -> Outcome:
        key = f"person:{record.row}"
        self._questions[key] = Question(key, text, (record.row,), choices)
        return self._wait(record, _("It waits for the answer who this is."))

    def _left_out(self, record: _Record) -> Outcome:
        return Outcome(record.row, "skip", record.name, reasons=(_("Left out, as you answered."),))

    def _wait(self, record: _Record, reason: LazyText) -> Outcome:
        return Outcome(record.row, "wait", record.name, reasons=(reason,))

    # --- new and changed -------------------------------------------------------------------------

    def _create(self, record: _Record, person: Person | None) -> Outcome:
        changes = self._differences(person, record) if person else []
        self.result.writes.append(partial(self._write_new, record, person))
        reasons = (_("The person is known already; the mandate is new."),) if person else ()
        return Outcome(record.row, "create", record.name, tuple(changes), reasons=reasons)

    def _write_new(self, record: _Record, person: Person | None) -> None:
        if person is None:
            person = Person(name=record.name, phone=record.phone, initials=initials_of(record.name))
            self.session.add(person)
        self._write_person(record, person)
        deputy = Deputy(person=person, region_code=self._home_of(record), **record.deputy)
        deputy.mandates = [self._mandate(seat, record) for seat in record.seats]
        self.session.add(deputy)
        if record.placed is not None and not self._place_later(record, deputy, is_move=False):
            deputy.placements = [Placement(station=record.placed)]
        self._write_liaison(record, person)

    def _compare(self, record: _Record, person: Person | None, deputy: Deputy) -> Outcome:
        person = deputy.person
        changes = self._differences(person, record)
        changes += [
            Change(self.table.header(key), getattr(deputy, key), value)
            for key, value in record.deputy.items()
            if getattr(deputy, key) != value
        ]
        changes += self._mandate_changes(record, deputy)
        moving = self._placement_change(record, deputy)
        if moving == "ask":
            self._placed_elsewhere.append(record.row)
            return self._wait(record, _("It waits for the answer whether deputies placed elsewhere move."))
        if moving:
            changes.append(
                Change(
                    self.table.header("station"),
                    " / ".join(_open_stations(deputy)),
                    record.placed.name if record.placed else "",
                )
            )
        staffed = self._becomes_liaison(record, person)
        if not changes and not staffed:
            return Outcome(record.row, "skip", record.name, reasons=(UNCHANGED,))
        self.result.writes.append(partial(self._write_changes, record, deputy, moving))
        return Outcome(record.row, "change", record.name, tuple(changes))

    def _differences(self, person: Person, record: _Record) -> list[Change]:
        wanted = {"name": record.name, "phone": record.phone, **record.person}
        return [
            Change(self.table.header("employer" if key == "employer_text" else key), getattr(person, key) or "", value)
            for key, value in wanted.items()
            if value and (getattr(person, key) or "") != value
        ]

    def _mandate_changes(self, record: _Record, deputy: Deputy) -> list[Change]:
        changes = []
        for seat in record.seats:
            held = self._held(seat, deputy)
            words = LEVEL_WORDS[seat.level]
            if held is None:
                changes.append(Change(self.table.header("level"), "", _seat_words(seat)))
                continue
            if held.term_id is None and seat.number is not None and seat.has_congress:
                changes.append(Change(words, _("term not known"), _("term %(number)s", number=seat.number)))
            elif held.congress_id is None and seat.has_congress:
                changes.append(
                    Change(words, _("congress not known"), self.place.name_of(seat.level) or seat.township or words)
                )
            for key, value in (("constituency", seat.constituency), ("delegation", record.delegation)):
                if value and getattr(held, key) != value:
                    changes.append(Change(self.table.header(key), getattr(held, key), value))
        return changes

    def _held(self, seat: _Seat, deputy: Deputy) -> Mandate | None:
        """The mandate the seat speaks of, if the deputy holds it already."""
        congress = self._congresses.get((seat.level, seat.region_code))
        for mandate in deputy.mandates:
            same_congress = (
                mandate.congress_id is None
                or not seat.has_congress
                or (congress is not None and mandate.congress_id == congress.id)
            )
            same_term = (
                (mandate.term_id is None and seat.level not in self.options.coming)
                or seat.number is None
                or (mandate.term is not None and mandate.term.number == seat.number)
            )
            if mandate.level == seat.level and same_congress and same_term:
                return mandate
        return None

    def _placement_change(self, record: _Record, deputy: Deputy) -> str:
        """``""`` where nothing changes, ``ask``, or what to do: ``add``, ``move``."""
        open_ones = [placement for placement in deputy.placements if placement.ends is None]
        if record.placed is None or any(placement.station_id == record.placed.id for placement in open_ones):
            return ""
        if any(mandate.coming and mandate.coming.station_id == record.placed.id for mandate in deputy.mandates):
            return ""
        if not open_ones:
            return "add"
        answer = self.options.answers.get("placed_elsewhere")
        return {"move": "move", "both": "add", "stay": ""}.get(answer or "", "ask")

    def _write_changes(self, record: _Record, deputy: Deputy, moving: str) -> None:
        person = deputy.person
        if person.name != record.name:
            person.name, person.initials = record.name, initials_of(record.name)
        person.phone = record.phone or person.phone
        self._write_person(record, person)
        for key, value in record.deputy.items():
            setattr(deputy, key, value)
        self._write_seats(record, deputy)
        if moving and self._place_later(record, deputy, is_move=moving == "move"):
            moving = ""
        if moving == "move":
            for placement in deputy.placements:
                placement.ends = placement.ends or self.options.today
        if moving and record.placed is not None:
            deputy.placements.append(Placement(station=record.placed, begins=self.options.today))
        self._write_liaison(record, person)

    def _write_seats(self, record: _Record, deputy: Deputy) -> None:
        for seat in record.seats:
            held = self._held(seat, deputy)
            if held is None:
                deputy.mandates.append(self._mandate(seat, record))
                continue
            if seat.has_congress and held.congress_id is None:
                held.congress = self._congress(seat)
            if seat.has_congress and seat.number is not None and held.term_id is None:
                held.term = self._term(seat)
            held.constituency = seat.constituency or held.constituency
            held.delegation = record.delegation or held.delegation

    def _write_person(self, record: _Record, person: Person) -> None:
        for key, value in record.person.items():
            if getattr(person, key) != value:
                setattr(person, key, value)
        if record.employer_id is not None and "employer_text" in record.person:
            person.employer_id = record.employer_id

    def _mandate(self, seat: _Seat, record: _Record) -> Mandate:
        term = self._term(seat) if seat.has_congress and seat.number is not None else None
        return Mandate(
            level=seat.level,
            congress=self._congress(seat) if seat.has_congress else None,
            term=term,
            constituency=seat.constituency,
            delegation=record.delegation,
            state=ELECTED if term is not None and term.is_coming else "serving",
        )

    def _place_later(self, record: _Record, deputy: Deputy, *, is_move: bool) -> bool:
        """Whether the placement waits for the coming term: then it is noted beside the mandate."""
        elected = next((mandate for mandate in deputy.mandates if mandate.state == ELECTED), None)
        if record.placed is None or elected is None or not any(s.level in self.options.coming for s in record.seats):
            return False
        elected.coming = ComingPlacement(station=record.placed, is_move=is_move)
        return True

    def _congress(self, seat: _Seat) -> Congress:
        code, name = self._seat_region(seat)
        found = self._congresses.get((seat.level, code))
        if found is None:
            found = Congress(region_code=code, level=seat.level, name=name)
            self.session.add(found)
            self._congresses[seat.level, code] = found
        return found

    def _seat_region(self, seat: _Seat) -> tuple[str | None, str]:
        if seat.level == "national":
            return None, ""
        if seat.township:
            region = self._township(seat.township)
            return region.code, region.name
        return seat.region_code, self.place.name_of(seat.level)

    def _term(self, seat: _Seat) -> Term:
        congress = self._congress(seat)
        found = next((term for term in congress.terms if term.number == seat.number), None)
        if found is None:
            found = Term(number=seat.number, is_coming=seat.level in self.options.coming)
            congress.terms.append(found)
        return found

    def _township(self, name: str) -> Region:
        key = compared(name)
        if key not in self._townships:
            parent = self.session.get_one(Region, self.place.here.code)
            self._townships[key] = add_local(self.session, parent, name)
        return self._townships[key]

    def _home_of(self, record: _Record) -> str:
        """The region whose office looks after the record: the township, where the roster names one."""
        if record.township and self.place.here.level == "county":
            return self._township(record.township).code
        return self.place.here.code

    # --- beside the rows -------------------------------------------------------------------------

    def _find_employer(self, record: _Record) -> None:
        written = record.person.get("employer_text")
        if not written:
            return
        record.employer_id = self._employers.find(written)
        if record.employer_id is None:
            self.result.unresolved.append(
                Unresolved(
                    record.row,
                    self.table.header("employer"),
                    written,
                    _(
                        "No imported enterprise has this name; it is kept in words. Import the enterprises, or leave it so."
                    ),
                )
            )

    def _is_liaison(self, record: _Record) -> bool:
        note = record.deputy.get("note", "")
        return record.placed is not None and any(word in note for word in self.words.station_liaison)

    def _offer_liaison(self, record: _Record) -> None:
        if self._is_liaison(record) and not self.options.with_liaisons:
            message = _("The note calls %(name)s the liaison of the station; kept as a note.", name=record.name)
            self.result.offers.append(Unresolved(record.row, self.table.header("note"), record.deputy["note"], message))

    def _becomes_liaison(self, record: _Record, person: Person) -> bool:
        if not self.options.with_liaisons or not self._is_liaison(record) or record.placed is None:
            return False
        return not any(staff.person_id == person.id and staff.role == "liaison" for staff in record.placed.staff)

    def _write_liaison(self, record: _Record, person: Person) -> None:
        if record.placed is not None and self._becomes_liaison(record, person):
            self.session.add(Staff(station=record.placed, person=person, role="liaison"))

    def _ask_for_terms(self, records: Iterable[_Record]) -> None:
        """One question a level, for mandates that are written without a term until it is answered."""
        rows: dict[str, list[int]] = defaultdict(list)
        for record in records:
            if record.phone is None or self._seen_phone.get(record.phone) is record:
                for seat in record.seats:
                    if seat.has_congress and seat.number is None and seat.level != "?":
                        rows[seat.level].append(record.row)
                if record.township:
                    self._note_township(record)
        for level in LEVELS:
            if rows[level]:
                key = f"term:{level}"
                text = _(
                    "Which term of the %(level)s congress do these mandates belong to? They are recorded without a term until you say.",
                    level=LEVEL_WORDS[level],
                )
                self._questions[key] = Question(key, text, tuple(rows[level]), holds_back=False)

    def _note_township(self, record: _Record) -> None:
        if record.township and compared(record.township) not in self._townships and self.place.here.level == "county":
            self._new_townships[record.township] = None

    def _conclude(self) -> None:
        if self._asked_city:
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
            rows = tuple(dict.fromkeys(self._asked_city))
            text = _(
                "%(n)s rows give their level only as \u201c%(word)s\u201d. Which congress is meant?",
                n=len(rows),
                word=self.words.bare_city[0],
            )
            self._questions[_city_key()] = Question(_city_key(), text, rows, choices)
        if self._placed_elsewhere:
            self._questions["placed_elsewhere"] = Question(
                "placed_elsewhere",
                _(
                    "%(n)s deputies are placed at another station than the file says. What shall become of that?",
                    n=len(self._placed_elsewhere),
                ),
                tuple(self._placed_elsewhere),
                (
                    Choice("move", _("They move: the old placement ends today")),
                    Choice("both", _("They serve at both stations")),
                    Choice("stay", _("They stay where they are")),
                ),
            )
        self.result.questions = list(self._questions.values())
        self.result.outcomes.sort(key=lambda outcome: outcome.row)
        if self._new_townships:
            self.result.notes.append(
                _(
                    "%(n)s townships that are not known yet are added below %(region)s: %(names)s.",
                    n=len(self._new_townships),
                    region=self.place.here.name,
                    names=", ".join(self._new_townships),
                )
            )


def _city_key() -> str:
    return f"level:{vocabulary().bare_city[0]}"


class EmployerIndex:
    """Finds the enterprise that a text of employer and post begins with."""

    def __init__(self, enterprises: Iterable[tuple[int, str]]) -> None:
        self._ids: Mapping[str, int] = {compared(name): id_ for id_, name in enterprises}
        self._lengths = sorted({len(name) for name in self._ids}, reverse=True)

    def find(self, written: str) -> int | None:
        """The enterprise with the longest fitting name."""
        text = compared(written)
        return next((self._ids[text[:n]] for n in self._lengths if text[:n] in self._ids), None)


def _seat_words(seat: _Seat) -> LazyText:
    words = LEVEL_WORDS[seat.level]
    return _("%(level)s, term %(number)s", level=words, number=seat.number) if seat.number else words


def _open_stations(deputy: Deputy) -> list[str]:
    return [placement.station.name for placement in deputy.placements if placement.ends is None]


def _is_running(term: Term, options: Options) -> bool:
    return (term.begins is None or term.begins <= options.today) and (term.ends is None or term.ends >= options.today)


def _pieces(wanted: set[str]) -> Iterable[list[str]]:
    ordered = sorted(wanted)
    return (ordered[start : start + _TOGETHER] for start in range(0, len(ordered), _TOGETHER))
