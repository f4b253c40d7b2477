"""Mandates: the seats of a roster beside those held, and the congresses, terms and townships they need."""

from __future__ import annotations

from core.congresses.models import Congress, Term
from core.deputies.models import Deputy, Mandate
from core.imports.changes import Changes
from core.imports.deputies.records import Record, Seat
from core.imports.deputies.surroundings import Surroundings
from core.imports.plans import Change, Options
from core.imports.tables import Table
from core.imports.vocabulary import compared
from core.regions.models import Region
from core.regions.service import LOCAL_MARK
from core.words import LazyText
from core.words import lazy as _

LEVEL_WORDS = {
    "national": _("national"),
    "provincial": _("provincial"),
    "prefectural": _("prefectural"),
    "county": _("county level"),
    "township": _("township"),
}


def held_by(deputy: Deputy, seat: Seat, around: Surroundings, options: Options) -> Mandate | None:
    """The mandate the seat speaks of, if the deputy holds it already."""
    congress = around.congresses.get((seat.level, seat.region_code))
    for mandate in deputy.mandates:
        same_congress = (
            mandate.congress_id is None
            or not seat.has_congress
            or (congress is not None and mandate.congress_id == congress.id)
        )
        same_term = (
            (mandate.term_id is None and seat.level not in options.coming)
            or seat.number is None
            or (mandate.term is not None and mandate.term.number == seat.number)
        )
        if mandate.level == seat.level and same_congress and same_term:
            return mandate
    return None


def differences(record: Record, deputy: Deputy, table: Table, around: Surroundings, options: Options) -> list[Change]:
    """What of the mandates would change."""
    changes = []
    for seat in record.seats:
        held = held_by(deputy, seat, around, options)
        words = LEVEL_WORDS[seat.level]
        if held is None:
            changes.append(Change(table.header("level"), "", _seat_words(seat)))
            continue
        if held.term_id is None and seat.number is not None and seat.has_congress:
            changes.append(Change(words, _("term not known"), _("term %(number)s", number=seat.number)))
        elif held.congress_id is None and seat.has_congress:
            named = around.place.name_of(seat.level) or seat.township or words
            changes.append(Change(words, _("congress not known"), named))
        for key, value in (("constituency", seat.constituency), ("delegation", record.delegation)):
            if value and getattr(held, key) != value:
                changes.append(Change(table.header(key), getattr(held, key), value))
    return changes


def _seat_words(seat: Seat) -> LazyText:
    words = LEVEL_WORDS[seat.level]
    return _("%(level)s, term %(number)s", level=words, number=seat.number) if seat.number else words


class Seating:
    """The congresses, terms and townships that mandates need; what is not there yet is made, once."""

    def __init__(self, changes: Changes, around: Surroundings, options: Options) -> None:
        self._changes, self._around, self._options = changes, around, options
        self._congresses = {key: congress.id for key, congress in around.congresses.items()}
        self._terms = {
            (congress.id, term.number): (term.id, term.is_coming)
            for congress in around.congresses.values()
            for term in congress.terms
        }
        self._locals = 0
        self._made: dict[str, str] = {}

    def congress_id(self, seat: Seat) -> int | None:
        """The congress of the seat, where it is known."""
        if not seat.has_congress:
            return None
        code, name = self._region_of(seat)
        if (seat.level, code) not in self._congresses:
            made = self._changes.insert(Congress, region_code=code, level=seat.level, name=name)
            self._congresses[seat.level, code] = made
        return self._congresses[seat.level, code]

    def term(self, seat: Seat) -> tuple[int | None, bool]:
        """The term of the seat, where it is known, and whether it is a coming one."""
        congress_id = self.congress_id(seat)
        if congress_id is None or seat.number is None:
            return None, False
        if (congress_id, seat.number) not in self._terms:
            is_coming = seat.level in self._options.coming
            made = self._changes.insert(Term, congress_id=congress_id, number=seat.number, is_coming=is_coming)
            self._terms[congress_id, seat.number] = (made, is_coming)
        return self._terms[congress_id, seat.number]

    def home_of(self, record: Record) -> str:
        """The region whose office looks after the record: the township, where the roster names one."""
        if record.township and self._around.place.here.level == "county":
            return self.township(record.township)
        return self._around.place.here.code

    def township(self, name: str) -> str:
        """The code of the township of this name; one that has no official code gets a local one."""
        known = self._around.townships.get(compared(name)) or self._made.get(compared(name))
        if known is None:
            known = self._free_code()
            self._made[compared(name)] = known
            parent = self._around.place.here.code
            self._changes.insert(Region, code=known, name=name, level="township", parent_code=parent, is_local=True)
        return known

    def _free_code(self) -> str:
        while True:
            self._locals += 1
            code = f"{self._around.place.here.code}{LOCAL_MARK}{self._locals:02d}"
            if code not in self._around.codes_below:
                return code

    def _region_of(self, seat: Seat) -> tuple[str | None, str]:
        if seat.level == "national":
            return None, ""
        if seat.township:
            return self.township(seat.township), seat.township
        return seat.region_code, self._around.place.name_of(seat.level)
