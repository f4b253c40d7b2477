"""Samples for tests: what the host of a station can do, and its certificate."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.api.data import Station
from core.api.declare import UrlSample
from core.api.work import today
from plugins.textiles import months
from plugins.textiles.capacity import service
from plugins.textiles.capacity.service import Said
from plugins.textiles.models import Capability, Certificate


def make_capability(
    session: Session,
    station: Station,
    enterprise: int | None = None,
    free: int | None = 20,
    **said: Any,
) -> Capability:
    """The host dyes 60 tons a month, of which 20 are free this month; found again."""
    told = Said(**{"process": "dyeing", "unit": "t", "capacity": Decimal(60), "lead_days": 1, **said})
    enterprise_id = enterprise or station.host_id or 0
    query = select(Capability).where(
        Capability.enterprise_id == enterprise_id,
        Capability.process == told.process,
        Capability.dimension == service.dimension_of(told.process, told.unit),
    )
    if (found := session.scalars(query).first()) is not None:
        return found
    made = service.enter(session, station, enterprise_id, told, today())
    if free is not None:
        service.say_free(session, made, {months.first_of(today()): Decimal(free)}, today())
    return made


def make_certificate(session: Session, station: Station, name: str = "OEKO-TEX Standard 100") -> Certificate:
    """A certificate of the host; found again."""
    query = select(Certificate).where(Certificate.station_id == station.id, Certificate.name == name)
    found = session.scalars(query).first()
    made = Certificate(station_id=station.id, enterprise_id=station.host_id)
    return found or service.certify(session, made, name=name, number="12")


SAMPLES = (
    UrlSample(parameter="capability", make=make_capability),
    UrlSample(parameter="certificate", make=make_certificate),
)
