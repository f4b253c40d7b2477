"""What waits for who runs stations: too few deputies, unanswered invitations, places to pass on, matters still open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, case, exists, func, literal, select, union_all
from sqlalchemy.orm import Session

from core.api.data import Deputy, Person, Reach, Station, on_at
from core.api.declare import LazyText, _
from plugins.duty_days.lists import PLUGIN
from plugins.duty_days.models import DutyDay, Invitation, Offer, Reception, Sitting, Slot
from plugins.duty_days.signing_up.people import serves_on

OVERDUE_AFTER: Final = timedelta(days=30)
"""A matter passed on from a reception, and still open after so long, is overdue."""
WORDS: Final[Mapping[str, LazyText]] = {
    "few": _("Duty days with too few deputies"),
    "free": _("Duty days with free places"),
    "unanswered": _("Invitations without an answer"),
    "consent": _("Exchanges waiting for consent"),
    "open": _("Matters passed on and still open"),
    "overdue": _("Of these, open for more than a month"),
}
"""What may wait, the most pressing first."""


def counted(session: Session, reach: Reach, today: date, until: date) -> dict[str, int]:
    """How much waits within reach, by the keys of WORDS; duty days from today until this day."""
    waits = _waiting(today, until).subquery("waits")
    query = select(waits.c.kind, func.count().label("number")).join(Station, Station.id == waits.c.station_id)
    found = session.execute(query.where(*_within(session, reach)).group_by(waits.c.kind))
    return dict.fromkeys(WORDS, 0) | {row.kind: row.number for row in found}


def by_station(session: Session, reach: Reach, today: date, until: date) -> Select[Any]:
    """The stations where something waits: ``id``, ``name``, and a number for each key of WORDS."""
    waits = _waiting(today, until).subquery("waits")
    numbers = (func.sum(case((waits.c.kind == kind, 1), else_=0)).label(kind) for kind in WORDS)
    query: Any = select(Station.id, Station.name, *numbers).join(waits, waits.c.station_id == Station.id)
    grouped: Select[Any] = query.where(*_within(session, reach)).group_by(Station.id, Station.name)
    return grouped


def unanswered(session: Session, reach: Reach, today: date, most: int) -> Sequence[Any]:
    """Who has not said whether they come, the soonest day first: ``name``, ``day``, ``station``, ``sitting_id``."""
    query = (
        _unanswered(today, Person.name, DutyDay.day, Station.name.label("station"), Invitation.sitting_id)
        .join(Station, Station.id == DutyDay.station_id)
        .join(Deputy, Deputy.id == Invitation.deputy_id)
        .join(Person, Person.id == Deputy.person_id)
        .where(*_within(session, reach))
    )
    return session.execute(query.order_by(DutyDay.day, Station.name, Invitation.id).limit(most)).all()


def sittings_unanswered(session: Session, reach: Reach, today: date) -> Sequence[int]:
    """The sittings within reach to which somebody was invited who has not answered."""
    query = _unanswered(today, Invitation.sitting_id).join(Station, Station.id == DutyDay.station_id)
    return session.scalars(query.where(*_within(session, reach)).distinct().order_by(Invitation.sitting_id)).all()


def _waiting(today: date, until: date) -> Any:
    """A row for everything that waits: its ``kind`` and ``station_id``."""
    coming = select(literal("few").label("kind"), DutyDay.station_id.label("station_id"))
    coming = coming.where(DutyDay.state == "open", DutyDay.day.between(today, until))
    holders = select(func.count(Slot.deputy_id)).where(Slot.sitting_id == Sitting.id).scalar_subquery()
    of_day = Sitting.duty_day_id == DutyDay.id
    free = exists().where(of_day, Slot.sitting_id == Sitting.id, Slot.deputy_id.is_(None))
    open_matters = select(literal("open"), DutyDay.station_id).join(Reception, Reception.duty_day_id == DutyDay.id)
    open_matters = open_matters.where(
        Reception.passed_on != "", Reception.passed_key == "", Reception.settled_on.is_(None)
    )
    late = open_matters.with_only_columns(literal("overdue"), DutyDay.station_id)
    return union_all(
        coming.where(exists().where(of_day, holders < Sitting.minimum)),
        coming.with_only_columns(literal("free"), DutyDay.station_id).where(free),
        _unanswered(today, literal("unanswered"), DutyDay.station_id),
        select(literal("consent"), Offer.station_id).where(Offer.state == "taken"),
        open_matters,
        late.where(DutyDay.day < today - OVERDUE_AFTER),
    )


def _unanswered(today: date, *columns: Any) -> Select[Any]:
    """These columns of the invitations to coming days that nobody has answered, of those who may still serve."""
    return (
        select(*columns)
        .select_from(Invitation)
        .join(Sitting, Sitting.id == Invitation.sitting_id)
        .join(DutyDay, DutyDay.id == Sitting.duty_day_id)
        .where(Invitation.answer == "", DutyDay.state == "open", DutyDay.day >= today)
        .where(serves_on(Invitation.deputy_id, DutyDay.day))
    )


def _within(session: Session, reach: Reach) -> Iterator[ColumnElement[bool]]:
    yield Station.in_reach(reach)
    yield on_at(session, PLUGIN, Station.id.expression)
