"""Forms of action items: what is to be done by whom until when, and how it goes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import RadioField, SelectField
from wtforms.validators import Optional

from core.api.web import DayField, Form, _l, long_text_field, text_field
from plugins.alliances.actions.kinds import LONGEST_DETAIL, MOST_FIELDS
from plugins.alliances.actions.offered import ActionKind
from plugins.alliances.models.actions import LONGEST_ACTION, LONGEST_NOTE


class ActionForm(Form):
    """What is to be done, who does it, and until when."""

    words = text_field(_l("What is to be done"), LONGEST_ACTION, needed=_l("Say in a sentence what is to be done."))
    owner = SelectField(_l("Who does it"), [Optional()])
    due = DayField(
        _l("Until when"),
        [Optional()],
        description=_l("Who does it is reminded a week before, on the day, and after it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Somebody has to do it; the service says so in a sentence."""
        super().__init__(*args, **kwargs)
        self.owner.flags.required = True


class SayForm(Form):
    """How it goes."""

    state = RadioField(_l("How it stands"), [Optional()], default="")
    words = long_text_field(_l("How it goes, in words"), LONGEST_NOTE)


def form_for(kind: ActionKind) -> type[ActionForm]:
    """The form with what this kind asks for besides."""
    asked = {
        f"detail_{place}": text_field(field.title, LONGEST_DETAIL)
        for place, field in enumerate(kind.fields[:MOST_FIELDS])
    }
    return type("ActionFormOfKind", (ActionForm,), asked)


def details_in(form: ActionForm, kind: ActionKind) -> dict[str, str]:
    """What was typed into the fields of the kind, by their keys."""
    fields = enumerate(kind.fields[:MOST_FIELDS])
    return {field.key: form[f"detail_{place}"].data or "" for place, field in fields}


def shown(details: Mapping[str, str], kind: ActionKind) -> dict[str, str]:
    """What is known, for the fields of the kind."""
    return {f"detail_{place}": details.get(field.key, "") for place, field in enumerate(kind.fields[:MOST_FIELDS])}
