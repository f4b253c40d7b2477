"""Forms of a single duty day."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms.validators import InputRequired

from core.api.web import CheckboxesField, DayField, _l, offer, text_field
from plugins.duty_days.divided import DividedForm, shown_parts
from plugins.duty_days.models import DutyDay
from plugins.duty_days.service import About, part_of
from plugins.duty_days.signing_up.forms import closes_field, opens_field


class DayForm(DividedForm):
    """A duty day: what it is about, who leads it, hours and places, and when signing up is open."""

    theme = text_field(
        _l("Theme"), 80, hint=_l("What this day is about, for everybody to read: wages, irrigation, recruiting …")
    )
    leader = text_field(
        _l("Leading official"),
        80,
        hint=_l("Who leads the day, for everybody to read."),
        list="leaders",
        autocomplete="off",
    )
    leader_post = text_field(
        _l("Their office"),
        80,
        hint=_l("Empty: as it stands with those who look after the station."),
        autocomplete="off",
    )
    organs = CheckboxesField(_l("Organs that sit with the deputies"), coerce=int)
    opens_days = opens_field()
    closes_hours = closes_field()

    def offer_organs(self, organs: Iterable[tuple[int, str]]) -> None:
        """Offer these organs."""
        offer(self.organs, organs)

    @property
    def about(self) -> About:
        """What was filled in about the day."""
        return About(
            theme=self.theme.data or "",
            leader=self.leader.data or "",
            leader_post=self.leader_post.data or "",
            organs=self.organs.data or (),
            opens_days=self.opens_days.data,
            closes_hours=self.closes_hours.data,
        )


class NewDayForm(DayForm):
    """An extra duty day."""

    day = DayField(_l("Date"), [InputRequired(_l("Choose the date."))])


def shown_day(duty_day: DutyDay) -> dict[str, Any]:
    """What the form begins with."""
    return {
        "theme": duty_day.theme,
        "leader": duty_day.leader,
        "leader_post": duty_day.leader_post,
        "organs": [one.organ_id for one in duty_day.stationed],
        "opens_days": duty_day.opens_days,
        "closes_hours": duty_day.closes_hours,
        **shown_parts(part_of(sitting) for sitting in duty_day.sittings),
    }
