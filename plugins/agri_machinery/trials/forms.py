"""The forms of a trial, of laying it out, of a plot, and of a filled-in template."""

from __future__ import annotations

from typing import Final

from flask_wtf.file import FileField, FileRequired
from wtforms import SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from core.api.web import CheckboxesField, DayField, Form, _l, choices_of, name_field, plain, record_field, text_field
from plugins.agri_machinery.fields import Amount
from plugins.agri_machinery.models.trials import (
    HIGHEST_BLOCK,
    HIGHEST_NUMBER,
    LONGEST_PLACE,
    LONGEST_QUESTION,
    LONGEST_REMARK,
    LONGEST_TITLE,
    MEASURES,
)
from plugins.agri_machinery.trials.words import LIMITS, STATES
from plugins.agri_machinery.trials.words import MEASURES as TITLES

MOST_SHEET_MB: Final = 2


class TrialForm(Form):
    """What a trial asks, and where it is."""

    title = name_field(_l("Name of the trial"), LONGEST_TITLE, needed=_l("Enter what the trial is called."))
    question = text_field(
        _l("Question"),
        LONGEST_QUESTION,
        needed=_l("Enter what the trial is to find out."),
        hint=_l("In one sentence, as: which variety, fertiliser and machine together bring most?"),
    )
    grower_id = record_field(_l("Grower or enterprise"))
    place = text_field(
        _l("Place of the field"), LONGEST_PLACE, hint=_l("A village, a field, or a grower who is no enterprise here.")
    )
    sown_on = DayField(_l("Sown on"), [Optional()])
    goal = Amount(
        _l("Goal: yield above the usual practice, per cent"),
        -50,
        200,
        _l("A goal lies between -50 and 200 per cent."),
        whole=True,
        validators=[InputRequired(_l("Enter the goal, like 20."))],
    )
    state = SelectField(_l("State"), choices=choices_of(STATES.items()))


class NewTrialForm(TrialForm):
    """A new trial, with what is varied."""

    factors = TextAreaField(
        _l("Factors and their levels"),
        [DataRequired(_l("Enter what is varied.")), Length(max=2000)],
        filters=[plain],
        description=_l("A line for each factor, the usual practice first: Variety: Zhengdan 958, Denghai 605."),
        render_kw={"rows": 4, "maxlength": 2000},
    )


class LayOutForm(Form):
    """Which combinations stand in the field, and how often."""

    treatments = CheckboxesField(_l("Combinations in the field"), coerce=int, validators=[Optional()])
    control = record_field(_l("Usual practice (control)"), needed=_l("Choose the usual practice."))
    blocks = Amount(
        _l("Blocks (each combination stands once in each)"),
        2,
        HIGHEST_BLOCK,
        _l("A trial has 2 to 20 blocks: with one block nobody can tell the combination from the soil."),
        whole=True,
        validators=[InputRequired(_l("Enter how many blocks there are."))],
    )


class PlotForm(Form):
    """A plot, and what was measured on it."""

    number = Amount(
        _l("Plot number"),
        1,
        HIGHEST_NUMBER,
        _l("Plots are numbered from 1 to 9999."),
        whole=True,
        validators=[InputRequired(_l("Enter the number on the stake."))],
    )
    block = Amount(
        _l("Block"),
        1,
        HIGHEST_BLOCK,
        _l("Blocks are numbered from 1 to 20."),
        whole=True,
        validators=[InputRequired(_l("Enter the block."))],
    )
    treatment_id = record_field(_l("Combination"), needed=_l("Choose the combination."))
    emergence = Amount(
        TITLES["emergence"], 0, MEASURES["emergence"].highest, LIMITS["emergence"], validators=[Optional()]
    )
    fertiliser = Amount(
        TITLES["fertiliser"], 0, MEASURES["fertiliser"].highest, LIMITS["fertiliser"], validators=[Optional()]
    )
    yield_kg = Amount(TITLES["yield_kg"], 0, MEASURES["yield_kg"].highest, LIMITS["yield_kg"], validators=[Optional()])
    cost = Amount(TITLES["cost"], 0, MEASURES["cost"].highest, LIMITS["cost"], validators=[Optional()])
    remark = text_field(_l("Remark on the plot"), LONGEST_REMARK)


class PlotSheetForm(Form):
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


class WriteForm(Form):
    """A button."""
