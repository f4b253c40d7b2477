"""The pages of textiles: who enters and who only reads, what is refused with a sentence, and what strangers see: nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.api.data import Station, Viewer
from core.api.declare import FigureScope
from core.clock import today
from core.database import Database
from core.testing import SignedIn, make_chain, make_enterprise, make_station, page_of, switch
from plugins.textiles import leaving, months, panels
from plugins.textiles.capacity.testing import make_capability, make_certificate
from plugins.textiles.figures import enterprises_with_capabilities, persons_wanted
from plugins.textiles.labour.testing import make_need
from plugins.textiles.models import Capability, LabourNeed


def mill_station(session: Session) -> Station:
    """A station of the trade whose host is a mill of its chain."""
    chain = make_chain(session)
    station = make_station(session, chain=chain, deputies=1)
    station.host = make_enterprise(session, "Host Mill", chain=chain)
    switch(session, "textiles", station, is_on=True)
    session.flush()
    return station


@pytest.fixture
def station(database: Database) -> Station:
    with database.writing() as session:
        return mill_station(session)


def test_a_manager_enters_a_capability_says_what_is_free_and_finds_it(
    database: Database, signed_in: SignedIn, station: Station
) -> None:
    manager = signed_in("manager", station=station)
    here = f"/stations/{station.id}/p/textiles"
    form = {"enterprise": station.host_id, "technique": "dyeing", "unit": "spindles", "amount": "60", "lead_days": "0"}
    new = manager.page(f"{here}/capabilities/new").form()
    refused = new.submit(manager, form)
    assert "无法换算" in refused.text
    kept = page_of(refused).form().submit(manager, {"unit": "t", "period": "month"})
    with database.reading() as session:
        capability = session.scalars(select(Capability)).one()
        assert (capability.capacity, capability.unit) == (60_000, "t")
    month = f"free_{months.first_of(today()):%Y_%m}"
    too_much = manager.page(kept.location).form().submit(manager, {month: "61"})
    assert "超过了全月产能" in too_much.text
    assert page_of(too_much).form().submit(manager, {month: "２０.5"}).status_code == 303
    answer = manager.page(f"{here}/who-can?process=dyeing&amount=20&unit=t")
    assert "Host Mill" in answer.text
    assert "20.5 吨" in answer.text
    assert "无法换算" in manager.page(f"{here}/who-can?process=dyeing&amount=20&unit=spindles").text
    assert "请用数字填写数量" in manager.page(f"{here}/who-can?process=dyeing&amount=many&unit=t").text
    far_away = manager.page(f"{here}/who-can?process=dyeing&amount=20&unit=t&month=2099-01").text
    assert "只有所列月份填报了空余产能" in far_away


def test_strangers_are_sent_to_sign_in_and_see_no_panel(session: Session) -> None:
    station = mill_station(session)
    make_capability(session, station)
    assert list(panels.of_station(session, Viewer(), station, today())) == []
    assert station.host is not None
    assert list(panels.of_enterprise(session, Viewer(), station.host, today())) == []


def test_figures_count_where_the_trade_is_switched_on(session: Session) -> None:
    station = mill_station(session)
    make_capability(session, station)
    make_need(session, station)
    scope = FigureScope(region_code=station.region_code, begins=months.first_of(today()), ends=today())
    assert (enterprises_with_capabilities(session, scope), persons_wanted(session, scope)) == (1, 8)
    switch(session, "textiles", station, is_on=False)
    assert (enterprises_with_capabilities(session, scope), persons_wanted(session, scope)) == (0, 0)


def test_what_is_offered_and_still_wanted_moves_with_a_merged_station_and_past_needs_stay(session: Session) -> None:
    station = mill_station(session)
    into = make_station(session, chain=station.chain)
    capability, certificate = make_capability(session, station), make_certificate(session, station)
    coming = make_need(session, station)
    past = make_need(session, station, month=date(2020, 1, 1))
    assert len(list(leaving.told(session, station, into, today()))) == 2
    assert list(leaving.told(session, station, None, today())) == []
    leaving.hand_over(session, station, into, today())
    assert {capability.station_id, certificate.station_id, coming.station_id} == {into.id}
    assert past.station_id == station.id
    assert session.scalars(select(LabourNeed.station_id).order_by(LabourNeed.month)).all() == [station.id, into.id]


def test_a_capability_of_a_year_is_at_least_something_a_month(session: Session) -> None:
    station = mill_station(session)
    small = make_capability(session, station, free=None, capacity=Decimal("0.005"), period="year")
    assert [panel.title for panel in panels.of_station(session, Viewer(), station, today())] == []
    assert small.capacity == 5
