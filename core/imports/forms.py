"""Forms of the imports: choosing a file, answering what it leaves open, writing it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import blake2s
from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from core.imports.corrections import LONGEST_CELL, Cell
from core.imports.staging import said
from core.imports.tables import KIND_WORDS
from core.imports.vocabulary import KINDS
from core.platform import Platform
from core.web import Form
from core.web.fields import choices_of
from core.words import lazy as _l

MOST_QUESTIONS = 30
"""Asked at a time; the others follow when these are answered."""


class FileForm(Form):
    """Which list, of what, from where."""

    kind = RadioField(
        _l("What is in the list"),
        choices=choices_of((kind, KIND_WORDS[kind]) for kind in KINDS),
        validators=[InputRequired()],
        default="stations",
    )
    file = FileField(
        _l("File"),
        [FileRequired(_l("Choose the file."))],
        description=_l(
            "Excel (.xlsx) or text (.csv), as you have it: titles, merged cells and notes may stay. At most %(size)s MB.",
            size=Platform.max_upload_mb,
        ),
        render_kw={
            "accept": ".xlsx,.xlsm,.xls,.csv,.txt",
            "required": True,
            "data-most-bytes": Platform.max_upload_mb * 2**20,
            "data-too-large": _l(
                "This file is larger than %(size)s MB. Choose a smaller one, or split the list.",
                size=Platform.max_upload_mb,
            ),
        },
    )
    region_code = SelectField(
        _l("Region"),
        [Optional()],
        description=_l("Where the stations of the list are, or whose roster it is."),
        validate_choice=False,
    )
    other_region = StringField(
        _l("Code of another region"),
        [Optional()],
        description=_l("Only if it is not offered above: the official code, such as 320381."),
        render_kw={"inputmode": "numeric", "maxlength": 12, "autocomplete": "off"},
    )

    create_stations = BooleanField(
        _l("Make the stations that the roster names and nobody has recorded"),
        description=_l("For rosters of deputies. Without the tick such rows are refused, and you can choose later."),
    )

    @property
    def region(self) -> str | None:
        """The region that was chosen or typed, the typed one first."""
        return (self.other_region.data or "").strip() or self.region_code.data or None


class WriteForm(Form):
    """Writing what was checked."""

    all_or_nothing = BooleanField(_l("Write nothing unless every row is good"))


class ReplaceForm(Form):
    """The same value put right in every row that has it."""

    key = HiddenField()
    value = HiddenField()
    code = HiddenField()
    new = StringField(_l("Replace by"), [Optional(), Length(max=LONGEST_CELL)], render_kw={"autocomplete": "off"})


class PlainForm(Form):
    """A button that needs no further word."""


def correction_form(cells: Sequence[Cell]) -> Form:
    """A form with a field for each cell of a row, and a tick for each that other rows share."""
    fields: dict[str, Any] = {}
    for cell in cells:
        hint = (
            _l("The file said: %(text)s", text=cell.said_before or _l("nothing"))
            if cell.said_before is not None
            else ""
        )
        fields[f"c_{cell.key}"] = StringField(
            cell.header,
            [Optional(), Length(max=LONGEST_CELL, message=_l("Use at most %(max)d characters."))],
            default=cell.text,
            description=hint,
            render_kw={"autocomplete": "off", "list": f"known-{cell.key}"},
        )
        if cell.alike:
            fields[f"a_{cell.key}"] = BooleanField(_l("Also in the %(n)s other rows that say the same", n=cell.alike))
    form: Form = type("CorrectionForm", (Form,), fields)()
    for cell in cells:
        form[f"c_{cell.key}"].flags.required = True  # what a row needs is said at the cell; "optional" would mislead
    return form


def typed_in(form: Form, cells: Sequence[Cell]) -> dict[str, str]:
    """What stands in the cells now, by their keys."""
    return {cell.key: form[f"c_{cell.key}"].data or "" for cell in cells}


def answers_form(
    questions: Sequence[Mapping[str, Any]], *, offers: bool, with_liaisons: bool, stations: bool, create_stations: bool
) -> Form:
    """A form with one field for each open question, and one for what is offered beside."""
    fields: dict[str, Any] = {}
    for question in questions[:MOST_QUESTIONS]:
        name = field_of(question["key"])
        label = said(question["text"])
        if question["choices"]:
            choices = choices_of((value, said(words)) for value, words in question["choices"])
            fields[name] = RadioField(label, [Optional()], choices=choices, validate_choice=False)
        else:
            fields[name] = IntegerField(
                label,
                [Optional(), NumberRange(1, 99, _l("A term is a number from 1 to 99."))],
                render_kw={"inputmode": "numeric", "autocomplete": "off"},
            )
    if offers or with_liaisons:
        fields["with_liaisons"] = BooleanField(
            _l("Deputies whose note calls them liaison of their station become its staff"), default=with_liaisons
        )
    if stations or create_stations:
        fields["create_stations"] = BooleanField(
            _l("Make the stations that the roster names and nobody has recorded"), default=create_stations
        )
    form: Form = type("AnswersForm", (Form,), fields)()
    for one in form:
        # Nobody must answer all at once; but to call a question optional would mislead.
        one.flags.required = one.type == "RadioField"
    return form


def field_of(key: str) -> str:
    """The field of a question, its own: others may answer some while the page is open, and no answer may slip on."""
    return f"q_{blake2s(key.encode(), digest_size=6).hexdigest()}"


def answers_in(form: Form, questions: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """The answers that were given, by the question's key."""
    values = form.values
    given = {question["key"]: values.get(field_of(question["key"])) for question in questions[:MOST_QUESTIONS]}
    allowed = {question["key"]: {value for value, _words in question["choices"]} for question in questions}
    return {
        key: str(value)
        for key, value in given.items()
        if value not in (None, "") and (not allowed[key] or value in allowed[key])
    }
