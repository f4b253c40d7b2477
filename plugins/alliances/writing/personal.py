"""What record and minutes keep about who wrote them."""

from __future__ import annotations

from typing import Final

from sqlalchemy import ColumnElement, select

from core.api.data import Account
from core.api.declare import PersonalData, _
from plugins.alliances.models.writing import OvertakenText, PassageVersion

_SHOWN: Final = {"at": _("When"), "heading": _("Heading"), "speaker": _("Who speaks"), "words": _("In words")}


def _account_of(person_id: int) -> ColumnElement[bool]:
    return PassageVersion.account_id.in_(select(Account.id).where(Account.person_id == person_id))


def _waits_of(person_id: int) -> ColumnElement[bool]:
    return OvertakenText.account_id.in_(select(Account.id).where(Account.person_id == person_id))


PERSONAL: Final = (
    PersonalData(
        model=PassageVersion, title=_("What was written in records and minutes"), shown=_SHOWN, belongs=_account_of
    ),
    PersonalData(
        model=OvertakenText,
        title=_("Texts that wait to be put together"),
        shown=_SHOWN,
        rows_go=True,
        belongs=_waits_of,
    ),
)
