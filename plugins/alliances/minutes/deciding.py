"""Decisions of a meeting: what was decided, who sees to it until when; each may become an action item."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from plugins.alliances.actions import owners
from plugins.alliances.actions import service as actions
from plugins.alliances.minutes.errors import (
    DecisionActedOn,
    DecisionNobodyOwns,
    DecisionWordless,
    MinutesIssued,
)
from plugins.alliances.models.actions import USUAL, Action
from plugins.alliances.models.meetings import Meeting
from plugins.alliances.models.minutes import Decision, Minutes, MinutesStep


def owners_of(session: Session, meeting: Meeting) -> list[tuple[str, str]]:
    """Who can see to a decision, as key and name: whoever can have an action item of the alliance or the station."""
    return owners.offered(session, meeting.station, meeting.alliance_id)


def decide(
    session: Session,
    minutes: Minutes,
    *,
    words: str,
    owner: str,
    due: date | None = None,
    account_id: int | None = None,
    at: datetime,
) -> Decision:
    """A further decision; `owner` is one of :func:`owners_of`, as ``member:3``.

    Raises MinutesIssued, DecisionWordless, DecisionNobodyOwns, ActionOwnerElsewhere.
    """
    _check_open(minutes)
    values = _values(session, minutes, words, owner, due)
    last = session.scalar(select(func.max(Decision.position)).where(Decision.minutes_id == minutes.id)) or 0
    decision = Decision(minutes=minutes, position=last + 1, **values)
    session.add(decision)
    changed(minutes, account_id, at)
    session.flush()
    return decision


def change(
    session: Session,
    decision: Decision,
    *,
    words: str,
    owner: str,
    due: date | None,
    account_id: int | None,
    at: datetime,
) -> None:
    """Correct a decision, and its action item as long as that says the same. Raises as :func:`decide`, and ActionDueTooEarly."""
    _check_open(decision.minutes)
    action = decision.action if _is_in_step(decision) else None
    values = _values(session, decision.minutes, words, owner, due, before=key_of(decision))
    for name, value in values.items():
        setattr(decision, name, value)
    changed(decision.minutes, account_id, at)
    session.flush()
    session.expire(decision, owners.KINDS)
    if action is not None:
        actions.change(session, action, words=words, owner=owner, due=due, at=at)


def take_out(session: Session, decision: Decision, account_id: int | None, at: datetime) -> None:
    """It was none. Raises MinutesIssued, DecisionActedOn."""
    _check_open(decision.minutes)
    if decision.action_id is not None:
        raise DecisionActedOn
    changed(decision.minutes, account_id, at)
    session.delete(decision)
    session.flush()


def act_on(session: Session, decision: Decision, *, account_id: int | None, at: datetime) -> Action:
    """The decision becomes an action item of who sees to it. Raises DecisionActedOn, and what agreeing on one raises."""
    if decision.action_id is not None:
        raise DecisionActedOn
    meeting = decision.minutes.meeting
    action = actions.agree(
        session,
        meeting.station,
        words=decision.words,
        owner=key_of(decision),
        due=decision.due,
        alliance_id=meeting.alliance_id,
        meeting_id=meeting.id,
        at=at,
        account_id=account_id,
    )
    decision.action_id = action.id
    session.flush()
    return action


def changed(minutes: Minutes, account_id: int | None, at: datetime) -> None:
    """What everybody has signed is another text now: they are asked again."""
    if minutes.state == "signed_off":
        minutes.state, minutes.signed_version = "circulated", None
        minutes.steps.append(MinutesStep(kind="text_changed", account_id=account_id, at=at))


def key_of(decision: Decision) -> str:
    """The key of who sees to it, as :func:`owners_of` has it."""
    numbers = (decision.member_id, decision.deputy_id, decision.account_id, decision.organ_id)
    return next((f"{kind}:{one}" for kind, one in zip(owners.KINDS, numbers, strict=True) if one is not None), "")


def _is_in_step(decision: Decision) -> bool:
    """Whether its action item is still what was decided: nobody has changed or closed it on its own."""
    action = decision.action
    if action is None or not action.is_open or action.kind != USUAL:
        return False
    return (action.words, owners.key_of(action), action.due) == (decision.words, key_of(decision), decision.due)


def _values(
    session: Session, minutes: Minutes, words: str, owner: str, due: date | None, before: str = ""
) -> dict[str, Any]:
    """The columns of a decision; who saw to it `before` may go on, also having left the alliance."""
    if not words.strip():
        raise DecisionWordless
    if not owner:
        raise DecisionNobodyOwns
    values: dict[str, Any] = {"words": words.strip(), "due": due}
    if owner != before:
        values |= owners.columns(session, minutes.meeting.station, minutes.meeting.alliance_id, owner)
    return values


def _check_open(minutes: Minutes) -> None:
    if minutes.is_issued:
        raise MinutesIssued
