"""The form of an entry of the catalogue."""

from __future__ import annotations

from typing import Any

from wtforms import SelectField
from wtforms.validators import InputRequired, Optional

from core.api.web import Form, _l, choices_of, long_text_field, name_field, record_field, text_field
from plugins.agri_machinery.catalogue.words import KINDS
from plugins.agri_machinery.fields import Amount
from plugins.agri_machinery.models.catalogue import (
    LONGEST_CROP,
    LONGEST_NAME,
    LONGEST_NUMBER,
    LONGEST_WORDS,
    MOST_NUTRIENT,
    MOST_SPACING,
)

_SHARE = _l("A share of nutrients lies between 0 and 100 per cent.")


class ProductForm(Form):
    """A variety, a fertiliser or a machine."""

    kind = SelectField(_l("Kind"), [InputRequired()], choices=choices_of(KINDS.items()))
    name = name_field(_l("Name in the catalogue"), LONGEST_NAME, needed=_l("Enter what it is called."))
    maker_id = record_field(_l("Made or bred by"))
    number = text_field(_l("Approval or certificate number"), LONGEST_NUMBER)
    crop = text_field(_l("Crop"), LONGEST_CROP, hint=_l("What it is for, as maize or wheat."))
    nitrogen = Amount(_l("Nitrogen N, per cent"), 0, MOST_NUTRIENT, _SHARE, validators=[Optional()])
    phosphorus = Amount(_l("Phosphorus P2O5, per cent"), 0, MOST_NUTRIENT, _SHARE, validators=[Optional()])
    potassium = Amount(_l("Potassium K2O, per cent"), 0, MOST_NUTRIENT, _SHARE, validators=[Optional()])
    row_spacing = Amount(
        _l("Row spacing (cm)"),
        1,
        MOST_SPACING,
        _l("Rows stand between 1 and 500 centimetres apart."),
        whole=True,
        validators=[Optional()],
    )
    words = long_text_field(_l("What else matters in the field"), LONGEST_WORDS)

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Nutrients add up to no more than the whole."""
        valid = super().validate(*args, **kwargs)
        shares = [field.data or 0 for field in (self.nitrogen, self.phosphorus, self.potassium)]
        if valid and sum(shares) > MOST_NUTRIENT:
            self.potassium.errors = [_l("The nutrients add up to more than 100 per cent. Check all three.")]
            return False
        return valid
