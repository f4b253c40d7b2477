"""Fields of the forms of meetings: the number of a session."""

from __future__ import annotations

from wtforms import IntegerField
from wtforms.validators import NumberRange, Optional

from core.api.web import _l
from plugins.alliances.models.meetings import HIGHEST_NUMBER


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
