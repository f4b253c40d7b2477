"""Action items of deputies who leave: somebody waits for them, so they pass to who entered them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Select, case, func, or_, select
from sqlalchemy.orm import Session

from core.api.data import Account, Deputy
from core.api.declare import Released, _
from plugins.alliances.models import Action, ActionNote, Member
from plugins.alliances.models.actions import OPEN

KIND: Final = "alliances.action"
TITLE: Final = _("Action items to be done")

_DEPUTY: Final = case((Action.deputy_id.is_not(None), Action.deputy_id), else_=Member.deputy_id)


def held(deputies: Sequence[int], _day: date) -> Select[int, int]:
    """How many action items each of them has to do."""
    counted: Select[int, int] = _open(select(_DEPUTY, func.count()), deputies).group_by(_DEPUTY)
    return counted


def release(session: Session, deputies: Sequence[int], at: datetime) -> list[Released]:
    """They pass to the account that entered them; where that is no more, they stay and say whose they were."""
    released = []
    found = session.execute(_open(select(Action, _DEPUTY), deputies).order_by(Action.id)).all()
    known = _others(session, {one.entered_by for one, _deputy in found}, deputies)
    for one, deputy in found:
        words = _("%(name)s is no deputy any more; name somebody else to do it.", name=one.owner)
        one.notes.append(ActionNote(words=str(words), at=at))
        if one.entered_by not in known:
            continue
        facts = {"action": one.id, "member": one.member_id, "passed_to": one.entered_by}
        released.append(
            Released(deputy_id=deputy, kind=KIND, title=_("To do: %(words)s", words=one.words), facts=facts)
        )
        one.member_id, one.deputy_id, one.account_id = None, None, one.entered_by
    session.flush()
    return released


def give_back(session: Session, released: Sequence[Released], at: datetime) -> None:
    """They have to do again what nobody else has taken over or done."""
    ours = {int(str(one.facts["action"])): one for one in released if one.kind == KIND}
    for action in session.scalars(select(Action).where(Action.id.in_(ours))).all():
        one = ours[action.id]
        if not action.is_open or action.account_id != one.facts["passed_to"]:
            continue
        member = one.facts["member"]
        action.member_id = int(str(member)) if member else None
        action.deputy_id = None if member else one.deputy_id
        action.account_id = None
        action.notes.append(ActionNote(words=str(_("The deputy is back, and does it as before.")), at=at))
    session.flush()


def _others(session: Session, accounts: set[int | None], leaving: Sequence[int]) -> set[int]:
    """Those of these accounts that can still sign in, and belong to none of who leave."""
    theirs = select(Deputy.person_id).where(Deputy.id.in_(leaving))
    query = select(Account.id).where(Account.id.in_(accounts), Account.is_active)
    return set(session.scalars(query.where(or_(Account.person_id.is_(None), Account.person_id.not_in(theirs)))))


def _open(query: Any, deputies: Sequence[int]) -> Any:
    """This of the action items that these deputies have to do."""
    joined = query.select_from(Action).outerjoin(Member, Member.id == Action.member_id)
    return joined.where(_DEPUTY.in_(deputies), Action.state.in_(OPEN))
