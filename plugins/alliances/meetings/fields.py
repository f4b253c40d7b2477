"""Fields of the forms of meetings: a time of day, several of few, the number of a session."""

from __future__ import annotations

import unicodedata
from datetime import datetime

from wtforms import IntegerField, TimeField
from wtforms.validators import NumberRange, Optional

from core.api.web import _l
from plugins.alliances.models.meetings import HIGHEST_NUMBER


class Hour(TimeField):  # type: ignore[misc]  # WTForms has no types
    """A time of day; browsers send 08:30, people type 8:30."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed."""
        typed = unicodedata.normalize("NFKC", valuelist[0] if valuelist else "").strip()
        self.data = None
        if typed:
            try:
                self.data = datetime.strptime(typed[:5], "%H:%M").time()  # noqa: DTZ007 - a time of day has no zone
            except ValueError:
                raise ValueError(_l("Write a time like 08:30.")) from None


def number_field() -> IntegerField:
    """Which session of its forum it is."""
    return IntegerField(
        _l("Number of the session"),
        [
            Optional(),
            NumberRange(
                1, HIGHEST_NUMBER, message=_l("Sessions are numbered from 1 to %(most)s.", most=HIGHEST_NUMBER)
            ),
        ],
        description=_l("The next free number is offered; numbers may be left out."),
        render_kw={"inputmode": "numeric", "min": 1, "max": HIGHEST_NUMBER},
    )
