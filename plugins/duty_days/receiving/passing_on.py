"""What is passed on from a reception: a plugin for matters takes it over; until one does, it is kept as open here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.api.data import ask_first
from core.api.declare import LazyText
from plugins.duty_days.models import Reception


@dataclass(frozen=True, slots=True, kw_only=True)
class PassedOn:
    """What was said at a reception and could not be answered on the spot."""

    reception_id: int
    """The number of the reception."""
    subject: str
    """What it was about."""
    words: str
    """What is to be done, as it was written down."""
    category: str
    """The category of the reception; empty where none was chosen."""
    deputies: Sequence[int]
    """Who received: the numbers of the deputies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenOver:
    """What became of it in the plugin that took it over."""

    key: str
    """``<plugin>:<kind>:<number>``: by it the plugin knows its record again."""
    title: LazyText | str
    """What people read: the matter's number, or who looks after it."""


def pass_on(session: Session, reception_id: int) -> None:
    """Offer what is open of a reception to the plugins; the first that takes it over has it."""
    from plugins.duty_days.hookspecs import duty_days_passed_on  # late: it speaks of what is declared above

    query = select(Reception).where(Reception.id == reception_id)
    reception = session.scalars(query.execution_options(populate_existing=True)).one()
    if not reception.is_open:
        return
    passed = PassedOn(
        reception_id=reception.id,
        subject=reception.subject,
        words=reception.passed_on,
        category=reception.category,
        deputies=[one.deputy_id for one in reception.received_by],
    )
    taken = ask_first(duty_days_passed_on, session, reception.duty_day.station, passed)
    if taken is not None:
        reception.passed_key, reception.passed_to = taken.key, str(taken.title)[:200]
        session.flush()
