"""Forms of what is known: needs, how many deputies, competitors, interests, wishes."""

from __future__ import annotations

from typing import Any, Final

from wtforms import BooleanField, RadioField
from wtforms.validators import InputRequired, NumberRange

from core.api.web import Form, WholeNumberField, _l, choices_of, name_field, text_field
from plugins.enterprise_visits.models.known import MOST_DEPUTIES, NAME_LENGTH, NOTE_LENGTH, SPECIALITY_LENGTH

MEANT: Final = 140
"""As much as is typed to say who is meant."""
WISHES: Final = (("yes", _l("would like to")), ("no", _l("would rather not")))


class NeedForm(Form):
    """A speciality an enterprise asks for."""

    speciality = name_field(
        _l("Speciality"), SPECIALITY_LENGTH, needed=_l("Say which speciality."), list="specialities", autocomplete="off"
    )


class WantedForm(Form):
    """How many deputies an enterprise should have."""

    deputies = WholeNumberField(
        _l("Deputies it should have"),
        [
            InputRequired(_l("Say how many.")),
            NumberRange(1, MOST_DEPUTIES, _l("Between %(min)s and %(max)s deputies.")),
        ],
        render_kw={"inputmode": "numeric"},
    )


class GroupOfForm(Form):
    """Into which group of competitors an enterprise goes."""

    group = name_field(
        _l("Group of competitors"),
        NAME_LENGTH,
        needed=_l("Name the group."),
        hint=_l("One that is not there yet is made."),
        list="groups",
        autocomplete="off",
    )


class CompetitorsForm(Form):
    """A group of competitors."""

    name = name_field(_l("Name of this group"), NAME_LENGTH, needed=_l("Name the group."))
    bars_employers = BooleanField(
        _l("Who works for one of them is not paired with the others either"),
        description=_l("For rivals that must not hear of each other through an employee."),
    )


class MemberForm(Form):
    """A further enterprise of a group of competitors."""

    enterprise = text_field(
        _l("Enterprise"), MEANT, needed=_l("Name the enterprise."), list="enterprises", autocomplete="off"
    )


class NewCompetitorsForm(CompetitorsForm):
    """A further group, with its first enterprise."""

    enterprise = text_field(
        _l("First enterprise of the group"),
        MEANT,
        needed=_l("Name the enterprise."),
        list="enterprises",
        autocomplete="off",
    )


class InterestForm(Form):
    """An interest a deputy declares."""

    enterprise = text_field(
        _l("Enterprise"), MEANT, needed=_l("Name the enterprise."), list="enterprises", autocomplete="off"
    )
    reason = text_field(
        _l("What kind of interest"), NOTE_LENGTH, hint=_l("A share, a relative in its management, a contract ...")
    )


class OfficeInterestForm(InterestForm):
    """An interest, entered by the office for the deputy who declared it."""

    deputy = text_field(_l("Deputy"), MEANT, needed=_l("Name the deputy."), list="deputies", autocomplete="off")


class WishForm(Form):
    """What an enterprise or a deputy would rather."""

    wanted = RadioField(_l("Wish"), [InputRequired(_l("Choose one."))], choices=choices_of(WISHES))
    note = text_field(_l("Why"), NOTE_LENGTH)

    @property
    def is_wanted(self) -> bool:
        """Whether they would like to."""
        wanted: Any = self.wanted.data
        return bool(wanted == "yes")


class EnterpriseWishForm(WishForm):
    """What an enterprise says of a deputy."""

    deputy = text_field(_l("Deputy"), MEANT, needed=_l("Name the deputy."), list="deputies", autocomplete="off")


class DeputyWishForm(WishForm):
    """What a deputy says of an enterprise."""

    enterprise = text_field(
        _l("Enterprise"), MEANT, needed=_l("Name the enterprise."), list="enterprises", autocomplete="off"
    )
