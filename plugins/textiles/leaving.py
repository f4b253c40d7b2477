"""What becomes of the directory, of labour needs and of salons when their station is merged into another one: they move along."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from core.api.data import Station
from core.api.declare import HandOver, _
from plugins.textiles import months
from plugins.textiles.models import Capability, Certificate, LabourNeed, Salon


def told(session: Session, station: Station, into: Station | None, day: date) -> Iterator[HandOver]:
    """How many move; where the station only closes they stay, for the congress office to see to."""
    if into is None:
        return
    counted = select(
        _capabilities(station).with_only_columns(func.count(Capability.id)).scalar_subquery(),
        _needs(station, day).with_only_columns(func.count(LabourNeed.id)).scalar_subquery(),
    )
    offered, wanted = session.execute(counted).one()
    if offered:
        yield HandOver(sentence=_("Textile capabilities: %(n)s. They move to %(name)s.", n=offered, name=into.name))
    if wanted:
        yield HandOver(sentence=_("Labour needs to come: %(n)s. They move to %(name)s.", n=wanted, name=into.name))


def hand_over(session: Session, station: Station, into: Station | None, day: date) -> None:
    """What is offered and still wanted, and the series of salons, belong to the other station from now on; past needs stay where they were counted."""
    if into is None:
        return
    certificates = select(Certificate).where(Certificate.station_id == station.id)
    salons = select(Salon).where(Salon.station_id == station.id)
    for query in (_capabilities(station), certificates, _needs(station, day), salons):
        for record in session.scalars(query):
            record.station_id = into.id
    session.flush()


def _capabilities(station: Station) -> Select[Any]:
    return select(Capability).where(Capability.station_id == station.id)


def _needs(station: Station, day: date) -> Select[Any]:
    return select(LabourNeed).where(LabourNeed.station_id == station.id, LabourNeed.month >= months.first_of(day))
