"""The form of a page of options: a field for each, of its kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from wtforms import BooleanField, Field, IntegerField, SelectField, TimeField
from wtforms.validators import InputRequired, NumberRange

from core.access import Role
from core.options.kinds import Choice, Number, Option, Roles, Switch, Text, Time
from core.web import Form
from core.web.fields import CheckboxesField, choices_of, text_field
from core.words import LazyText
from core.words import lazy as _l


class OptionsForm(Form):
    """A form of options; made by :func:`form_of`."""

    names: Mapping[str, Option[Any]]

    @property
    def decided(self) -> Iterable[tuple[Option[Any], Any]]:
        """Every option with what was filled in for it."""
        for name, option in self.names.items():
            value = self._fields[name].data
            yield option, frozenset(map(Role, value)) if isinstance(option, Roles) else value


def form_of(options: Iterable[Option[Any]], hints: Mapping[str, LazyText | str]) -> type[OptionsForm]:
    """A form that asks for these options; a hint by the option's key is added to the option's own."""
    names = {option.key.replace(".", "-"): option for option in options}
    fields = {name: _field(option, hints.get(option.key, "")) for name, option in names.items()}
    return type("DecidedForm", (OptionsForm,), {**fields, "names": names})


def shown(option: Option[Any], value: Any) -> Any:
    """A value as the option's field holds it."""
    return option.kept(value) if isinstance(option, Roles) else value


def _field(option: Option[Any], hint: LazyText | str) -> Field:
    told: dict[str, Any] = {"description": " ".join(str(each) for each in (option.hint, hint) if str(each))}
    match option:
        case Text():
            return text_field(option.title, option.length, hint=told["description"], autocomplete="off")
        case Number():
            bounds = NumberRange(option.lowest, option.highest, _l("From %(min)s to %(max)s."))
            needed = InputRequired(_l("Enter a number."))
            return IntegerField(option.title, [needed, bounds], render_kw={"inputmode": "numeric"}, **told)
        case Choice():
            return SelectField(option.title, choices=choices_of(option.choices), **told)
        case Switch():
            return BooleanField(option.title, **told)
        case Roles():
            among = choices_of((role.value, role.words) for role in option.among)
            return CheckboxesField(option.title, choices=among, **told)
        case Time():
            return TimeField(option.title, [InputRequired(_l("Enter a time."))], **told)
    raise TypeError(f"no field for {type(option).__name__}")
