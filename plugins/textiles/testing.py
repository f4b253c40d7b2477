"""Samples for tests: a record of a station for every parameter in the addresses of this plugin."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.api.data import Station, is_on
from core.api.declare import UrlSample
from plugins.textiles.capacity.testing import SAMPLES as CAPACITY
from plugins.textiles.labour.testing import SAMPLES as LABOUR
from plugins.textiles.models import Salon


def make_salon(session: Session, station: Station) -> Salon:
    """A series of salons with a session; without alliances only what textiles know of it. Found again."""
    if is_on(session, "alliances"):
        from plugins.textiles.salons.testing import make_salon as made

        return made(session, station)
    found = session.scalars(select(Salon).where(Salon.station_id == station.id)).first()
    if found is None:
        found = Salon(station_id=station.id, forum=station.id)
        session.add(found)
        session.flush()
    return found


SAMPLES: tuple[UrlSample, ...] = (*CAPACITY, *LABOUR, UrlSample(parameter="salon", make=make_salon))
