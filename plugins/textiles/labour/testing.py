"""Samples for tests: whom the host of a station looks for."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.api.data import Station
from core.api.declare import UrlSample
from core.api.work import today
from plugins.textiles import months
from plugins.textiles.labour import service
from plugins.textiles.labour.service import Said
from plugins.textiles.models import LabourNeed


def make_need(session: Session, station: Station, enterprise: int | None = None, **said: Any) -> LabourNeed:
    """The host looks for eight loom operators this month; found again."""
    told = Said(**{"trade": "loom_operator", "month": months.first_of(today()), "persons": 8, **said})
    enterprise_id = enterprise or station.host_id or 0
    query = select(LabourNeed).where(
        LabourNeed.enterprise_id == enterprise_id, LabourNeed.trade == told.trade, LabourNeed.month == told.month
    )
    return session.scalars(query).first() or service.enter(session, station, enterprise_id, told, today())


SAMPLES = (UrlSample(parameter="labour_need", make=make_need),)
