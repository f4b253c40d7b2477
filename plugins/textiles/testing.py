"""Samples for tests: a record of a station for every parameter in the addresses of this plugin."""

from __future__ import annotations

from sqlalchemy.orm import Session

from core.api.data import Station
from core.api.declare import UrlSample
from plugins.textiles.capacity.testing import SAMPLES as CAPACITY
from plugins.textiles.labour.testing import SAMPLES as LABOUR
from plugins.textiles.models import Salon


def make_salon(session: Session, station: Station) -> Salon:
    """A series of salons; there are such pages only where alliances are active."""
    from plugins.textiles.salons.testing import make_salon as made

    return made(session, station)


SAMPLES: tuple[UrlSample, ...] = (*CAPACITY, *LABOUR, UrlSample(parameter="salon", make=make_salon))
