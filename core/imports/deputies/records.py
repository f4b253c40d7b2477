"""Records: the rows of a roster, as far as their cells can be read."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

from core.imports import values
from core.imports.constituencies import constituency_at
from core.imports.deputies.surroundings import Placing, Surroundings
from core.imports.plans import Options, Problem, RowReader
from core.imports.tables import Row, Table
from core.imports.vocabulary import compared, vocabulary
from core.words import lazy as _


@dataclass(frozen=True, slots=True)
class Seat:
    """A mandate as the roster gives it: of which level, and of whose congress where that is known."""

    level: str
    """``?`` while nobody has said what a bare word for city means."""
    region_code: str | None
    township: str | None
    number: int | None
    """Of the term, where it is known."""
    constituency: str

    @property
    def has_congress(self) -> bool:
        """Whether the roster and its region say which congress it is."""
        return self.level == "national" or self.region_code is not None or self.township is not None


@dataclass(slots=True, kw_only=True)
class Record:
    """A row whose cells could be read."""

    row: int
    name: str
    phone: str | None
    person: dict[str, str]
    deputy: dict[str, str]
    delegation: str
    station: str | None
    room: str | None
    township: str | None
    group: str | None
    seats: list[Seat] = field(default_factory=list)
    placed: Placing | None = None
    employer_id: int | None = None

    @property
    def is_liaison(self) -> bool:
        """Whether the note calls them the liaison of the station."""
        note = self.deputy.get("note", "")
        return bool(note) and self.placed is not None and any(word in note for word in vocabulary().station_liaison)


class RecordReader:
    """Reads the rows of one roster."""

    def __init__(self, table: Table, options: Options, around: Surroundings) -> None:
        self._table, self._options, self._around = table, options, around
        self._words = vocabulary()
        self._place = around.place
        self._levels: dict[str, str | None] = {}
        self._level_cells: dict[str, tuple[str, ...]] = {}

    def read(self, row: Row) -> tuple[Record | None, str, list[Problem]]:
        """What the row says, or the name in it and why it cannot be taken."""
        reader = RowReader(self._table, row)
        take = reader.take
        name = take("name", values.name, required=True)
        employer = " ".join(filter(None, (take("employer", values.text), take("post", values.text))))
        person = {
            "gender": take("gender", values.gender),
            "ethnicity": take("ethnicity", _short),
            "birth": take("birth", partial(values.birth_month, today=self._options.today)),
            "party": take("party", _short),
            "education": take("education", _short),
            "employer_text": employer,
        }
        deputy = {"speciality": take("speciality", _speciality), "note": take("note", _note)}
        level_cell = take("level", self._level_words, required=True) or ()
        constituency = take("constituency", _constituency) or ""
        record = Record(
            row=row.number,
            name=name or "",
            phone=take("phone", values.telephone),
            person={key: value for key, value in person.items() if value},
            deputy={key: value for key, value in deputy.items() if value},
            delegation=take("delegation", _delegation) or "",
            station=take("station", values.name),
            room=take("room", values.name),
            township=take("township", values.name),
            group=take("group", values.name),
        )
        self._find_seats(record, level_cell, constituency, reader)
        self._find_station(record, reader)
        if reader.problems:
            return None, reader.title(), reader.problems
        return record, record.name, []

    def _level_words(self, value: values.Value) -> tuple[str, ...]:
        whole = values.text(value)
        if whole is None:
            return ()
        if whole not in self._level_cells:
            words: tuple[str, ...] = (compared(whole),)
            if not self._level_of(words[0]):
                words = tuple(dict.fromkeys(map(compared, values.several(value, self._words.separators))))
            self._level_cells[whole] = words
        return self._level_cells[whole]

    def _level_of(self, word: str) -> str | None:
        """The level a word means here; an ambiguous one is ``?`` until somebody has answered."""
        if word not in self._levels:
            self._levels[word] = self._meaning(word)
        return self._levels[word]

    def _meaning(self, word: str) -> str | None:
        if named := self._place.level_of(word):
            return named
        for suffix in ("", *self._words.level_suffixes):
            plain = word.removesuffix(suffix)
            if plain in self._words.bare_city:
                meanings = self._place.meanings_of_city()
                answer = self._options.answers.get(city_key(), "")
                return meanings[0] if len(meanings) == 1 else answer if answer in meanings else "?"
            if plain in self._words.levels:
                return self._words.levels[plain]
            if plain != word and (named := self._place.level_of(plain)):
                return named
        return None

    def _find_seats(self, record: Record, words: tuple[str, ...], constituency: str, reader: RowReader) -> None:
        levels: list[str] = []
        for word in words:
            level = self._level_of(word)
            if level is None:
                reader.refuse(
                    "level",
                    "unknown_level",
                    _(
                        "There is no congress of the level \u201c%(word)s\u201d. Write the level (nation, province, prefecture, county or township) or the name of the region on the preview page, or in the file and import again.",
                        word=word,
                    ),
                )
            elif level == "?" or level not in levels:
                levels.append(level)
        record.seats = [self._seat(record, level, levels, constituency) for level in levels]

    def _seat(self, record: Record, level: str, levels: list[str], constituency: str) -> Seat:
        township = record.township if level == "township" and self._place.code_of("township") is None else None
        region_code = self._place.code_of(level)
        if township and (known := self._around.townships.get(compared(township))):
            region_code = known
        return Seat(
            level=level,
            region_code=region_code,
            township=township,
            number=self._around.term_number(level, region_code),
            constituency=constituency_at(levels, levels.index(level), constituency),
        )

    def _find_station(self, record: Record, reader: RowReader) -> None:
        """The lowest station named: a room's deputies count for its parent too."""
        for key, name in (("station", record.station), ("room", record.room)):
            if name is None:
                continue
            candidates = self._around.stations_named(name)
            if not candidates and self._options.create_stations and len(name) <= values.NAME_LENGTH:
                record.placed = self._around.new_station(name, under=record.placed)
                continue
            if len(candidates) != 1:
                self._refuse_station(key, name, reader, is_unknown=not candidates)
                return
            if record.placed is not None and candidates[0].parent != record.placed.name_compared:
                reader.refuse(
                    key,
                    "room_elsewhere",
                    _(
                        "\u201c%(room)s\u201d does not belong to \u201c%(station)s\u201d. Correct one of the two on the preview page, or in the file and import again.",
                        room=name,
                        station=record.placed.name,
                    ),
                )
                return
            record.placed = candidates[0]

    def _refuse_station(self, key: str, name: str, reader: RowReader, *, is_unknown: bool) -> None:
        region = self._place.here.name
        if is_unknown:
            message = _(
                "There is no station \u201c%(name)s\u201d in %(region)s. Import the stations first, or write the name as it is there on the preview page, or in the file and import again.",
                name=name,
                region=region,
            )
        else:
            message = _(
                "There are several stations \u201c%(name)s\u201d below %(region)s. Import the roster with the region of the one that is meant.",
                name=name,
                region=region,
            )
        reader.refuse(key, "unknown_station" if is_unknown else "station_not_unique", message)


_short = partial(values.text, limit=40)
_speciality = partial(values.text, limit=80)
_note = partial(values.text, limit=1000)
_constituency = partial(values.text, limit=120)
_delegation = partial(values.text, limit=80)


def city_key() -> str:
    """The key of the question what a bare word for city means."""
    return f"level:{vocabulary().bare_city[0]}"
