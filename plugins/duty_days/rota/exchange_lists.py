"""What pages show of places that are passed on: what concerns a deputy, what waits at a station."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, exists, or_, select
from sqlalchemy.orm import Session, joinedload

from core.api.data import Deputy, Person, Station
from plugins.duty_days.models import DutyDay, Offer, Sitting, Slot
from plugins.duty_days.models.rota import PENDING
from plugins.duty_days.signing_up.people import serves_on


def offers_to(session: Session, deputy_id: int, stations: Sequence[int], today: date) -> Sequence[Offer]:
    """What concerns a deputy: offers of others at their stations, swaps they are asked for, and their own."""
    asked = {"deputy": deputy_id, "stations": list(stations), "today": today}
    return session.scalars(_OFFERS_TO, asked).all()


def lines_to(session: Session, deputy_id: int, stations: Sequence[int], today: date) -> Sequence[Any]:
    """The same as lines of a list: ``day``, ``wanted_day``, ``giver_id``, ``taker_id``, ``giver`` (the name)."""
    asked = {"deputy": deputy_id, "stations": list(stations), "today": today}
    return session.execute(_LINES_TO, asked).all()


def at_station(session: Session, station: Station) -> Sequence[Offer]:
    """What is not decided yet at a station, and the newest decisions."""
    return session.scalars(_with_people(Offer.station_id == station.id).limit(60)).all()


def _with_people(wanted: ColumnElement[bool]) -> Select[Any]:
    people = (joinedload(Offer.giver), joinedload(Offer.taker))
    return (
        select(Offer)
        .where(wanted)
        .options(*(one.joinedload(Deputy.person) for one in people))
        .options(joinedload(Offer.slot).joinedload(Slot.sitting))
        .order_by(Offer.day, Offer.id)
    )


def to_swap_with(session: Session, deputy_id: int, stations: Sequence[int], today: date) -> Sequence[Any]:
    """Places others hold at these stations from today on: ``slot_id``, ``day``, ``part``, ``station_id``, ``name``."""
    query = (
        select(Slot.id.label("slot_id"), DutyDay.day, Sitting.part, DutyDay.station_id, Person.name)
        .join(Slot.sitting)
        .join(Sitting.duty_day)
        .join(Slot.deputy)
        .join(Deputy.person)
        .where(DutyDay.station_id.in_(list(stations)), DutyDay.day >= today, DutyDay.state == "open")
        .where(Slot.deputy_id != deputy_id, Slot.locked.is_(False))
        .order_by(DutyDay.day, Sitting.id, Slot.place)
        .limit(200)
    )
    return session.execute(query).all()


def _concerns() -> ColumnElement[bool]:
    """Whether an offer concerns ``deputy``, placed at ``stations``, as of ``today``."""
    me: Any = bindparam("deputy")
    stands = exists().where(
        Slot.id == Offer.slot_id,
        Slot.deputy_id == Offer.giver_id,
        Sitting.id == Slot.sitting_id,
        DutyDay.id == Sitting.duty_day_id,
        DutyDay.state == "open",
        DutyDay.day >= bindparam("today"),
        serves_on(me, DutyDay.day),
    )
    others = (Offer.state == "open") & Offer.station_id.in_(bindparam("stations", expanding=True)) & stands
    own = or_(Offer.giver_id == me, Offer.taker_id == me) & Offer.state.in_(PENDING)
    return or_(others, own)


_OFFERS_TO = _with_people(_concerns())
_LINES_TO = (
    select(Offer.day, Offer.wanted_day, Offer.giver_id, Offer.taker_id, Person.name.label("giver"))
    .join(Deputy, Deputy.id == Offer.giver_id)
    .join(Person, Person.id == Deputy.person_id)
    .where(_concerns())
    .order_by(Offer.day, Offer.id)
)
