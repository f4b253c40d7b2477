"""Forms of the stations."""

from __future__ import annotations

from wtforms import BooleanField, DateField, SelectField
from wtforms.validators import InputRequired, Optional

from core.files.fields import PhotoField
from core.people.models import NAME_LENGTH
from core.stations.models import STAFF_ROLES, TIERS
from core.stations.words import ROLE_TITLES, STATE_TITLES, TIER_TITLES
from core.web import Form
from core.web.fields import (
    choices_of,
    long_text_field,
    name_field,
    phone_field,
    position_field,
    record_field,
    text_field,
)
from core.words import lazy as _l


class StationForm(Form):
    """A station's record."""

    name = name_field(_l("Name"), 80, needed=_l("Enter the name of the station."))
    tier = SelectField(
        _l("Kind"), choices=choices_of((tier, TIER_TITLES[tier]) for tier in TIERS), default="chain_station"
    )
    region_code = SelectField(_l("Region"), [InputRequired(_l("Choose the region."))])
    state = SelectField(
        _l("State"), choices=choices_of((state, STATE_TITLES[state]) for state in ("open", "planned")), default="open"
    )
    """Of a new station; later it opens and closes on the page of its history."""
    chain_id = record_field(_l("Industrial chain"))
    parent_id = record_field(_l("Stands under"), hint=_l("For a room or point: the station it belongs to."))
    host_text = text_field(
        _l("Host enterprise"),
        120,
        hint=_l("As its name is written in the list of enterprises; it is linked by itself."),
        list="hosts",
    )
    address = text_field(_l("Address"), 200, autocomplete="off")
    position = position_field(_l("Where it lies"))
    duty_words = text_field(
        _l("When it receives people"), 200, hint=_l("In your own words, for example: the 10th of every month.")
    )
    opened_on = DateField(_l("Opened on"), [Optional()])
    note = long_text_field(_l("Note"), hint=_l("Seen by the office and the station manager only."))


class StaffForm(Form):
    """A person who runs the station."""

    name = name_field(_l("Full name"), NAME_LENGTH, needed=_l("Enter the full name."), autocomplete="off")
    phone = phone_field(_l("Telephone"))
    role = SelectField(_l("Role"), choices=choices_of((role, ROLE_TITLES[role]) for role in STAFF_ROLES))
    begins = DateField(_l("Since"), [Optional()])


class LeaveForm(Form):
    """Somebody no longer runs the station."""

    day = DateField(_l("Until"), [InputRequired(_l("Enter the last day."))])


class BrandForm(Form):
    """What a station is known for."""

    name = name_field(
        _l("Name of the brand"),
        40,
        needed=_l("Enter the name."),
        hint=_l("What people call it, for example an evening talk."),
    )
    slogan = text_field(_l("Slogan"), 120)
    since = text_field(_l("Since"), 20, hint=_l("A year or month, for example 2024."))
    story = long_text_field(_l("Story"), hint=_l("How it came about, and what it does."))
    new_photo = PhotoField(_l("Sign or photo"))
    no_photo = BooleanField(_l("Remove the photo"))
