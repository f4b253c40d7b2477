"""Forms of links: who is a member, who keeps in touch with whom, and residents."""

from __future__ import annotations

from wtforms import HiddenField

from core.api.web import Form, _l, name_field, phone_field, record_field, text_field
from plugins.enterprise_visits.models.links import ADDRESS_LENGTH, NAME_LENGTH, VILLAGE_LENGTH

MEANT = 140
"""As much as is typed to say who is meant."""


class DeputyForm(Form):
    """Which deputy is meant."""

    deputy = text_field(_l("Deputy"), MEANT, needed=_l("Name the deputy."), list="deputies", autocomplete="off")


class PublishForm(Form):
    """The proposal that was looked at."""

    digest = HiddenField()


class ResidentForm(Form):
    """A resident, and who keeps in touch."""

    name = name_field(_l("Full name"), NAME_LENGTH, needed=_l("Say the name."), autocomplete="off")
    phone = phone_field(
        _l("Telephone"), hint=_l("Only those who run the station, and the deputy who keeps in touch, see it.")
    )
    village = text_field(
        _l("Village or street"), VILLAGE_LENGTH, hint=_l("Residents are proposed to deputies elected there.")
    )
    address = text_field(_l("Address"), ADDRESS_LENGTH, autocomplete="off")
    deputy = record_field(_l("Deputy who keeps in touch"))
