"""Forms of pairing: what a proposal goes by, what is ruled by hand, from when it holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from wtforms import HiddenField, RadioField
from wtforms.validators import InputRequired, NumberRange

from core.api.declare import LazyText
from core.api.web import DayField, Form, WholeNumberField, _l, choices_of, text_field
from plugins.enterprise_visits.known.forms import MEANT
from plugins.enterprise_visits.models.pairing import REASON_LENGTH

MOST_ENTERPRISES: Final = 30
"""The most enterprises a deputy can be meant to have."""
HEAVIEST: Final = 300
"""The most a part of fit can count, in per cent."""
STEP: Final = 10
RULINGS: Final = (("locked", _l("paired in any case")), ("forbidden", _l("never paired")))


def _number(label: LazyText | str, lowest: int, highest: int, hint: LazyText | str = "") -> Any:
    return WholeNumberField(
        label,
        [
            InputRequired(_l("Write a number.")),
            NumberRange(lowest, highest, _l("Write a number from %(min)s to %(max)s.")),
        ],
        description=hint,
        render_kw={"inputmode": "numeric", "min": lowest, "max": highest},
    )


class AskForm(Form):
    """What a proposal goes by; make one with :func:`ask_form`, which knows the parts of fit."""

    at_least = _number(_l("At least"), 0, MOST_ENTERPRISES)
    at_most = _number(_l("At most"), 1, MOST_ENTERPRISES)
    keys: Sequence[str] = ()
    """The parts of fit, in the order of their fields."""

    @property
    def parts(self) -> list[Any]:
        """The field of each part of fit."""
        return [self[f"weight_{number}"] for number in range(len(self.keys))]

    @property
    def weights(self) -> dict[str, int]:
        """How much each part counts, in per cent."""
        return {key: field.data for key, field in zip(self.keys, self.parts, strict=True)}


def ask_form(
    parts: Mapping[str, LazyText | str], weights: Mapping[str, int], at_least: int, at_most: int, **more: Any
) -> AskForm:
    """The form with a field for each of these parts of fit."""
    fields = {f"weight_{number}": _weight(title) for number, title in enumerate(parts.values())}
    shown = {f"weight_{number}": weights.get(key, 100) for number, key in enumerate(parts)}
    kind = type("AskForm", (AskForm,), {**fields, "keys": tuple(parts)})
    made: AskForm = kind(at_least=at_least, at_most=at_most, **shown, **more)
    return made


def _weight(title: LazyText | str) -> Any:
    field = _number(title, 0, HEAVIEST)
    field.kwargs["render_kw"] |= {"step": STEP, "data-weight": True}
    return field


class RuleForm(Form):
    """Something ruled by hand about a deputy and an enterprise."""

    deputy = text_field(_l("Deputy"), MEANT, needed=_l("Name the deputy."), list="deputies", autocomplete="off")
    enterprise = text_field(
        _l("Enterprise"), MEANT, needed=_l("Name the enterprise."), list="enterprises", autocomplete="off"
    )
    kind = RadioField(_l("They are"), [InputRequired(_l("Choose one."))], choices=choices_of(RULINGS), default="locked")
    reason = text_field(_l("Reason"), REASON_LENGTH)


class PublishForm(Form):
    """From which day the pairs of a proposal hold."""

    begins = DayField(_l("The pairs hold from"), [InputRequired(_l("Choose a day."))])
    shown = HiddenField()
    """What the page showed: nobody publishes what they have not seen."""


class LettersForm(Form):
    """To whom letters go."""

    to = RadioField(
        _l("Letters"),
        [InputRequired(_l("Choose one."))],
        choices=choices_of(
            [
                ("enterprise", _l("to enterprises, which deputies look after them")),
                ("deputy", _l("to deputies, which enterprises they look after")),
            ]
        ),
        default="enterprise",
    )


class PairForm(Form):
    """Two that are paired by hand."""

    deputy = text_field(_l("Deputy"), MEANT, needed=_l("Name the deputy."), list="deputies", autocomplete="off")
    enterprise = text_field(
        _l("Enterprise"), MEANT, needed=_l("Name the enterprise."), list="enterprises", autocomplete="off"
    )
    begins = DayField(_l("From"), [InputRequired(_l("Choose a day."))])
    reason = text_field(_l("Reason"), REASON_LENGTH)


class EndForm(Form):
    """A pairing that ends."""

    day = DayField(_l("No longer paired from"), [InputRequired(_l("Choose a day."))])
    reason = text_field(_l("Reason"), REASON_LENGTH)

    def __init__(self, *args: Any, today: date, **more: Any) -> None:
        super().__init__(*args, **more)
        if self.day.data is None and not self.day.raw_data:
            self.day.data = today
