"""Every register of every plugin can be read, not the first of them alone: a query that fails shows as a page without lines."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from core.access import Reach
from core.plugin_host.declarations import FigureScope
from core.registers import service
from core.testing import make_station


def test_every_register_answers_for_a_station_and_for_a_region(session: Session) -> None:
    station = make_station(session)
    session.commit()
    found = service.registers_of(session, station.id)
    assert found
    for given in found:
        for place in (station.id, None):
            scope = FigureScope(
                region_code=station.region_code, station_id=place, begins=date(2026, 1, 1), ends=date(2026, 12, 31)
            )
            lines = service.lines(session, given, scope, Reach(everything=True))
            assert service.page_of(session, lines, 0, 10) == [], given.value.key
