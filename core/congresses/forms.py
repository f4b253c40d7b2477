"""Forms of the congresses."""

from __future__ import annotations

from wtforms import DateField, IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional

from core.congresses.models import LEVELS
from core.congresses.words import LEVEL_TITLES
from core.web import Form
from core.web.fields import choices_of, text_field
from core.words import lazy as _l

LATEST_TERM = 99


class KnownTermForm(Form):
    """The number and the days of a term that is on record."""

    number = IntegerField(
        _l("Number of the term"),
        [InputRequired(_l("Enter the number of the term.")), NumberRange(1, LATEST_TERM, _l("From 1 to 99."))],
        render_kw={"inputmode": "numeric"},
    )
    begins = DateField(_l("Begins"), [Optional()])
    ends = DateField(_l("Ends"), [Optional()])

    def validate(self, extra_validators: object = None) -> bool:
        """Also: the days must be in order."""
        fine = super().validate(extra_validators)
        if self.begins.data and self.ends.data and self.ends.data <= self.begins.data:
            self.add_problem(str(_l("The term must end after it begins.")), "ends")
            return False
        return bool(fine)


class TermForm(KnownTermForm):
    """A term of a congress that may not be on record yet."""

    region_code = SelectField(_l("Region"), [InputRequired(_l("Choose the region."))])
    level = SelectField(
        _l("Level"), choices=choices_of((level, LEVEL_TITLES[level]) for level in LEVELS), default="county"
    )


class DelegationForm(Form):
    """Another name for a delegation."""

    old = SelectField(_l("Delegation"), [InputRequired(_l("Choose the delegation."))])
    new = text_field(
        _l("New name"),
        80,
        needed=_l("Enter the name."),
        hint=_l("If another delegation has this name, the two become one."),
    )
