"""What signing up keeps about a person."""

from __future__ import annotations

from typing import Final

from core.api.declare import PersonalData, _
from plugins.duty_days.models import Invitation, Leave, Preference, Waiting

_WHERE: Final = {"sitting.duty_day.day": _("Day"), "sitting.duty_day.station.name": _("Station")}
PERSONAL: Final = (
    PersonalData(
        model=Waiting,
        title=_("Waiting lists of duty days"),
        shown={**_WHERE, "since": _("Waiting since")},
        rows_go=True,
    ),
    PersonalData(
        model=Invitation,
        title=_("Invitations to duty days"),
        shown={
            **_WHERE,
            "invited_at": _("Invited on"),
            "answer": _("Answer"),
            "reason": _("Reason"),
            "answered_at": _("Answered on"),
        },
        erased={"reason": ""},
    ),
    PersonalData(
        model=Leave,
        title=_("Leave"),
        shown={"begins": _("First day"), "ends": _("Last day"), "reason": _("Reason"), "made_at": _("Entered on")},
        rows_go=True,
    ),
    PersonalData(
        model=Preference,
        title=_("Wishes for duty days"),
        shown={
            "part": _("Time of day"),
            "not_weekdays": _("Rather not on"),
            "not_months": _("Rather not in"),
            "note": _("In your own words"),
        },
        rows_go=True,
    ),
)
