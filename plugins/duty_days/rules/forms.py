"""The form of a rule: how it repeats, how its days are divided, and what becomes of days that do not suit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final

from wtforms import BooleanField, Field, HiddenField, RadioField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional

from core.api.declare import DomainError, LazyText
from core.api.web import CheckboxesField, DayField, Form, TimeOfDayField, WholeNumberField, _l, choices_of, options_form
from plugins.duty_days.models import Rule
from plugins.duty_days.rules.fields import DatesField, NumbersField
from plugins.duty_days.rules.kinds import RhythmKind
from plugins.duty_days.rules.parts import MOST_PLACES, PARTS, USUAL_PLACES, Part, Parts, check_parts
from plugins.duty_days.rules.planning import Plan
from plugins.duty_days.rules.reading import FIELDS, NotSaid, field_of, rhythm_said, values_of
from plugins.duty_days.rules.rhythms import MOST_LISTED, MOST_WEEKS, PLACES, WEEKS, Rhythm
from plugins.duty_days.rules.said import MONTH_WORDS, PLACE_WORDS, WEEK_WORDS, WEEKDAY_WORDS

PURPOSE_WORDS: Final = {"receives": _l("Deputies receive people"), "visits": _l("Deputies visit people")}
POLICY_WORDS: Final = {
    "keep": _l("takes place all the same"),
    "next": _l("moves to the next working day"),
    "previous": _l("moves to the working day before"),
    "leave_out": _l("is left out"),
}
POLICY_FOR_WORDS: Final = {
    "holidays": _l("on public holidays only"),
    "days_off": _l("on public holidays and on weekends that are not worked"),
}
KIND_WORDS: Final[Mapping[LazyText, Mapping[str, LazyText]]] = {
    _l("Every month"): {
        "dates": _l("On the same date"),
        "weekdays": _l("On the same weekday"),
        "week_of_month": _l("On a weekday of the first, second … week"),
    },
    _l("Every week, every second week"): {"weekly": _l("On the same weekdays")},
    _l("A few times a year"): {"months": _l("In some months only: quarterly, or in an activity month")},
    _l("Market days"): {
        "digits": _l("Dates that end in the same digit"),
        "lunar": _l("Lunar days"),
        "every_days": _l("Every so many days"),
    },
    _l("Otherwise"): {"listed": _l("Dates named one by one")},
}
_HALVES: Final = PARTS[1:]
_WEEKDAYS: Final = list(enumerate(WEEKDAY_WORDS))


def _numbers(label: LazyText, hint: LazyText | str = "", **attributes: Any) -> NumbersField:
    return NumbersField(label, [Optional()], description=hint, render_kw={"maxlength": 120, **attributes})


def _boxes(label: LazyText, choices: Iterable[tuple[int, LazyText | str]]) -> CheckboxesField:
    return CheckboxesField(label, coerce=int, choices=choices_of(choices))


def _count(label: LazyText, lowest: int, default: int) -> WholeNumberField:
    sentence = _l("Between %(min)d and %(max)d deputies can serve on one day.")
    return WholeNumberField(
        label,
        [InputRequired(_l("Say how many deputies serve.")), NumberRange(lowest, MOST_PLACES, message=sentence)],
        default=default,
        render_kw={"inputmode": "numeric", "min": lowest, "max": MOST_PLACES},
    )


class RuleForm(Form):
    """A rule. Only the fields of what was chosen count; what is typed elsewhere stays, and is looked at by nobody."""

    kind = RadioField(_l("How it repeats"), [InputRequired(_l("Choose how it repeats."))], default="dates")
    day = _numbers(_l("Day of the month"), _l("Several with commas: 1, 15."))
    last_day = BooleanField(_l("and the last day of the month"))
    nth = _boxes(_l("Which one in the month"), ((nth, PLACE_WORDS[nth]) for nth in PLACES))
    weekday = _boxes(_l("Weekday"), _WEEKDAYS)
    week = SelectField(
        _l("Which week"),
        coerce=int,
        choices=choices_of((week, WEEK_WORDS[week]) for week in WEEKS),
        default=1,
        description=_l(
            "Weeks begin on Monday and belong to the month in which most of their days lie, so the first week may begin in the month before."
        ),
    )
    week_weekday = SelectField(_l("Weekday of that week"), coerce=int, choices=choices_of(_WEEKDAYS), default=0)
    weekdays = _boxes(_l("Weekdays"), _WEEKDAYS)
    every = SelectField(
        _l("How often"),
        coerce=int,
        choices=choices_of(
            [
                (1, _l("every week")),
                (2, _l("every second week")),
                *((n, _l("every %(n)s weeks", n=n)) for n in range(3, MOST_WEEKS + 1)),
            ]
        ),
        default=1,
    )
    anchor = DayField(
        _l("A day in a week that counts"), [Optional()], description=_l("Not needed where it is every week.")
    )
    months = _boxes(_l("Months"), enumerate(MONTH_WORDS, 1))
    months_by = RadioField(
        _l("In these months"),
        choices=choices_of((("dates", _l("on dates")), ("weekdays", _l("on weekdays")))),
        default="dates",
    )
    months_day = _numbers(_l("Days of these months"), _l("Several with commas: 5, 20."))
    months_last = BooleanField(_l("and the last day of these months"))
    months_nth = _boxes(
        _l("Which one of each month (none: every such weekday)"), ((nth, PLACE_WORDS[nth]) for nth in PLACES)
    )
    months_weekday = _boxes(_l("Weekdays of these months"), _WEEKDAYS)
    digits = _boxes(_l("Last digits of the date"), ((digit, str(digit)) for digit in range(10)))
    lunar_digits = _boxes(_l("Last digits of the lunar day"), ((digit, str(digit)) for digit in range(10)))
    lunar_days = _numbers(_l("Or certain lunar days"), _l("Several with commas: 1, 15."))
    every_days = WholeNumberField(_l("Every how many days"), [Optional()], render_kw={"inputmode": "numeric", "min": 1})
    counted_from = DayField(_l("One of these days, from which the others are counted"), [Optional()])
    listed = DatesField(
        _l("Dates"),
        [Optional()],
        description=_l("One a line, such as 2026-12-10."),
        render_kw={"rows": 4, "maxlength": MOST_LISTED * 12},
    )
    halves = RadioField(
        _l("The day"),
        choices=choices_of((("day", _l("is not divided")), ("halves", _l("is divided into morning and afternoon")))),
        default="day",
    )
    policy = SelectField(_l("A day that falls on a day off"), choices=choices_of(POLICY_WORDS.items()), default="keep")
    policy_for = SelectField(_l("This holds"), choices=choices_of(POLICY_FOR_WORDS.items()), default="holidays")
    added = DatesField(
        _l("Further days"),
        [Optional()],
        description=_l("On which people are received too, such as 2026-12-10."),
        render_kw={"rows": 2, "maxlength": MOST_LISTED * 12},
    )
    left_out = DatesField(
        _l("Left out"),
        [Optional()],
        description=_l("Dates of the rule on which nobody is received."),
        render_kw={"rows": 2, "maxlength": MOST_LISTED * 12},
    )
    valid_from = DayField(_l("Valid from"), [Optional()], description=_l("Empty: from today."))
    valid_until = DayField(_l("Valid until"), [Optional()], description=_l("Empty: until it is changed."))
    previewed = HiddenField()

    others: tuple[RhythmKind, ...] = ()
    """Kinds of rhythm that other plugins add; their fields stand in the form as well."""
    plan: Plan
    parts: Parts

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """With the kinds there are."""
        super().__init__(*args, **kwargs)
        self.kind.choices = choices_of(self.titles.items())

    @property
    def titles(self) -> dict[str, LazyText]:
        """What each kind of rhythm is called."""
        ours = {kind: title for group in KIND_WORDS.values() for kind, title in group.items()}
        return ours | {other.key: other.title for other in self.others}

    @property
    def groups(self) -> Iterator[tuple[str, list[tuple[str, list[Field]]]]]:
        """The choices of the page, grouped: each with the fields that belong to it."""
        of_others = {other.key: [field_of(option.key) for option in other.asks] for other in self.others}
        for title, kinds in KIND_WORDS.items():
            names = [*kinds, *(of_others if "listed" in kinds else ())]
            yield str(title), [(kind, [self[name] for name in self._fields_of(kind)]) for kind in names]

    def _fields_of(self, kind: str) -> tuple[str, ...]:
        of_others = {other.key: tuple(field_of(option.key) for option in other.asks) for other in self.others}
        return FIELDS.get(kind) or of_others.get(kind, ())

    def part_fields(self, part: str) -> list[Field]:
        """The fields of a part of the day."""
        names = ("purpose", "begins", "ends", "minimum", "places")
        return [self[_named(part, name)] for name in names if part != "day" or name != "purpose"]

    def validate(self, extra_validators: Any = None) -> bool:
        """What was chosen, by itself and against the rest; the other fields do not count."""
        super().validate(extra_validators)
        for field in self._unasked():
            field.errors = []
        if not self._has_errors:
            self._read()
        return not self._has_errors

    @property
    def _has_errors(self) -> bool:
        return bool(self.problems) or any(field.errors for field in self)

    def _unasked(self) -> Iterator[Field]:
        for kind in self.titles:
            yield from (self[name] for name in self._fields_of(kind) if kind != self.kind.data)
        for part in _HALVES if self.halves.data == "day" else ("day",):
            yield from self.part_fields(part)
        if self.kind.data == "months":
            by_weekday = self.months_by.data == "weekdays"
            yield from (self.months_day, self.months_last) if by_weekday else (self.months_nth, self.months_weekday)

    def _read(self) -> None:
        """The plan and the parts that were filled in, or an error at the field that stands against them."""
        try:
            rhythm = rhythm_said(self.values, self.others)
        except NotSaid as missing:
            self.add_problem(str(missing.sentence), missing.field)
            return
        values = {name: self[name].data for name in ("policy", "policy_for", "valid_from", "valid_until")}
        self.plan = Plan(rhythm, added=tuple(self.added.data or ()), left_out=tuple(self.left_out.data or ()), **values)
        names = ("day",) if self.halves.data == "day" else _HALVES
        sound = [self._hours_make_sense(part) for part in names]  # each says what is wrong with it
        if all(sound):
            self.parts = tuple(self._part(part) for part in names)
            self.refuse_parts(None)

    def refuse_parts(self, deputies: int | None) -> bool:
        """Say at the field what is wrong with the parts; whether something is."""
        try:
            check_parts(self.parts, deputies)
        except DomainError as problem:
            part = problem.facts.get("part")
            self.add_problem(str(problem), _named(part, "minimum") if part else problem.field)
            return True
        return False

    def _hours_make_sense(self, part: str) -> bool:
        begins, ends = self[_named(part, "begins")], self[_named(part, "ends")]
        if (begins.data is None) != (ends.data is None):
            missing = begins if begins.data is None else ends
            missing.errors = [_l("Give both times, or neither.")]
        elif begins.data is not None and ends.data <= begins.data:
            ends.errors = [_l("The end lies before the beginning. Check both times.")]
        return not (begins.errors or ends.errors)

    def _part(self, part: str) -> Part:
        given = {name: self[_named(part, name)].data for name in ("begins", "ends", "minimum", "places")}
        return Part(part, self[_named(part, "purpose")].data if part != "day" else "receives", **given)

    @property
    def fingerprint(self) -> str:
        """What a preview is of: it must be shown again when the dates would be others."""
        plan = self.plan
        said = [plan.rhythm.key, plan.rhythm.facts, plan.policy, plan.policy_for]
        return repr([*said, plan.added, plan.left_out, plan.valid_from, plan.valid_until])


def _named(part: str, name: str) -> str:
    return name if part == "day" else f"{part}_{name}"


def _add_parts() -> None:
    """The fields of each part of the day: hours, and how many deputies."""
    for part in PARTS:
        if part != "day":
            default = "receives" if part == "morning" else "visits"
            purpose = SelectField(_l("What for"), choices=choices_of(PURPOSE_WORDS.items()), default=default)
            setattr(RuleForm, _named(part, "purpose"), purpose)
        setattr(RuleForm, _named(part, "begins"), TimeOfDayField(_l("From"), [Optional()]))
        hint = _l("Leave both empty where people may come all day.") if part == "day" else ""
        setattr(RuleForm, _named(part, "ends"), TimeOfDayField(_l("Ends at"), [Optional()], description=hint))
        setattr(RuleForm, _named(part, "minimum"), _count(_l("Deputies at least"), 0, 1))
        setattr(RuleForm, _named(part, "places"), _count(_l("Places for deputies"), 1, USUAL_PLACES))


_add_parts()


def form_with(others: Iterable[RhythmKind]) -> type[RuleForm]:
    """The form of a rule, with the fields of kinds that other plugins add."""
    others = tuple(others)
    if not others:
        return RuleForm
    asked = options_form([option for other in others for option in other.asks], {})
    return type("RuleFormWithOthers", (RuleForm, asked), {"others": others})


def filled_in(rule: Rule, rhythm: Rhythm, today: date) -> dict[str, Any]:
    """How a rule that is there is filled in."""
    plan = rule.plan(rhythm)
    values = values_of(rhythm, today) | {
        "policy": plan.policy,
        "policy_for": plan.policy_for,
        "added": plan.added,
        "left_out": plan.left_out,
        "valid_from": plan.valid_from,
        "valid_until": plan.valid_until,
        "halves": "day" if [part.part for part in rule.sittings] == ["day"] else "halves",
    }
    for part in rule.sittings:
        kept: dict[str, Any] = {
            "begins": part.begins,
            "ends": part.ends,
            "minimum": part.minimum,
            "places": part.places,
        }
        kept |= {} if part.part == "day" else {"purpose": part.purpose}
        values |= {_named(part.part, name): value for name, value in kept.items()}
    return values
