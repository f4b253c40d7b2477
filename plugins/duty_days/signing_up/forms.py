"""Forms of signing up: who is put in, leave and wishes, invitations, and how a station lets deputies sign up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional

from core.api.data import LEVEL_TITLES
from core.api.web import (
    CheckboxesField,
    DayField,
    Form,
    WholeNumberField,
    _l,
    choices_of,
    offer,
    record_field,
    text_field,
)
from plugins.duty_days.models import MOST_PLACES, Preference
from plugins.duty_days.models.signing_up import EARLIEST_CLOSING, LONGEST_OPENING, REASON_LENGTH
from plugins.duty_days.rules.said import MONTH_WORDS, WEEKDAY_WORDS
from plugins.duty_days.signing_up.composition import ALL_PLACES, Want, from_level_up

WISH, RULE = "wish", "rule"
FIRMNESS: Final = ((WISH, _l("A wish: nobody is refused")), (RULE, _l("A rule: the last places are kept for them")))


class PutInForm(Form):
    """Who shall serve."""

    deputy = record_field(_l("Deputy"), needed=_l("Choose a deputy."))


# Leave and wishes


class LeaveForm(Form):
    """From when to when somebody is away, and why."""

    begins = DayField(_l("First day"), [InputRequired(_l("Choose the first day."))])
    ends = DayField(_l("Last day"), [InputRequired(_l("Choose the last day."))])
    reason = text_field(
        _l("Reason"), REASON_LENGTH, hint=_l("Only those who run the station read it."), autocomplete="off"
    )
    gives_back = BooleanField(
        _l("Give back the places on these days"),
        default=True,
        description=_l("They are offered to others at once; who waits moves up."),
    )


class WishesForm(Form):
    """When a deputy would rather serve."""

    part = RadioField(
        _l("Time of day"),
        choices=choices_of(
            [
                ("", _l("Mornings and afternoons")),
                ("morning", _l("Mornings only")),
                ("afternoon", _l("Afternoons only")),
            ]
        ),
        default="",
    )
    not_weekdays = CheckboxesField(_l("Rather not on"), coerce=int, choices=choices_of(enumerate(WEEKDAY_WORDS)))
    not_months = CheckboxesField(_l("Rather not in"), coerce=int, choices=choices_of(enumerate(MONTH_WORDS, 1)))
    note = text_field(_l("In your own words"), REASON_LENGTH, autocomplete="off")


def shown_wishes(wishes: Preference | None) -> dict[str, Any]:
    """What the form begins with."""
    if wishes is None:
        return {}
    return {
        "part": wishes.part,
        "not_weekdays": wishes.not_weekdays,
        "not_months": wishes.not_months,
        "note": wishes.note,
    }


# Invitations


class InviteForm(Form):
    """Who is asked to come."""

    deputies = CheckboxesField(_l("Deputies"), coerce=int)
    everybody = BooleanField(_l("All of them"))

    @property
    def chosen(self) -> list[int]:
        """The numbers of who is asked."""
        return [value for value, _words in _pairs(self.deputies)] if self.everybody.data else list(self.deputies.data)


class AnswerForm(Form):
    """Whether one comes, and why not."""

    answer = RadioField(
        _l("Your answer"),
        [InputRequired(_l("Say whether you can come."))],
        choices=choices_of([("yes", _l("I come")), ("no", _l("I cannot come"))]),
    )
    reason = text_field(_l("Reason, or a word to the station"), REASON_LENGTH, autocomplete="off")


# How a station lets deputies sign up


def opens_field() -> WholeNumberField:
    """On which day before it signing up opens."""
    return WholeNumberField(
        _l("Signing up opens so many days before"),
        [
            Optional(),
            NumberRange(0, LONGEST_OPENING, message=_l("Between %(min)d and %(max)d days, or nothing.")),
        ],
        render_kw={"inputmode": "numeric", "min": 0, "max": LONGEST_OPENING},
    )


def closes_field() -> WholeNumberField:
    """How many hours before it signing up closes."""
    return WholeNumberField(
        _l("Signing up closes so many hours before"),
        [
            Optional(),
            NumberRange(0, EARLIEST_CLOSING, message=_l("Between %(min)d and %(max)d hours, or nothing.")),
        ],
        render_kw={"inputmode": "numeric", "min": 0, "max": EARLIEST_CLOSING},
    )


def _least(**told: Any) -> WholeNumberField:
    return WholeNumberField(
        _l("At least so many"),
        [Optional(), NumberRange(1, MOST_PLACES, message=_l("Between %(min)d and %(max)d deputies."))],
        render_kw={"inputmode": "numeric", "min": 1, "max": MOST_PLACES},
        **told,
    )


class CompositionForm(Form):
    """Who should sit together."""

    level = SelectField(
        _l("Level"),
        choices=choices_of(
            [
                ("", _l("No matter")),
                *((level, _l("%(level)s level or above", level=title)) for level, title in LEVEL_TITLES.items()),
            ]
        ),
        default="",
    )
    level_least = _least(default=1)
    level_firm = RadioField(_l("Is this a wish or a rule?"), choices=choices_of(FIRMNESS), default=WISH)
    speciality = text_field(
        _l("Speciality"),
        200,
        hint=_l("As the list of deputies names it; several with commas between, any of them will do."),
    )
    speciality_least = _least(default=1)
    speciality_firm = RadioField(_l("Is this a wish or a rule?"), choices=choices_of(FIRMNESS), default=WISH)
    turn = CheckboxesField(
        _l("Deputy groups that take turns"),
        coerce=int,
        description=_l("A month each, in this order. One group alone is asked for every time."),
    )
    turn_firm = RadioField(_l("Is this a wish or a rule?"), choices=choices_of(FIRMNESS), default=WISH)
    enterprise = RadioField(
        _l("Deputies of one enterprise"),
        choices=choices_of(
            [
                ("", _l("May serve together")),
                (WISH, _l("Should rather not serve together")),
                (RULE, _l("Do not serve together: one of an enterprise at most")),
            ]
        ),
        default="",
    )

    @property
    def wants(self) -> list[Want]:
        """What was filled in."""
        found = []
        if self.level.data:
            found.append(
                Want("level", from_level_up(self.level.data), self.level_least.data or 1, self.level_firm.data == RULE)
            )
        if named := specialities(self.speciality.data):
            found.append(Want("speciality", named, self.speciality_least.data or 1, self.speciality_firm.data == RULE))
        if self.turn and self.turn.data:  # not asked where there are no groups
            found.append(Want("turn", tuple(self.turn.data), ALL_PLACES, self.turn_firm.data == RULE))
        if self.enterprise.data:
            found.append(Want("enterprise", must=self.enterprise.data == RULE))
        return found


def shown_wants(wants: Sequence[Want]) -> dict[str, Any]:
    """What the form begins with."""
    shown: dict[str, Any] = {}
    for want in wants:
        firm = RULE if want.must else WISH
        if want.of == "level" and want.anyof:
            shown |= {"level": want.anyof[-1], "level_least": want.at_least, "level_firm": firm}
        elif want.of == "speciality":
            named = str(_l(", ")).join(map(str, want.anyof))
            shown |= {"speciality": named, "speciality_least": want.at_least, "speciality_firm": firm}
        elif want.of in ("turn", "group"):
            shown |= {"turn": list(want.anyof), "turn_firm": firm}
        elif want.of == "enterprise":
            shown["enterprise"] = firm
    return shown


class ChoiceForm(CompositionForm):
    """How a station lets deputies sign up, and whom it wants to have together."""

    opens_days = opens_field()
    closes_hours = closes_field()


def offer_groups(form: CompositionForm, groups: Iterable[tuple[int, str]]) -> None:
    """Offer these groups; where there are none, do not ask."""
    groups = list(groups)
    offer(form.turn, groups)
    if not groups:
        del form.turn, form.turn_firm


def specialities(text: str | None) -> tuple[str, ...]:
    """The specialities of a text with commas, Chinese or Western, between them."""
    return tuple(
        dict.fromkeys(word for each in re.split("[,;\u3001\uff0c\uff1b]", text or "") if (word := each.strip()))
    )


def _pairs(field: Any) -> list[tuple[int, str]]:
    return [(choice[0], choice[1]) for choice in field.iter_choices()]
