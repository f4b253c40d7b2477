"""Forms of a text: one item of it, and what a button says beside its address."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField

from core.api.web import Form, _l, long_text_field, record_field, text_field
from plugins.alliances.models.writing import LONGEST_HEADING, LONGEST_PASSAGE, LONGEST_SPEAKER
from plugins.alliances.writing.said import Said


def number_in(text: str | None) -> int:
    """The number of a version in a hidden field; 0, which no version has, for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


class PassageForm(Form):
    """What is said, by whom, to which item."""

    agenda_item = record_field(_l("Item of the agenda"))
    heading = text_field(_l("Heading"), LONGEST_HEADING)
    speaker = text_field(_l("Who speaks"), LONGEST_SPEAKER, autocomplete="off", list="speakers")
    words = long_text_field(
        _l("What is said"),
        LONGEST_PASSAGE,
        hint=_l("**bold**, - for a list, 1. for a numbered one, # for a heading, | for the columns of a table."),
    )
    base = HiddenField()
    """The version somebody saw who writes it anew."""

    @property
    def said(self) -> Said:
        """What was typed."""
        return Said.typed(self.heading.data, self.speaker.data, self.words.data)

    @property
    def on_version(self) -> int:
        """The number of the version it was written on."""
        return number_in(self.base.data)


class SeenForm(Form):
    """A button of somebody who saw this version of what it changes."""

    base = HiddenField()
    to = HiddenField()
    number = HiddenField()

    @property
    def on_version(self) -> int:
        """The number of the version that was seen."""
        return number_in(self.base.data)


def passage_form(said: Said, base: int, **more: Any) -> PassageForm:
    """The form with what stands there."""
    told = {"heading": said.heading, "speaker": said.speaker, "words": said.words, "base": str(base)}
    return PassageForm(data={**told, **more})
