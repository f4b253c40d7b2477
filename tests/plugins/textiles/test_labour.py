"""Labour needs: a table of trades and months whose totals are the sums of what enterprises said."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from core.api.data import Reach, Station
from core.testing import make_chain, make_enterprise, make_station, switch
from plugins.textiles.capacity.lists import within
from plugins.textiles.labour import service
from plugins.textiles.labour.errors import NeedKnown, TradeUnknown
from plugins.textiles.labour.service import Said
from plugins.textiles.models import LabourNeed

TODAY = date(2026, 11, 5)
NOVEMBER, DECEMBER, MAY = date(2026, 11, 1), date(2026, 12, 1), date(2027, 5, 1)


@pytest.fixture
def station(session: Session) -> Station:
    station = make_station(session, chain=make_chain(session))
    switch(session, "textiles", station, is_on=True)
    return station


def wants(session: Session, station: Station, trade: str, month: date, persons: int) -> LabourNeed:
    enterprise = make_enterprise(session, chain=station.chain).id
    return service.enter(session, station, enterprise, Said(trade=trade, month=month, persons=persons), TODAY)


def test_the_table_sums_trades_by_month_and_the_most_wanted_stands_first(session: Session, station: Station) -> None:
    wants(session, station, "dyer", NOVEMBER, 3)
    wants(session, station, "loom_operator", NOVEMBER, 8)
    wants(session, station, "loom_operator", NOVEMBER, 4)
    wants(session, station, "loom_operator", DECEMBER, 10)
    wants(session, station, "sewer", MAY, 99)
    table = service.table(session, within(session, LabourNeed, Reach(everything=True), station), NOVEMBER)
    assert [(row.trade, row.persons, row.total) for row in table.rows] == [
        ("loom_operator", [12, 10, 0, 0, 0, 0], 22),
        ("dyer", [3, 0, 0, 0, 0, 0], 3),
    ]
    assert (table.totals, table.total) == ([15, 10, 0, 0, 0, 0], 25)


def test_an_enterprise_says_a_trade_once_a_month_and_may_correct_it(session: Session, station: Station) -> None:
    need = wants(session, station, "dyer", NOVEMBER, 3)
    said = Said(trade="dyer", month=NOVEMBER, persons=5)
    with pytest.raises(NeedKnown):
        service.enter(session, station, need.enterprise_id, said, TODAY)
    assert service.change(session, need, said, TODAY).persons == 5


def test_a_trade_nobody_knows_is_refused(session: Session, station: Station) -> None:
    with pytest.raises(TradeUnknown):
        wants(session, station, "astronaut", NOVEMBER, 3)
    with pytest.raises(TradeUnknown):
        wants(session, station, "dyer", TODAY, 3)
