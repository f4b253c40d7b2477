"""What becomes of signed-up places when deputies leave, and when they come back after all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from core.api.declare import Holding, Released, _
from plugins.duty_days.models import DutyDay, Sitting, Slot, Waiting
from plugins.duty_days.signing_up import waiting
from plugins.duty_days.signing_up.service import empty

KIND: Final = "duty_days.place"
WAITING: Final = "duty_days.waiting"
PLACES: Final = _("Signed up for coming duty days")
_TOGETHER = 5000  # numbers asked for in one statement


def held_by(session: Session, deputies: Sequence[int], day: date) -> Iterator[Holding]:
    """How many places each of them holds from this day on."""
    for piece in _pieces(deputies):
        counted = _places(Slot.deputy_id, func.count(), piece=piece, day=day).group_by(Slot.deputy_id)
        for deputy_id, number in session.execute(counted):
            yield Holding(deputy_id=deputy_id, title=PLACES, count=number)


def release(session: Session, deputies: Sequence[int], day: date, at: datetime) -> list[Released]:
    """Free the places they hold from this day on, and their turns in waiting lists; who waits longest moves up."""
    released: list[Released] = []
    for piece in _pieces(deputies):
        released += _stop_waiting(session, piece, day)
    freed = []
    for piece in _pieces(deputies):
        query = _places(Slot, piece=piece, day=day).options(joinedload(Slot.sitting)).with_for_update(of=Slot)
        for slot in session.scalars(query):
            facts = {
                "slot": slot.id,
                "taken_at": slot.taken_at.isoformat() if slot.taken_at else None,
                "how": slot.how,
                "proposal": slot.proposal_id,
            }
            released.append(
                Released(
                    deputy_id=slot.deputy_id or 0,
                    kind=KIND,
                    title=_("Signed up for %(day)s", day=slot.sitting.duty_day.day.isoformat()),
                    facts=facts,
                )
            )
            empty(slot)
            freed.append(slot.sitting_id)
    session.flush()
    for piece in _pieces(sorted(set(freed))):
        waiting.move_up(session, piece, at)
    return released


def _stop_waiting(session: Session, piece: Sequence[int], day: date) -> Iterator[Released]:
    query = (
        select(Waiting)
        .join(Waiting.sitting)
        .join(Sitting.duty_day)
        .where(Waiting.deputy_id.in_(piece), DutyDay.day >= day)
        .options(joinedload(Waiting.sitting))
    )
    for one in session.scalars(query):
        yield Released(
            deputy_id=one.deputy_id,
            kind=WAITING,
            title=_("Waited for a place on %(day)s", day=one.sitting.duty_day.day.isoformat()),
            facts={"sitting": one.sitting_id, "since": one.since.isoformat()},
        )
        session.delete(one)


def give_back(session: Session, released: Iterable[Released]) -> None:
    """Give them their places back, where nobody else has taken them meanwhile."""
    released = list(released)
    ours = {int(str(one.facts["slot"])): one for one in released if one.kind == KIND}
    for piece in _pieces(sorted(ours)):
        slots = session.scalars(
            select(Slot)
            .where(Slot.id.in_(piece))
            .options(joinedload(Slot.sitting).selectinload(Sitting.slots))
            .with_for_update(of=Slot)
        ).unique()
        for slot in slots:
            one = ours[slot.id]
            if slot.is_free and slot.sitting.slot_of(one.deputy_id) is None:
                at = one.facts.get("taken_at")
                slot.deputy_id, slot.taken_at = one.deputy_id, datetime.fromisoformat(str(at)) if at else None
                slot.how = str(one.facts.get("how") or "")
                slot.proposal_id = int(str(proposal)) if (proposal := one.facts.get("proposal")) else None
    session.flush()
    _wait_again(session, [one for one in released if one.kind == WAITING])


def _wait_again(session: Session, released: Sequence[Released]) -> None:
    """Give them their turns back, before those who queued up later."""
    wanted = {(int(str(one.facts["sitting"])), one.deputy_id): str(one.facts["since"]) for one in released}
    for piece in _pieces(sorted({sitting for sitting, _deputy in wanted})):
        there = set(session.scalars(select(Sitting.id).where(Sitting.id.in_(piece))))
        query = select(Waiting.sitting_id, Waiting.deputy_id).where(Waiting.sitting_id.in_(piece))
        waits = {(sitting, deputy) for sitting, deputy in session.execute(query)}
        for (sitting, deputy), since in wanted.items():
            if sitting in there and (sitting, deputy) not in waits:
                session.add(Waiting(sitting_id=sitting, deputy_id=deputy, since=datetime.fromisoformat(since)))
    session.flush()


def _places(*what: Any, piece: Sequence[int], day: date) -> Select[Any]:
    return (
        select(*what)
        .select_from(Slot)
        .join(Slot.sitting)
        .join(Sitting.duty_day)
        .where(Slot.deputy_id.in_(piece), DutyDay.day >= day, DutyDay.state == "open")
    )


def _pieces(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    return (numbers[start : start + _TOGETHER] for start in range(0, len(numbers), _TOGETHER))
