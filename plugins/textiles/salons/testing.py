"""Samples for tests: a series of a station with its first session. Imported only where alliances are active."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.api.data import Station
from core.api.work import today
from plugins.textiles.models import Salon
from plugins.textiles.salons import service
from plugins.textiles.salons.wish import Wish


def make_salon(session: Session, station: Station) -> Salon:
    """The station's series with one session planned for today; found again."""
    found = session.scalars(select(Salon).where(Salon.station_id == station.id)).first()
    if found is None:
        found = service.found(session, station, name=f"Textile salon of {station.id}")
        wish = Wish(theme="Who has looms to spare", part="weaving", day=today())
        service.plan(session, found, wish, account_id=None, at=datetime.now(UTC))
    return found
