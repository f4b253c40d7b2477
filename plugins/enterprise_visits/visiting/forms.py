"""Forms of visits: what a phone asks at the gate of a factory, and what a manager plans at a desk."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, Final

from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, RadioField
from wtforms.validators import InputRequired, Optional

from core.api.web import (
    CheckboxesField,
    DayField,
    Form,
    PhotoField,
    TimeOfDayField,
    _l,
    choices_of,
    long_text_field,
    name_field,
    now,
    record_field,
    text_field,
)
from plugins.enterprise_visits.difficulties.fields import DifficultyPart
from plugins.enterprise_visits.measures.fields import MeasuresPart
from plugins.enterprise_visits.models.visits import LONGEST_MET, LONGEST_PURPOSE, LONGEST_REASON, LONGEST_WORDS
from plugins.enterprise_visits.visiting.service import Said

MOST_SHEET_MB: Final = 4
LONGEST_CAMPAIGN: Final = timedelta(days=366)


class OneOfMine(RadioField):  # type: ignore[misc]  # WTForms has no types
    """One of the enterprises of a deputy, with a tap; none where another one is typed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Pages show it as what it is: buttons of which one is pressed."""
        super().__init__(*args, **kwargs)
        self.type = "RadioField"
        self.flags.required = True

    def pre_validate(self, form: Any) -> None:
        """Nothing chosen is for the form to judge."""
        if self.data is not None:
            super().pre_validate(form)


class WhereForm(Form):
    """At which enterprise: one of one's own, or another by its name."""

    enterprise = OneOfMine(
        _l("Enterprise"),
        [Optional()],
        coerce=lambda value: (
            int(value) if str(value).isascii() and str(value).isdigit() and len(str(value)) < 10 else None
        ),
    )
    other = text_field(
        _l("Another enterprise"),
        120,
        hint=_l("Type a part of the name and choose from the list."),
        autocomplete="off",
        list="enterprises",
    )

    def at_station(self) -> None:
        """As a station asks: the enterprise by its name, and who goes there."""
        self.enterprise.choices = []
        self.other.label.text = str(_l("Enterprise"))
        self.other.flags.required = True
        self.deputies.flags.required = True

    def of_deputy(self, mine: Iterable[tuple[int, str]], others: Iterable[tuple[int, str]]) -> None:
        """As a deputy is asked: one of their own with a tap, and who else comes."""
        self.enterprise.choices, self.deputies.choices = list(mine), list(others)
        if not self.enterprise.choices:
            self.other.label.text = str(_l("Enterprise"))
            self.other.flags.required = True


class _Words(Form):
    met = text_field(_l("Who was met"), LONGEST_MET, hint=_l("Name and post, as you like."), autocomplete="off")
    words = long_text_field(
        _l("What was seen and said"),
        LONGEST_WORDS,
        hint=_l("Type, or press the microphone of your keyboard and speak."),
    )
    photos = PhotoField(_l("Photos"), many=True)
    deputies = CheckboxesField(_l("Deputies at the visit"), coerce=int, validators=[Optional()])
    noted_at = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """The words have room."""
        super().__init__(*args, **kwargs)
        self.words.render_kw = {**(self.words.render_kw or {}), "rows": 6}


class LogForm(_Words, WhereForm, MeasuresPart, DifficultyPart):
    """A visit that was held."""

    day = DayField(_l("Day"), [InputRequired(_l("Choose the day."))])

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """A difficulty has its kind and its words."""
        is_sound: bool = super().validate(*args, **kwargs)
        return self.has_difficulty_in_order() and is_sound

    def said(self, *, always: int | None = None) -> Said:
        """What was filled in; `always` is the deputy who fills it in and was there."""
        chosen = self.deputies.data or ()
        return Said(
            day=self.day.data or date.min,
            begins=self.begins.data if "begins" in self else None,
            deputies=tuple(dict.fromkeys([always, *chosen] if always is not None else chosen)),
            met=self.met.data or "",
            words=self.words.data or "",
            purpose=self.purpose.data or "" if "purpose" in self else "",
            noted_at=instant(self.noted_at.data),
        )


class HeldForm(LogForm):
    """A visit that is planned or was held, with all there is to say about it."""

    begins = TimeOfDayField(_l("At what time"), [Optional()])
    purpose = text_field(_l("Purpose of the visit"), LONGEST_PURPOSE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Where it is stands fast."""
        super().__init__(*args, **kwargs)
        del self.enterprise
        del self.other


class PlanForm(WhereForm):
    """A visit to come."""

    day = DayField(_l("Day"), [InputRequired(_l("Choose the day."))])
    begins = TimeOfDayField(_l("At what time"), [Optional()])
    purpose = text_field(_l("Purpose of the visit"), LONGEST_PURPOSE, hint=_l("Who is asked to come along reads it."))
    campaign = record_field(_l("Part of"))
    deputies = CheckboxesField(_l("Who comes along"), coerce=int, validators=[Optional()])


class MoveForm(Form):
    """Another day, hour or purpose of a planned visit."""

    day = DayField(_l("Day"), [InputRequired(_l("Choose the day."))])
    begins = TimeOfDayField(_l("At what time"), [Optional()])
    purpose = text_field(_l("Purpose of the visit"), LONGEST_PURPOSE)


class AnswerForm(Form):
    """Whether one comes along."""

    answer = RadioField(
        _l("Do you come?"),
        [InputRequired(_l("Choose one."))],
        choices=choices_of([("coming", _l("I come along")), ("declined", _l("I cannot come"))]),
        default="coming",
    )
    reason = text_field(_l("Why not"), LONGEST_REASON, hint=_l("Only if you cannot come; your station reads it."))


class InviteForm(Form):
    """Who else is asked to come along."""

    deputies = CheckboxesField(_l("Who comes along"), coerce=int, validators=[Optional()])


class CancelForm(Form):
    """Why a visit does not take place, or does not count."""

    reason = text_field(
        _l("Why it is cancelled"),
        LONGEST_REASON,
        needed=_l("Say in a few words why it is cancelled: the others read it."),
    )


class PhotosForm(Form):
    """Further photos of a visit."""

    photos = PhotoField(_l("Photos"), many=True, needed=_l("Choose a photo."))


class ConfirmForm(Form):
    """Something done with one button."""


class CampaignForm(Form):
    """Visits that belong together."""

    name = name_field(_l("What it is called"), 80, needed=_l("Give it a name, for example: research month."))
    begins = DayField(_l("First day"), [InputRequired(_l("Choose the first day."))])
    ends = DayField(_l("Last day"), [InputRequired(_l("Choose the last day."))])
    purpose = text_field(_l("What the visits ask about"), LONGEST_PURPOSE)

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """In order, and not for ever."""
        is_sound: bool = super().validate(*args, **kwargs)
        begins, ends = self.begins.data, self.ends.data
        if isinstance(begins, date) and isinstance(ends, date):
            if ends < begins:
                self.ends.errors = [_l("The last day lies before the first. Check both days.")]
            elif ends - begins > LONGEST_CAMPAIGN:
                self.ends.errors = [_l("A campaign lasts a year at most. Check both days.")]
        return is_sound and not self.ends.errors


class SpreadForm(Form):
    """Whose enterprises are visited in a campaign."""

    deputies = CheckboxesField(_l("Whose enterprises"), coerce=int, validators=[Optional()], choices=[])


class RouteForm(Form):
    """The way of a day."""

    name = text_field(_l("Name"), 80, hint=_l("For example: east of the river."))
    visits = CheckboxesField(_l("Which visits"), coerce=int, validators=[Optional()])


class ShiftForm(Form):
    """A visit that changes places with its neighbour on the way."""

    visit = record_field(_l("Visit"))
    to = RadioField(choices=choices_of([("earlier", _l("Earlier")), ("later", _l("Later"))]), default="earlier")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Any number: one that is not on the way moves nothing."""
        super().__init__(*args, **kwargs)
        self.visit.validate_choice = False
        self.visit.choices = []


class VisitSheetForm(Form):
    """A filled-in template."""

    file = FileField(
        _l("The filled-in template"),
        [FileRequired(_l("Choose the file."))],
        description=_l("Excel (.xlsx) or text (.csv), at most %(size)s MB.", size=MOST_SHEET_MB),
        render_kw={
            "accept": ".xlsx,.csv",
            "required": True,
            "data-most-bytes": MOST_SHEET_MB * 2**20,
            "data-too-large": _l("This file is larger than %(size)s MB. Choose a smaller one.", size=MOST_SHEET_MB),
        },
    )


def instant(typed: str | None) -> datetime | None:
    """The moment a browser wrote down, if it is one that can have been: ``2026-11-10T08:30:00.000Z``."""
    try:
        at = datetime.fromisoformat(typed or "")
    except ValueError:
        return None
    return at if at.tzinfo and now() - timedelta(days=8) < at < now() + timedelta(minutes=5) else None
