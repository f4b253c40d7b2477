"""What becomes of signed-up places when deputies leave, and when they come back after all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from core.api.declare import Holding, Released, _
from plugins.duty_days.models import DutyDay, Sitting, Slot

KIND: Final = "duty_days.place"
PLACES: Final = _("Signed up for coming duty days")
_TOGETHER = 5000  # numbers asked for in one statement


def held_by(session: Session, deputies: Sequence[int], day: date) -> Iterator[Holding]:
    """How many places each of them holds from this day on."""
    for piece in _pieces(deputies):
        counted = _places(Slot.deputy_id, func.count(), piece=piece, day=day).group_by(Slot.deputy_id)
        for deputy_id, number in session.execute(counted):
            yield Holding(deputy_id=deputy_id, title=PLACES, count=number)


def release(session: Session, deputies: Sequence[int], day: date) -> list[Released]:
    """Free the places they hold from this day on, so that others may sign up."""
    released = []
    for piece in _pieces(deputies):
        query = _places(Slot, piece=piece, day=day).options(joinedload(Slot.sitting)).with_for_update(of=Slot)
        for slot in session.scalars(query):
            facts = {"slot": slot.id, "taken_at": slot.taken_at.isoformat() if slot.taken_at else None}
            released.append(
                Released(
                    deputy_id=slot.deputy_id or 0,
                    kind=KIND,
                    title=_("Signed up for %(day)s", day=slot.sitting.duty_day.day.isoformat()),
                    facts=facts,
                )
            )
            slot.deputy_id = slot.taken_at = None
    session.flush()
    return released


def give_back(session: Session, released: Iterable[Released]) -> None:
    """Give them their places back, where nobody else has taken them meanwhile."""
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
