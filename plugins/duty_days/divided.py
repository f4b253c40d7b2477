"""Form fields of a day's parts: all of it, or a morning and an afternoon, each with hours, minimum and places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from wtforms import Field, RadioField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional

from core.api.declare import DomainError, LazyText
from core.api.web import Form, TimeOfDayField, WholeNumberField, _l, choices_of
from plugins.duty_days.rules.parts import MOST_PLACES, PARTS, USUAL_PLACES, Part, Parts, check_parts

PURPOSE_WORDS: Final = {"receives": _l("Deputies receive people"), "visits": _l("Deputies visit people")}
_HALVES: Final = PARTS[1:]


def _minimum() -> WholeNumberField:
    return _count(_l("Deputies at least"), 0, 1, Optional())


def _places() -> WholeNumberField:
    return _count(_l("Places for deputies"), 1, USUAL_PLACES, InputRequired(_l("Say how many deputies serve at most.")))


def _count(label: LazyText, lowest: int, default: int, needed: Any) -> WholeNumberField:
    sentence = _l("Between %(min)d and %(max)d deputies can serve on one day.")
    return WholeNumberField(
        label,
        [needed, NumberRange(lowest, MOST_PLACES, message=sentence)],
        default=default,
        render_kw={"inputmode": "numeric", "min": lowest, "max": MOST_PLACES},
    )


def _purpose(default: str) -> SelectField:
    return SelectField(_l("What for"), choices=choices_of(PURPOSE_WORDS.items()), default=default)


class DividedForm(Form):
    """A form of something that becomes sittings. Only the fields of the parts that were chosen count."""

    halves = RadioField(
        _l("The day"),
        choices=choices_of((("day", _l("is not divided")), ("halves", _l("is divided into morning and afternoon")))),
        default="day",
    )
    purpose = _purpose("receives")
    begins = TimeOfDayField(_l("From"), [Optional()])
    ends = TimeOfDayField(
        _l("Ends at"), [Optional()], description=_l("Leave both empty where people may come all day.")
    )
    minimum = _minimum()
    places = _places()
    morning_purpose = _purpose("receives")
    morning_begins = TimeOfDayField(_l("From"), [Optional()])
    morning_ends = TimeOfDayField(_l("Ends at"), [Optional()])
    morning_minimum = _minimum()
    morning_places = _places()
    afternoon_purpose = _purpose("visits")
    afternoon_begins = TimeOfDayField(_l("From"), [Optional()])
    afternoon_ends = TimeOfDayField(_l("Ends at"), [Optional()])
    afternoon_minimum = _minimum()
    afternoon_places = _places()

    parts: Parts

    def part_fields(self, part: str) -> list[Field]:
        """The fields of a part of the day."""
        return [self[named(part, name)] for name in ("purpose", "begins", "ends", "minimum", "places")]

    def validate(self, extra_validators: Any = None) -> bool:
        """The fields of the parts that were chosen, each by itself and then against each other."""
        super().validate(extra_validators)
        for part in _HALVES if self.halves.data == "day" else ("day",):
            for field in self.part_fields(part):
                field.errors = []
        chosen = ("day",) if self.halves.data == "day" else _HALVES
        sound = [self._hours_make_sense(part) for part in chosen]  # each says what is wrong with it
        if all(sound) and not self._has_errors:
            self.parts = tuple(self._part(part) for part in chosen)
            self.check_parts(None)
        return not self._has_errors

    def check_parts(self, deputies: int | None) -> bool:
        """Say at the field what is wrong with the parts, where so many deputies could serve; whether all is right."""
        try:
            check_parts(self.parts, deputies)
        except DomainError as problem:
            part = problem.facts.get("part")
            self.add_problem(str(problem), named(str(part), "minimum") if part else problem.field)
            return False
        return True

    @property
    def _has_errors(self) -> bool:
        return bool(self.problems) or any(field.errors for field in self)

    def _hours_make_sense(self, part: str) -> bool:
        begins, ends = self[named(part, "begins")], self[named(part, "ends")]
        if begins.errors or ends.errors:
            return False
        if (begins.data is None) != (ends.data is None):
            missing = begins if begins.data is None else ends
            missing.errors = [_l("Give both times, or neither.")]
        elif begins.data is not None and ends.data <= begins.data:
            ends.errors = [_l("The end lies before the beginning. Check both times.")]
        return not (begins.errors or ends.errors)

    def _part(self, part: str) -> Part:
        names = ("purpose", "begins", "ends", "minimum", "places")
        given = {name: self[named(part, name)].data for name in names}
        return Part(part, **{**given, "minimum": 1 if given["minimum"] is None else given["minimum"]})


def named(part: str, name: str) -> str:
    """The name of the field of a part."""
    return name if part == "day" else f"{part}_{name}"


def shown_parts(parts: Iterable[Part]) -> dict[str, Any]:
    """What the form begins with."""
    return dict(_shown(list(parts)))


def _shown(parts: list[Part]) -> Iterator[tuple[str, Any]]:
    yield "halves", "day" if [part.part for part in parts] == ["day"] else "halves"
    for part in parts:
        for name in ("purpose", "begins", "ends", "minimum", "places"):
            yield named(part.part, name), getattr(part, name)
