"""Forms of standards, self-checks and their review."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup
from wtforms import BooleanField, DateField, IntegerField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, NumberRange, Optional

from core.files.fields import PhotoField
from core.standards.checks import Line, Verdict
from core.standards.models import KINDS, Criterion
from core.standards.service import sets
from core.standards.words import KIND_TITLES
from core.stations.models import STAFF_ROLES, TIERS
from core.stations.words import ROLE_TITLES, TIER_TITLES
from core.web import Form
from core.web.fields import CheckboxesField, choices_of, long_text_field, name_field, text_field
from core.words import lazy as _l

YES, NO = "1", "0"


class NumbersField(StringField):  # type: ignore[misc]  # WTForms has no types
    """Whole numbers, with commas between them."""

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else ", ".join(map(str, self.data or ()))

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """The numbers, if that is what was typed."""
        typed = valuelist[0] if valuelist else ""
        for sign in "\N{IDEOGRAPHIC COMMA}\N{FULLWIDTH COMMA};":
            typed = typed.replace(sign, ",")
        parts = [part.strip() for part in typed.split(",") if part.strip()]
        self.data = [int(part) for part in parts if part.isascii() and part.isdigit() and len(part) < 6]
        if len(self.data) != len(parts):
            raise ValueError(str(_l("Write whole numbers with commas between them: 60, 70, 80, 90, 95.")))


class StartForm(Form):
    """Which set to start from, and for which region."""

    # The sets are Chinese standards: they are read in Chinese, whatever language the page speaks.
    key = RadioField(
        _l("Start from"),
        choices=choices_of((one.key, Markup('<span lang="zh-CN">{}</span>').format(one.name)) for one in sets()),
    )
    region_code = SelectField(_l("Region"), [InputRequired(_l("Choose the region."))])


class StandardForm(Form):
    """A standard's own facts."""

    name = name_field(_l("Name"), 80, needed=_l("Enter a name."))
    kind = SelectField(_l("Kind"), choices=choices_of((kind, KIND_TITLES[kind]) for kind in KINDS))
    region_code = SelectField(_l("Region"), [InputRequired(_l("Choose the region."))])
    valid_from = DateField(_l("In force from"), [InputRequired(_l("Enter the first day."))])
    valid_to = DateField(_l("In force until"), [Optional()], description=_l("Leave this empty while it goes on."))
    tiers = CheckboxesField(
        _l("For which kinds of station"),
        [Optional()],
        choices=choices_of((tier, TIER_TITLES[tier]) for tier in TIERS),
        description=_l("None ticked: for all."),
    )
    stars = NumbersField(
        _l("Points for stars"),
        [Optional()],
        description=_l(
            "Of a rating: from how many points on one star is given, two stars, and so on: 60, 70, 80, 90, 95."
        ),
    )
    note = long_text_field(_l("Note"), hint=_l("Where the standard stands written."))


class CriterionForm(Form):
    """One thing a standard asks for."""

    name = name_field(_l("What is asked for"), 80, needed=_l("Enter what is asked for."))
    words = long_text_field(
        _l("What fulfils it"), hint=_l("In a sentence or two, so that all stations understand the same.")
    )
    points = IntegerField(
        _l("Points"),
        [Optional(), NumberRange(0, 1000, _l("Enter a number from 0 to 1000."))],
        description=_l("At most so many; 0 or empty: it is fulfilled or not."),
        render_kw={"inputmode": "numeric"},
    )
    wants_evidence = BooleanField(_l("A photo is asked for"))


class StaffCriterionForm(Form):
    """So many people of a role."""

    name = name_field(_l("What is asked for"), 80, needed=_l("Enter what is asked for."))
    role = SelectField(_l("Role"), choices=choices_of((role, ROLE_TITLES[role]) for role in STAFF_ROLES))
    least = IntegerField(
        _l("At least"),
        [InputRequired(_l("Enter how many.")), NumberRange(1, 99, _l("Enter a number from 1 to 99."))],
        default=1,
        render_kw={"inputmode": "numeric"},
    )


def answer_form(line: Line) -> Form:
    """What a station says about one criterion."""
    criterion, answer = line.criterion, line.answer
    claimed = answer.claimed if answer else None
    fields: dict[str, Any] = {
        "claimed": _claimed_field(criterion, claimed),
        "words": long_text_field(_l("In words"), hint=_l("What there is, since when, what is missing.")),
        "photos": PhotoField(_l("Photos"), many=True),
    }
    form: Form = type("AnswerForm", (Form,), fields)(
        also=[answer] if answer else (), data={"words": answer.words if answer else ""}
    )
    return form


def _claimed_field(criterion: Criterion, claimed: int | None) -> Any:
    if criterion.points:
        return IntegerField(
            _l("Points you give yourselves"),
            [
                Optional(),
                NumberRange(0, criterion.points, _l("Enter a whole number from 0 to %(most)s.", most=criterion.points)),
            ],
            default=claimed,
            description=_l("At most %(most)s.", most=criterion.points),
            render_kw={"inputmode": "numeric", "min": 0, "max": criterion.points},
        )
    return RadioField(
        _l("Is it fulfilled?"),
        [Optional()],
        choices=choices_of([(YES, _l("Yes")), (NO, _l("No"))]),
        default=None if claimed is None else str(claimed),
        validate_choice=False,
        coerce=_yes_or_no,
    )


def _yes_or_no(value: Any) -> str | None:
    return value if value in (YES, NO) else None


def claimed_in(form: Form) -> int | None:
    """What the station gives itself; None where nothing was said."""
    value = form["claimed"].data
    return None if value in (None, "") else int(value)


def review_form(lines: Sequence[Line], words: str) -> Form:
    """What the office says to every answer, and to the whole."""
    fields: dict[str, Any] = {}
    for line in lines:
        number, answer = line.criterion.id, line.answer
        given = answer.given if answer and answer.given is not None else answer.claimed if answer else None
        fields[f"given_{number}"] = _given_field(line, given)
        fields[f"reason_{number}"] = text_field(_l("Reason"), 400)
        fields[f"again_{number}"] = BooleanField(_l("To be done again"))
    fields["words"] = long_text_field(_l("Words to the station"), hint=_l("The station reads them; strangers do not."))
    known: dict[str, Any] = {"words": words}
    for line in lines:
        if line.answer:
            known[f"reason_{line.criterion.id}"] = line.answer.reason
            known[f"again_{line.criterion.id}"] = line.answer.verdict == "returned"
    form: Form = type("ReviewForm", (Form,), fields)(data=known)
    return form


def _given_field(line: Line, given: int | None) -> Any:
    if line.criterion.points:
        return IntegerField(
            _l("Points"),
            [Optional(), NumberRange(0, line.most, _l("Enter a whole number from 0 to %(most)s.", most=line.most))],
            default=given,
            render_kw={"inputmode": "numeric", "min": 0, "max": line.most},
        )
    return SelectField(
        _l("Fulfilled"),
        [Optional()],
        choices=choices_of([("", _l("Not looked at")), (YES, _l("Yes")), (NO, _l("No"))]),
        default="" if given is None else str(given),
    )


def verdicts_in(form: Form, lines: Sequence[Line]) -> Mapping[int, Verdict]:
    """What was filled in, by the numbers of the criteria."""
    found = {}
    for line in lines:
        number = line.criterion.id
        given = form[f"given_{number}"].data
        found[number] = Verdict(
            None if given in (None, "") else int(given),
            form[f"reason_{number}"].data or "",
            bool(form[f"again_{number}"].data),
        )
    return found


def fields_of(form: Form, lines: Sequence[Line]) -> list[tuple[Line, Any, Any, Any]]:
    """Each answer with its three fields."""
    return [(line, *(form[f"{part}_{line.criterion.id}"] for part in ("given", "reason", "again"))) for line in lines]
