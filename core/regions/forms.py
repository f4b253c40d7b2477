"""Forms of the regions."""

from __future__ import annotations

from wtforms import SelectField
from wtforms.validators import InputRequired

from core.web import Form
from core.web.fields import name_field
from core.words import lazy as _l


class LocalRegionForm(Form):
    """A region that has no official code."""

    parent_code = SelectField(_l("Lies in"), [InputRequired(_l("Choose the region it lies in."))])
    name = name_field(_l("Name"), 80, needed=_l("Enter the name of the region."))
