"""Forms of the chains."""

from __future__ import annotations

from wtforms import SelectField
from wtforms.validators import InputRequired

from core.web import Form
from core.web.fields import name_field
from core.words import lazy as _l


class ChainForm(Form):
    """A chain's name and region."""

    name = name_field(_l("Name"), 80, needed=_l("Enter the name of the chain."))
    region_code = SelectField(_l("Region"), [InputRequired(_l("Choose the region."))])


class SegmentForm(Form):
    """A segment's name."""

    name = name_field(_l("Name of the segment"), 80, needed=_l("Enter the name of the segment."))
