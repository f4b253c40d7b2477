"""Samples for tests: a measure of the region of a station."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.api.data import Station
from core.api.declare import UrlSample
from plugins.enterprise_visits.measures.service import save
from plugins.enterprise_visits.models.measures import Measure


def make_measure(session: Session, station: Station, name: str = "Loans for mills", **facts: Any) -> Measure:
    """A measure of the station's region, in force since long ago where nothing else is said; found again."""
    query = select(Measure).where(Measure.region_code == station.region_code, Measure.name == name)
    found = session.scalars(query).first()
    told: dict[str, Any] = {"region_code": station.region_code, "name": name, "valid_from": date(2020, 1, 1), **facts}
    return found or save(session, Measure(number="12", organ_text="Bureau of Industry", words="Cheap loans"), **told)


SAMPLES = (UrlSample(parameter="measure", make=make_measure),)
