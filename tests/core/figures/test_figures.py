"""Figures: computed from records, for a place, a region, a station, a period."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from core.figures import service
from core.plugin_host.declarations import FigureScope
from core.stations.models import Station
from core.testing.factories import make_deputy, make_station


def numbers(session: Session, scope: FigureScope) -> dict[str, int | float]:
    return {one.figure.key: one.number for one in service.compute(session, service.FIGURES, scope)}


def test_a_deputy_of_a_room_counts_for_its_station_too_and_once(session: Session) -> None:
    station = make_station(session, "甲站", deputies=1)
    room = make_station(session, "甲室", parent=station, deputies=2)
    make_deputy(session, station=room)
    assert numbers(session, service.scope_of(session, "甲站"))["deputies_in_stations"] == 4
    assert numbers(session, service.scope_of(session, "甲室"))["deputies_in_stations"] == 3
    assert numbers(session, service.scope_of(session, "320381")) == {
        "stations": 2,
        "deputies_in_stations": 4,
        "deputies_serving": 4,
    }


def test_a_period_counts_who_was_placed_within_it(session: Session) -> None:
    station = make_station(session, "甲站")
    make_deputy(session, station=station, since=date(2026, 3, 1))
    gone = make_deputy(session, station=station, since=date(2025, 1, 1))
    gone.placements[0].ends = date(2025, 12, 31)
    session.flush()

    def placed(begins: date | None, ends: date | None) -> int | float:
        return numbers(session, service.scope_of(session, "甲站", begins, ends))["deputies_in_stations"]

    assert placed(None, None) == 1
    assert placed(date(2025, 1, 1), date(2025, 12, 31)) == 1
    assert placed(date(2025, 1, 1), date(2026, 12, 31)) == 2
    assert placed(date(2026, 1, 1), date(2026, 2, 1)) == 0


def test_a_closed_station_does_not_count(session: Session) -> None:
    make_station(session)
    closed: Station = make_station(session)
    closed.state = "closed"
    session.flush()
    assert numbers(session, service.scope_of(session, "320381"))["stations"] == 1


def test_a_name_of_nothing_and_one_of_several_stations_are_refused(session: Session) -> None:
    with pytest.raises(service.UnknownSubject):
        service.scope_of(session, "atlantis")
    make_station(session, "甲站")
    make_station(session, "甲站", region="520523")
    with pytest.raises(service.SeveralStations, match="520523"):
        service.scope_of(session, "甲站")


def test_keys_with_dots_are_nested() -> None:
    assert service.nested({"a": 1, "b.c": 2, "b.d": 3}) == {"a": 1, "b": {"c": 2, "d": 3}}
