"""Harvest: duty days move out of it where the trade is switched on, or do what the office of the region decided."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access import Role
from core.options.service import decide
from core.plugin_host import service as plugins
from core.plugin_host.host import host_of
from core.stations.models import Station
from core.testing import make_account, make_station, page_of, sign_in
from plugins.agri_machinery.with_duty_days import SEASONS
from plugins.duty_days.models import DutyDay
from plugins.duty_days.rules import service as rules
from plugins.duty_days.rules.parts import Part
from plugins.duty_days.rules.planning import Plan
from plugins.duty_days.rules.rhythms import day_of_month

SPRING = date(2026, 4, 20)
YEAR = (date(2026, 1, 1), date(2026, 12, 31))
WHEAT = SEASONS[0]
DISTRICT = "370812"


@pytest.fixture
def station(session: Session) -> Station:
    """A station of the trade."""
    station = make_station(session, "Red Tractor", region=DISTRICT)
    plugins.switch(host_of(session), session, "agri_machinery", station, is_on=True)
    return station


def places_in_june(session: Session, station: Station) -> list[int]:
    days = session.scalars(select(DutyDay).where(DutyDay.station_id == station.id, DutyDay.day == date(2026, 6, 10)))
    return [sitting.places for duty_day in days for sitting in duty_day.sittings]


def test_both_harvests_are_restrictions_of_the_year(session: Session, station: Station) -> None:
    found = rules.restrictions_of(session, station, *YEAR)
    assert [(each.begins, each.ends, each.kind, each.most, str(each.reason)) for each in found] == [
        (date(2026, 6, 1), date(2026, 6, 20), "move", None, "Wheat harvest"),
        (date(2026, 9, 21), date(2026, 10, 20), "move", None, "Autumn harvest"),
    ]


def test_elsewhere_nothing_is_restricted(session: Session) -> None:
    assert rules.restrictions_of(session, make_station(session, region=DISTRICT), *YEAR) == ()


def test_a_day_at_harvest_moves_to_the_nearest_working_day_outside_it(session: Session, station: Station) -> None:
    rules.add_rule(session, station, day_of_month(10), SPRING, parts=(Part(places=3, minimum=2),))
    days = session.execute(select(DutyDay.day, DutyDay.moved_from).order_by(DutyDay.day)).all()
    # The 31st of May and the 21st of June are nearer, and Sundays; then the 29th of May and the 22nd of June are as near.
    assert (date(2026, 6, 22), date(2026, 6, 10)) in days
    assert (date(2026, 7, 10), None) in days
    assert not [day for day, _from in days for season in rules.restrictions_of(session, station, day, day)]
    assert len({(day.year, day.month) for day, _from in days}) == len(days) == 3


def test_days_early_and_late_in_harvest_move_to_their_own_side(session: Session, station: Station) -> None:
    for number in (2, 18):
        rules.add_rule(session, station, day_of_month(number), SPRING)
    moved = select(DutyDay.moved_from, DutyDay.day).where(DutyDay.moved_from.between(*YEAR))
    found = {one.moved_from: one.day for one in session.execute(moved)}
    assert found[date(2026, 6, 2)] == date(2026, 5, 29)
    assert found[date(2026, 6, 18)] == date(2026, 6, 22)


def test_making_days_again_moves_nothing_twice(session: Session, station: Station) -> None:
    rule = rules.add_rule(session, station, day_of_month(10), SPRING)
    before = session.execute(select(DutyDay.id, DutyDay.day)).all()
    assert rules.make_days(session, [rule], date(2026, 6, 12), date(2026, 7, 20)) == 0
    assert session.execute(select(DutyDay.id, DutyDay.day)).all() == before


def test_a_harvest_longer_than_days_can_move_has_none(session: Session, station: Station) -> None:
    begins, ends, *_rest = WHEAT.asks
    decide(session, begins, "4-3", owner="agri_machinery", region_code=DISTRICT)
    decide(session, ends, "7-3", owner="agri_machinery", region_code=DISTRICT)
    foreseen = rules.preview(session, station, Plan(day_of_month(10)), date(2026, 4, 1))
    june = next(one.planned for one in foreseen if one.planned.of == date(2026, 6, 10))
    assert (june.day, june.is_closed) == (None, True)


@pytest.mark.parametrize(
    ("effect", "places"), [("closed", []), ("avoid", [3]), ("none", [3]), ("fewer", [2]), ("move", [])]
)
def test_an_office_decides_what_harvest_means_in_its_region(
    session: Session, station: Station, effect: str, places: list[int]
) -> None:
    _begins, _ends, what, how_many = WHEAT.asks
    decide(session, what, effect, owner="agri_machinery", region_code=DISTRICT)
    decide(session, how_many, 2, owner="agri_machinery", region_code=DISTRICT)
    rules.add_rule(session, station, day_of_month(10), SPRING)
    assert places_in_june(session, station) == places


def test_a_season_may_go_over_the_end_of_the_year(session: Session, station: Station) -> None:
    begins, ends, *_rest = WHEAT.asks
    decide(session, begins, "12-3", owner="agri_machinery", region_code=DISTRICT)
    decide(session, ends, "2-3", owner="agri_machinery", region_code=DISTRICT)
    found = [each for each in rules.restrictions_of(session, station, *YEAR) if str(each.reason) == "Wheat harvest"]
    assert [(each.begins, each.ends) for each in found] == [
        (date(2025, 12, 21), date(2026, 2, 28)),
        (date(2026, 12, 21), date(2027, 2, 28)),
    ]


def test_the_preview_names_the_harvest(session: Session, station: Station) -> None:
    foreseen = rules.preview(session, station, Plan(day_of_month(10)), SPRING)
    named = {one.planned.of: [str(each.reason) for each in one.planned.restrictions] for one in foreseen}
    assert named[date(2026, 6, 10)] == ["Wheat harvest"]
    assert named[date(2026, 7, 10)] == []


def test_an_office_sees_the_seasons_among_its_settings(app: Flask) -> None:
    with app.extensions["lianzhan"].database.writing() as session:
        account = make_account(session, role=Role.ADMINISTRATOR)
    client: FlaskClient = sign_in(app.test_client(), account)
    links = [link for link in page_of(client.get("/administration/settings/")).links if link.endswith("agri_machinery")]
    assert links
    page = page_of(client.get(links[0]))
    assert "麦收" in page.text
    assert "上旬" in page.text
