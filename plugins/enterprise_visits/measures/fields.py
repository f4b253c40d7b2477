"""What the log of a visit asks about policy measures."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy.orm import Session
from wtforms.validators import Optional

from core.api.web import CheckboxesField, _l
from plugins.enterprise_visits.measures import service


class MeasuresPart:
    """Part of a form: which measures were explained. Beside it stands :func:`offer_measures`."""

    measures = CheckboxesField(_l("Policy measures explained"), coerce=int, validators=[Optional()])


def offer_measures(
    form: MeasuresPart, session: Session, region_code: str, day: date, chosen: Collection[int] = ()
) -> None:
    """Offer what is in force on the day; a form that was not sent yet begins with what was chosen before."""
    form.measures.choices = list(service.offered(session, region_code, day, chosen))
    if not form.measures.raw_data and not form.is_submitted():  # type: ignore[attr-defined]  # of the form it is part of
        form.measures.data = sorted(chosen)
