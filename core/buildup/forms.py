"""Forms of build-up plans."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional

from core.buildup.models import BuildPlan
from core.stations.models import TIERS
from core.stations.words import TIER_TITLES
from core.web import Form
from core.web.fields import long_text_field, name_field
from core.words import lazy as _l

_YEAR = NumberRange(1980, 2100, _l("Enter a year between 1980 and 2100."))


class PlanForm(Form):
    """A plan: for which region, and which years."""

    name = name_field(_l("Name of the plan"), 80, needed=_l("Enter a name."))
    region_code = SelectField(_l("Region"), [InputRequired(_l("Choose the region."))])
    first_year = IntegerField(_l("First year"), [InputRequired(_l("Enter the first year.")), _YEAR])
    last_year = IntegerField(_l("Final year"), [InputRequired(_l("Enter the last year.")), _YEAR])
    note = long_text_field(
        _l("Note"), hint=_l("Where the plan stands written, for example the number of the document.")
    )


def targets_form(plan: BuildPlan) -> Form:
    """A form with one number for each tier and year of the plan."""
    known = {(target.tier, target.year): target.number for target in plan.targets}
    fields: dict[str, Any] = {}
    for year in plan.years:
        for tier in TIERS:
            fields[_name(tier, year)] = IntegerField(
                TIER_TITLES[tier],
                [Optional(), NumberRange(0, 9999, _l("Enter a number from 0 to 9999."))],
                default=known.get((tier, year)),
                render_kw={"inputmode": "numeric", "min": 0, "max": 9999},
            )
    form: Form = type("TargetsForm", (Form,), fields)()
    return form


def numbers_of(form: Form, plan: BuildPlan) -> Mapping[tuple[str, int], int]:
    """What was filled in, by tier and year."""
    return {(tier, year): form[_name(tier, year)].data or 0 for year in plan.years for tier in TIERS}


def fields_of(form: Form, plan: BuildPlan) -> list[tuple[int, list[Any]]]:
    """The fields year by year."""
    return [(year, [form[_name(tier, year)] for tier in TIERS]) for year in plan.years]


def _name(tier: str, year: int) -> str:
    return f"n_{tier}_{year}"
