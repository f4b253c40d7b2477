"""What difficulties keep about people: who entered one, and who said what became of it."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select

from core.api.data import Account
from core.api.declare import PersonalData, _
from plugins.enterprise_visits.models.difficulties import Difficulty, DifficultyEvent

PERSONAL: Final = (
    PersonalData(
        model=Difficulty,
        title=_("Difficulties of enterprises"),
        shown={
            "day": _("Day"),
            "enterprise.name": _("Enterprise"),
            "kind": _("Kind of difficulty"),
            "words": _("In words"),
        },
    ),
    PersonalData(
        model=DifficultyEvent,
        belongs=lambda person_id: DifficultyEvent.account_id.in_(
            select(Account.id).where(Account.person_id == person_id)
        ),
        title=_("What became of difficulties"),
        shown={"day": _("Day"), "state": _("State"), "words": _("In words")},
    ),
)
