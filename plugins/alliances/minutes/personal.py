"""What minutes keep about people: what they were to see to, what they said of the text, what they signed."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import ColumnElement, or_, select

from core.api.data import Account, Deputy
from core.api.declare import PersonalData, _
from plugins.alliances.models.alliances import Member
from plugins.alliances.models.circulation import Comment, Recipient, SignOff
from plugins.alliances.models.meetings import Participant
from plugins.alliances.models.minutes import Amendment, Decision, Minutes, MinutesStep


def _accounts(person_id: int) -> Any:
    return select(Account.id).where(Account.person_id == person_id)


def _recipients(person_id: int) -> Any:
    deputies = select(Deputy.id).where(Deputy.person_id == person_id)
    members = select(Member.id).where(Member.deputy_id.in_(deputies))
    participants = select(Participant.id).where(
        or_(Participant.is_one_of(deputies), Participant.account_id.in_(_accounts(person_id)))
    )
    return select(Recipient.id).where(or_(Recipient.member_id.in_(members), Recipient.participant_id.in_(participants)))


def _said(person_id: int) -> ColumnElement[bool]:
    return or_(Comment.recipient_id.in_(_recipients(person_id)), Comment.account_id.in_(_accounts(person_id)))


PERSONAL: Final = (
    PersonalData(
        model=Decision,
        title=_("Decisions to see to"),
        shown={"words": _("Decision"), "due": _("To be done until")},
    ),
    PersonalData(
        model=Comment,
        belongs=_said,
        title=_("Comments on minutes"),
        shown={"at": _("When"), "words": _("In words"), "answer": _("Answer")},
        erased={"name": "-"},
    ),
    PersonalData(
        model=SignOff,
        belongs=lambda person_id: SignOff.recipient_id.in_(_recipients(person_id)),
        title=_("Minutes signed off"),
        shown={"signed_at": _("When"), "name": _("Name of who signed"), "reason": _("Why")},
    ),
    PersonalData(
        model=Minutes,
        belongs=lambda person_id: Minutes.issued_by.in_(_accounts(person_id)),
        title=_("Minutes issued"),
        shown={"issued_on": _("Issued on"), "issue_number": _("Number of the year"), "issuer": _("Who issued them")},
    ),
    PersonalData(
        model=MinutesStep,
        belongs=lambda person_id: MinutesStep.account_id.in_(_accounts(person_id)),
        title=_("What was done with minutes"),
        shown={"at": _("When"), "kind": _("What"), "words": _("Why")},
    ),
    PersonalData(
        model=Amendment,
        belongs=lambda person_id: Amendment.account_id.in_(_accounts(person_id)),
        title=_("Amendments of minutes"),
        shown={"day": _("Day"), "words": _("In words"), "reason": _("Why")},
    ),
)
