"""Duty days as everybody may read them: date, hours, theme, who leads, which organs, and deputies who agreed to be shown."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select
from sqlalchemy.orm import Session

from core.api.data import Organ, Region, Station, on_at, prepared
from plugins.duty_days import lists
from plugins.duty_days.lists import PLUGIN, SittingRow
from plugins.duty_days.models import DutyDay, Rule, StationedOrgan
from plugins.duty_days.rules.rhythms import LunarDates

PLACE_CODE: Final = 6
"""The length of a county's code: lists of all stations are narrowed to a county."""
MOST_IN_A_MONTH: Final = 400
"""So many days are named in a month of all stations; beyond, a day tells how many there are."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How the days of all stations are narrowed."""

    begins: date
    ends: date | None = None
    place: str = ""
    words: str = ""


@dataclass(slots=True)
class Shown:
    """A duty day as everybody reads it."""

    id: int
    day: date
    theme: str
    is_cancelled: bool
    moved_from: date | None
    leader: str
    leader_post: str
    station_id: int
    station: str
    address: str
    is_lunar: bool
    """Whether it is made by lunar days, as markets are."""
    sittings: Sequence[SittingRow] = ()
    organs: list[str] = field(default_factory=list)


_SHOWN: Any = (
    select(
        DutyDay.id,
        DutyDay.day,
        DutyDay.theme,
        (DutyDay.state == "cancelled").label("is_cancelled"),
        DutyDay.moved_from,
        DutyDay.leader,
        DutyDay.leader_post,
        DutyDay.station_id,
        Station.name.label("station"),
        Station.address,
        func.coalesce(Rule.kind == LunarDates.kind, False).label("is_lunar"),
    )
    .join(DutyDay.station)
    .outerjoin(Rule, Rule.id == DutyDay.rule_id)
)
_OF_STATION = _SHOWN.where(
    DutyDay.station_id == bindparam("station"), DutyDay.day.between(bindparam("begins"), bindparam("ends"))
).order_by(DutyDay.day)
_ORGANS = (
    select(StationedOrgan.duty_day_id, Organ.name)
    .join(StationedOrgan.organ)
    .where(StationedOrgan.duty_day_id.in_(bindparam("days", expanding=True)))
    .order_by(StationedOrgan.id)
)


def of_station(session: Session, station: Station, begins: date, ends: date) -> list[Shown]:
    """The station's days between two days, cancelled ones too."""
    rows = session.execute(_OF_STATION, {"station": station.id, "begins": begins, "ends": ends})
    return with_people(session, rows)


def in_list(session: Session, asked: Asked) -> Any:
    """The days of all open stations that are asked for, as rows; :func:`with_people` makes them whole."""
    return _narrowed(_SHOWN, on_at(session, PLUGIN, Station.id.expression), asked)


def with_people(session: Session, rows: Iterable[Any]) -> list[Shown]:
    """The rows with their sittings, who agreed to be shown, and the organs that sit with them."""
    shown = [Shown(*row) for row in rows]
    if shown:
        sittings = lists.sittings_of(session, shown, inside=False)
        organs = _organs_of(session, [one.id for one in shown])
        for one in shown:
            one.sittings, one.organs = sittings.get(one.id, []), organs.get(one.id, [])
    return shown


def in_month(session: Session, asked: Asked) -> tuple[list[Shown], dict[date, int]]:
    """The days of all stations in a month, as far as there is room for them, and how many each date has."""
    is_on = on_at(session, PLUGIN, Station.id.expression)
    query = _narrowed(_SHOWN, is_on, asked).order_by(DutyDay.day, Station.sort_key, DutyDay.id).limit(MOST_IN_A_MONTH)
    counts = _narrowed(_COUNTED, is_on, asked).group_by(DutyDay.day)
    return [Shown(*row) for row in session.execute(query)], dict(session.execute(counts).all())


def places(session: Session) -> list[tuple[str, str]]:
    """The counties with stations that have duty days, by code and name."""
    return [
        (code, name or code) for code, name in session.execute(_places(on_at(session, PLUGIN, Station.id.expression)))
    ]


def lunar_rules(session: Session, station: Station) -> set[int]:
    """The rules of the station that go by lunar days."""
    query = select(Rule.id).where(Rule.station_id == station.id, Rule.kind == LunarDates.kind)
    return set(session.scalars(query))


_COUNTED: Any = select(DutyDay.day, func.count(DutyDay.id)).join(DutyDay.station)


def _narrowed(query: Any, is_on: ColumnElement[bool], asked: Asked) -> Any:
    query = query.where(Station.state == "open", is_on, DutyDay.day >= asked.begins)
    if asked.ends:
        query = query.where(DutyDay.day <= asked.ends)
    if asked.place:
        query = query.where(Station.region_code.startswith(asked.place, autoescape=True))
    if asked.words:
        query = query.where(
            or_(
                Station.name.contains(asked.words, autoescape=True),
                DutyDay.theme.contains(asked.words, autoescape=True),
            )
        )
    return query


@prepared
def _places(is_on: ColumnElement[bool]) -> Select[Any]:
    code = func.substr(Station.region_code, 1, PLACE_CODE)
    query: Select[Any] = (
        select(code, Region.name)
        .outerjoin(Region, Region.code == code)
        .where(Station.state == "open", is_on, Station.id.in_(select(DutyDay.station_id)))
        .group_by(code, Region.name)
        .order_by(code)
    )
    return query


def _organs_of(session: Session, days: Collection[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for day, name in session.execute(_ORGANS, {"days": list(days)}):
        found.setdefault(day, []).append(name)
    return found
