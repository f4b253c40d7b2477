"""Forms of the enterprises."""

from __future__ import annotations

from wtforms import BooleanField, DecimalField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, NumberRange, Optional

from core.web import Form
from core.web.fields import name_field, phone_field, text_field
from core.words import lazy as _l


class EnterpriseForm(Form):
    """An enterprise's record."""

    name = name_field(_l("Name"), 120, needed=_l("Enter the name of the enterprise."), autocomplete="off")
    credit_code = text_field(
        _l("Unified social credit code"),
        18,
        hint=_l("18 signs, as on the business licence."),
        autocapitalize="characters",
    )
    region_code = SelectField(_l("Region"), [InputRequired(_l("Choose the region."))])
    segment_ids = SelectMultipleField(
        _l("Segments of chains"),
        [Optional()],
        coerce=int,
        description=_l("Several may be chosen: tap each on a phone, hold the control key on a computer."),
        render_kw={"size": 8},
    )
    scale = text_field(_l("Scale"), 40)
    address = text_field(_l("Address"), 200)
    contact_name = name_field(_l("Contact"), 80, autocomplete="off")
    contact_phone = phone_field(_l("Telephone of the contact"))
    longitude = DecimalField(
        _l("Longitude"),
        [Optional(), NumberRange(-180, 180, _l("Between -180 and 180."))],
        places=5,
        render_kw={"inputmode": "decimal"},
    )
    latitude = DecimalField(
        _l("Latitude"),
        [Optional(), NumberRange(-90, 90, _l("Between -90 and 90."))],
        places=5,
        render_kw={"inputmode": "decimal"},
    )


class KnownEnterpriseForm(EnterpriseForm):
    """The record of an enterprise in the list; the contact's number is kept unless another is typed."""

    forget_phone = BooleanField(_l("Remove the telephone number"))
