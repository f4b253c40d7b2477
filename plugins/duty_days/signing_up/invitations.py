"""Invitations to a sitting, and their answers: who comes, who does not and why, and who has not said yet."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session, joinedload

from core.api.data import Deputy, Person, day_in_words, notify, record
from core.api.declare import _
from plugins.duty_days.errors import SlotFull
from plugins.duty_days.models import DutyDay, Invitation, Sitting, Slot, Waiting
from plugins.duty_days.signing_up import service, waiting
from plugins.duty_days.signing_up.errors import InvitationClosed, NobodyInvited, NobodyToRemind, PlaceKept
from plugins.duty_days.signing_up.people import serves_on

NOT_AGAIN_WITHIN: Final = timedelta(hours=4)
"""Nobody is reminded so soon after they were invited or reminded."""


def invite(session: Session, sitting: Sitting, deputies: Collection[int], today: date, at: datetime) -> int:
    """Ask these deputies to serve in the sitting; who is invited already, or on duty, is not asked again.

    Returns how many were invited now. Raises InvitationClosed, NobodyInvited.
    """
    _check_open(sitting, today)
    holds = select(Slot.deputy_id).where(Slot.sitting_id == sitting.id, Slot.deputy_id.is_not(None))
    session.execute(select(Slot.id).where(Slot.sitting_id == sitting.id).with_for_update())  # two invite at once
    known = {*asked(session, sitting), *session.scalars(holds)}
    query = select(Deputy.id, Deputy.person_id).where(Deputy.id.in_(set(deputies) - known)).order_by(Deputy.id)
    found = session.execute(query).all()
    if not found:
        raise NobodyInvited
    made = [Invitation(sitting_id=sitting.id, deputy_id=number, invited_at=at) for number, _person in found]
    session.add_all(made)
    session.flush()
    for one, (_number, person_id) in zip(made, found, strict=True):
        _tell(session, sitting, one, person_id, at)
    return len(made)


def answer(session: Session, invitation: Invitation, *, comes: bool, reason: str, today: date, at: datetime) -> str:
    """Say yes, which takes a place or, where none is free, waits for one; or no. It can be changed until the day is over.

    Returns ``place``, ``waiting`` or ``no``. Raises InvitationClosed, MandateEnded, and what signing up raises.
    """
    _check_open(invitation.sitting, today)
    sitting_id, deputy_id = invitation.sitting_id, invitation.deputy_id
    if comes:
        given = _take_place(session, sitting_id, deputy_id, at)
    else:
        service.withdraw(session, sitting_id, deputy_id, today, at)
        given = None
    invitation.answer, invitation.reason, invitation.answered_at = "yes" if comes else "no", reason, at
    session.flush()
    return "no" if not comes else "place" if isinstance(given, Slot) else "waiting"


def remind(session: Session, sitting: Sitting, today: date, at: datetime) -> int:
    """Remind all who have not answered, but nobody twice within some hours; returns how many were reminded.

    Raises InvitationClosed, NobodyToRemind.
    """
    _check_open(sitting, today)
    reminded = _remind(session, sitting, at)
    if not reminded:
        raise NobodyToRemind(hours=NOT_AGAIN_WITHIN // timedelta(hours=1))
    return reminded


def remind_all(session: Session, sittings: Collection[int], at: datetime) -> int:
    """The same for several sittings of coming days at once. Raises NobodyToRemind where there is nobody in any."""
    found = session.scalars(select(Sitting).where(Sitting.id.in_(sittings)).order_by(Sitting.id))
    reminded = sum(_remind(session, sitting, at) for sitting in found.unique().all())
    if not reminded:
        raise NobodyToRemind(hours=NOT_AGAIN_WITHIN // timedelta(hours=1))
    return reminded


def _remind(session: Session, sitting: Sitting, at: datetime) -> int:
    since = at - NOT_AGAIN_WITHIN
    query = (
        select(Invitation)
        .where(Invitation.sitting_id == sitting.id, Invitation.answer == "", Invitation.invited_at <= since)
        .where(Invitation.reminded_at.is_(None) | (Invitation.reminded_at <= since))
        .where(serves_on(Invitation.deputy_id, sitting.duty_day.day))
        .options(joinedload(Invitation.deputy))
        .order_by(Invitation.id)
        .with_for_update(of=Invitation)
        .execution_options(populate_existing=True)
    )
    found = session.scalars(query).all()
    for one in found:
        one.reminded_at, one.reminders = at, one.reminders + 1
        _tell(session, sitting, one, one.deputy.person_id, at)
    if found:
        record(session, "remind", sitting, {"invited": len(found)})
    session.flush()
    return len(found)


@dataclass(frozen=True, slots=True)
class Answered:
    """An invitation as the manager sees it."""

    invitation: Invitation
    name: str
    deputy_id: int
    is_serving: bool
    """Whether they still hold a mandate on that day."""
    holds: bool
    waits: bool


def of_sitting(session: Session, sitting: Sitting) -> Sequence[Answered]:
    """Who is invited: who has not answered first, then who comes, then who does not; one statement."""
    rows = session.execute(_ANSWERED, {"sitting": sitting.id, "day": sitting.duty_day.day})
    found = [Answered(one, name, one.deputy_id, serving, holds, waits) for one, name, serving, holds, waits in rows]
    return sorted(found, key=lambda each: ("", "yes", "no").index(each.invitation.answer))


def asked(session: Session, sitting: Sitting) -> set[int]:
    """The numbers of the deputies who are invited."""
    return set(session.scalars(select(Invitation.deputy_id).where(Invitation.sitting_id == sitting.id)))


def open_to(session: Session, deputy_id: int, today: date) -> Sequence[Invitation]:
    """What the deputy is asked and has not answered, soonest first."""
    return session.scalars(_OPEN, {"deputy": deputy_id, "today": today}).all()


def _take_place(session: Session, sitting_id: int, deputy_id: int, at: datetime) -> Slot | Waiting:
    """Who was invited by the station may come before signing up opens, and after it closed."""
    found = service.lock(session, sitting_id, deputy_id)
    service.check_may_serve(session, found, deputy_id)
    if own := found.slot_of(deputy_id):
        return own
    try:
        free = service.free_slot(found)
        service.check_composition(session, found, deputy_id)
    except (SlotFull, PlaceKept):
        return waiting.queue_up(session, sitting_id, deputy_id, at)
    return service.give(session, free, deputy_id, at, "signed_up")


def _check_open(sitting: Sitting, today: date) -> None:
    if sitting.duty_day.is_cancelled or sitting.duty_day.day < today:
        raise InvitationClosed


def _tell(session: Session, sitting: Sitting, one: Invitation, person_id: int, at: datetime) -> None:
    station = sitting.duty_day.station
    notify(
        session,
        person_id=person_id,
        key=f"duty_days.invitation:{one.id}-{one.reminders}",
        title=_("Can you come on %(day)s?", day=day_in_words(sitting.duty_day.day)),
        body=_("%(station)s invites you to its duty day. Answer with one tap.", station=station.name),
        link=f"/p/duty_days/invitations/{one.id}",
        at=at,
        station_id=station.id,
    )


def _holding() -> Any:
    holds = select(Slot.id).where(Slot.sitting_id == Invitation.sitting_id, Slot.deputy_id == Invitation.deputy_id)
    return holds.correlate(Invitation).exists()


def _waiting() -> Any:
    waits = select(Waiting.id).where(
        Waiting.sitting_id == Invitation.sitting_id, Waiting.deputy_id == Invitation.deputy_id
    )
    return waits.correlate(Invitation).exists()


_ANSWERED: Select[Any] = (
    select(Invitation, Person.name, serves_on(Invitation.deputy_id, bindparam("day")), _holding(), _waiting())
    .join(Invitation.deputy)
    .join(Deputy.person)
    .where(Invitation.sitting_id == bindparam("sitting"))
    .order_by(Person.initials, Person.name, Invitation.id)
)
_OPEN = (
    select(Invitation)
    .join(Invitation.sitting)
    .join(Sitting.duty_day)
    .where(Invitation.deputy_id == bindparam("deputy"), Invitation.answer == "")
    .where(DutyDay.day >= bindparam("today"), DutyDay.state == "open")
    .where(serves_on(Invitation.deputy_id, DutyDay.day))
    .options(joinedload(Invitation.sitting))
    .order_by(DutyDay.day, Invitation.id)
)
