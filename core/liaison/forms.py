"""Forms of those who look after stations."""

from __future__ import annotations

from wtforms import DateField, SelectField
from wtforms.validators import InputRequired, Optional

from core.liaison.models import KINDS
from core.liaison.service import LONGEST_NAME
from core.liaison.words import LIAISON_TITLES
from core.web import Form
from core.web.fields import choices_of, long_text_field, name_field, text_field
from core.words import lazy as _l


class LiaisonForm(Form):
    """Who looks after a station, and with which duties."""

    kind = SelectField(_l("Kind"), choices=choices_of((kind, LIAISON_TITLES[kind]) for kind in KINDS))
    name = name_field(
        _l("Name"),
        LONGEST_NAME,
        needed=_l("Enter the name of the leader, committee or organ."),
        hint=_l("A leader's full name, or the name of the committee or organ."),
        list="organs",
    )
    post = text_field(_l("Post"), 80, hint=_l("A leader's office; of an organ, who comes."))
    duties = long_text_field(_l("Duties"), hint=_l("Everybody can read them on the station's page."))
    begins = DateField(_l("Since"), [Optional()])
    ends = DateField(_l("Until"), [Optional()], description=_l("Leave this empty while it goes on."))


class OrganForm(Form):
    """A state organ or department."""

    name = name_field(_l("Name"), LONGEST_NAME, needed=_l("Enter the name of the organ."))
    region_code = SelectField(_l("Region"), [InputRequired(_l("Choose the region."))])
    duties = long_text_field(_l("Competent for"), hint=_l("So that the right one is found for a matter."))
