"""Forms of the deputy groups."""

from __future__ import annotations

from wtforms import DateField, SelectField
from wtforms.validators import InputRequired, Optional

from core.deputies.forms import day_not_to_come
from core.groups.models import KINDS
from core.groups.words import KIND_TITLES
from core.web import Form
from core.web.fields import CheckboxesField, choices_of, long_text_field, name_field, record_field
from core.words import lazy as _l


class GroupForm(Form):
    """A deputy group."""

    name = name_field(_l("Name of the group"), 80, needed=_l("Enter the name."), autocomplete="off")
    region_code = SelectField(
        _l("Region"), [InputRequired(_l("Choose the region."))], description=_l("Whose office looks after the group.")
    )
    kind = SelectField(_l("Kind of group"), choices=choices_of((kind, KIND_TITLES[kind]) for kind in KINDS))
    begins = DateField(_l("Formed on"), [Optional(), day_not_to_come])
    note = long_text_field(_l("Note"))


class MembersForm(Form):
    """Deputies who join a group."""

    deputies = CheckboxesField(
        _l("Deputies who join"),
        [InputRequired(_l("Choose at least one deputy."))],
        coerce=lambda value: int(value) if str(value).isdigit() else 0,
    )
    day = DateField(_l("From"), [Optional(), day_not_to_come])


class DayForm(Form):
    """The day from which something holds."""

    day = DateField(_l("On"), [InputRequired(_l("Enter the day.")), day_not_to_come])


class ConvenerForm(DayForm):
    """Who convenes the group from a day on."""

    member_id = record_field(_l("Convener"), needed=_l("Choose who convenes the group."))
