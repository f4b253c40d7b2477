"""Xinyi: at the station of high-end textiles mills say what they can do, what is free, and whom they look for."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from importlib.resources import files
from typing import Any, Final

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from core.api.data import Enterprise, EnterpriseSegment, Station
from plugins.textiles import months
from plugins.textiles.capacity import service as capacity
from plugins.textiles.labour import service as labour
from plugins.textiles.models import Capability, Certificate
from plugins.textiles.trade import service as trade

XINYI: Final = "320381"
EVERY: Final = 5
"""Every so many-th capability was last confirmed long ago."""
LONG_AGO: Final = 95


def stations(session: Session) -> Iterable[Station]:
    """Where the trade is switched on."""
    query = select(Station).where(Station.region_code.startswith(XINYI), Station.name == told()["station"])
    return session.scalars(query).all()


def told() -> Mapping[str, Any]:
    """What the demonstration tells."""
    return tomllib.loads(files("plugins.textiles.demo").joinpath("xinyi.toml").read_text("utf-8"))


def load(session: Session, today: date) -> None:
    """Capabilities with their free capacity, certificates and labour needs. Twice is once."""
    station = next(iter(stations(session)), None)
    if station is None or session.scalar(select(exists().where(Capability.station_id == station.id))):
        return
    words, by_part = told(), enterprises_of(session, station)
    for number, one in enumerate(words["capabilities"]):
        _enter(session, station, by_part[one["part"]], one, number, today)
    for number, one in enumerate(words["certificates"]):
        _certify(session, station, by_part[one["part"]][number % 2], one, today)
    for number, one in enumerate(words["needs"]):
        _look_for(session, station, by_part[one["part"]], one, number, today)


def enterprises_of(session: Session, station: Station) -> Mapping[str, Sequence[int]]:
    """The enterprises of the station's chain, by part of the trade."""
    found: dict[str, list[int]] = {}
    for segment in trade.matched(session, station.chain_id):
        query = select(Enterprise.id).join(EnterpriseSegment, EnterpriseSegment.enterprise_id == Enterprise.id)
        here = session.scalars(query.where(EnterpriseSegment.segment_id == segment.id).order_by(Enterprise.id))
        found.setdefault(segment.part, []).extend(here)
    return found


def _enter(
    session: Session,
    station: Station,
    enterprises: Sequence[int],
    one: Mapping[str, Any],
    number: int,
    today: date,
) -> None:
    said = capacity.Said(
        process=one["process"],
        unit=one["unit"],
        capacity=Decimal(one["capacity"]),
        period=one.get("period", "month"),
        lead_days=one["lead_days"],
        minimum=Decimal(one["minimum"]) if "minimum" in one else None,
        words=one["words"],
    )
    day = today - timedelta(days=LONG_AGO if number % EVERY == EVERY - 1 else number % 20)
    made = capacity.enter(session, station, enterprises[number % len(enterprises)], said, day)
    free = zip(months.months_from(today, len(one["free"])), one["free"], strict=True)
    capacity.say_free(session, made, {month: Decimal(amount) if amount else None for month, amount in free}, day)


def _certify(session: Session, station: Station, enterprise: int, one: Mapping[str, Any], today: date) -> None:
    valid_to = months.last_of(months.after(months.first_of(today), one["months"])) if "months" in one else None
    made = Certificate(station_id=station.id, enterprise_id=enterprise)
    capacity.certify(session, made, name=one["name"], issuer=one["issuer"], valid_to=valid_to)


def _look_for(
    session: Session,
    station: Station,
    enterprises: Sequence[int],
    one: Mapping[str, Any],
    number: int,
    today: date,
) -> None:
    for place, month in enumerate(months.months_from(today, len(one["persons"]))):
        enterprise = enterprises[(number + place) % len(enterprises)]
        said = labour.Said(trade=one["trade"], month=month, persons=one["persons"][place], note=one["note"])
        labour.enter(session, station, enterprise, said, today - timedelta(days=place))
