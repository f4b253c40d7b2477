"""What meetings keep about a person."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import ColumnElement, or_, select

from core.api.data import Account, Deputy
from core.api.declare import PersonalData, _
from plugins.alliances.models import Participant


def _theirs(person_id: int) -> ColumnElement[bool]:
    deputies = select(Deputy.id).where(Deputy.person_id == person_id)
    accounts: Any = select(Account.id).where(Account.person_id == person_id)
    return or_(Participant.is_one_of(deputies), Participant.account_id.in_(accounts))


PERSONAL: Final = (
    PersonalData(
        model=Participant,
        title=_("Meetings of alliances and stations"),
        belongs=_theirs,
        shown={
            "meeting.day": _("Day"),
            "meeting.title": _("Meeting"),
            "meeting.station.name": _("Station"),
            "part": _("Part in the meeting"),
            "answer": _("Answer"),
            "reason": _("Reason"),
            "answered_at": _("Answered on"),
            "attendance": _("Attendance"),
            "checked_in_at": _("Checked in"),
        },
        erased={"reason": "", "link": None},
    ),
)
