"""The form of a policy measure."""

from __future__ import annotations

from typing import Any

from wtforms import SelectField
from wtforms.validators import InputRequired, Optional, Regexp

from core.api.web import DayField, DocumentField, Form, _l, long_text_field, name_field, text_field
from plugins.enterprise_visits.models.measures import (
    LONGEST_LINK,
    LONGEST_NAME,
    LONGEST_NUMBER,
    LONGEST_ORGAN,
    LONGEST_SUMMARY,
)


class MeasureForm(Form):
    """A policy measure."""

    name = name_field(_l("Name of the measure"), LONGEST_NAME, needed=_l("Enter what the measure is called."))
    number = text_field(_l("Document number"), LONGEST_NUMBER)
    organ_text = text_field(_l("Issued by"), LONGEST_ORGAN)
    region_code = SelectField(_l("Holds in"), [InputRequired(_l("Choose the region."))])
    valid_from = DayField(_l("In force from"), [Optional()])
    valid_to = DayField(
        _l("In force until"),
        [Optional()],
        description=_l("The last day. Afterwards it is marked as expired and not offered in the log of a visit."),
    )
    words = long_text_field(
        _l("What it gives to whom"), LONGEST_SUMMARY, hint=_l("A few sentences, so that a deputy can explain it.")
    )
    link = text_field(
        _l("Address of the full text"),
        LONGEST_LINK,
        also=(Regexp(r"^https?://\S+$", message=_l("Write the whole address, beginning with https://.")),),
        inputmode="url",
    )
    document = DocumentField(_l("The document itself"))

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """The last day does not lie before the first."""
        valid = super().validate(*args, **kwargs)
        begins, ends = self.valid_from.data, self.valid_to.data
        if begins and ends and ends < begins:
            self.valid_to.errors = [_l("The last day lies before the first. Check both.")]
            return False
        return valid

    @property
    def facts(self) -> dict[str, Any]:
        """What was filled in, but for the document."""
        return {name: value for name, value in self.values.items() if name != "document"}
