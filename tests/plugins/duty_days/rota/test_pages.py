"""The pages of rotas: asked for, moved and published by a manager; places passed on by deputies; files and bad input."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from core.access import Role
from core.accounts.service import find_account
from core.audit.models import AuditEntry
from core.clock import today
from core.database import Database
from core.testing import Count, make_account, make_deputy, make_station, page_of
from plugins.duty_days.models import DutyDay, Offer, Proposal, Slot
from plugins.duty_days.rota import exchanging, service
from plugins.duty_days.signing_up.service import put_in
from plugins.duty_days.testing import make_duty_day
from tests.plugins.duty_days.conftest import AT
from tests.plugins.duty_days.rota.conftest import drain

As = Callable[[Any], FlaskClient]
Tap = Callable[..., Any]
MOST_STATEMENTS = 8


@pytest.fixture
def station_id(database: Database) -> int:
    """A station with twenty deputies, a year of days, and a manager named "keeper"."""
    with database.writing() as session:
        station = make_station(session, "North Mill", deputies=20)
        make_account(session, "keeper", role=Role.MANAGER, station=station)
        for number in range(12):
            make_duty_day(session, station, today() + timedelta(days=7 + 30 * number))
        return station.id


@pytest.fixture
def keeper(database: Database, as_: As, station_id: int) -> FlaskClient:
    """The station's manager, signed in."""
    with database.reading() as session:
        return as_(find_account(session, "keeper"))


def asked(database: Database, keeper: FlaskClient, station_id: int) -> str:
    """The address of a draft for a year that is ready."""
    page = page_of(keeper.get(f"/stations/{station_id}/p/duty_days/rota"))
    answer = page.form("/rota").submit(keeper, {"span": "year"})
    assert answer.status_code == 303, answer.text
    with database.writing() as session:
        service.settle(session, [session.scalars(select(Proposal)).one().id])
    return str(answer.location)


def held(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Slot).where(Slot.deputy_id.is_not(None))) or 0


def test_a_manager_asks_moves_and_publishes(database: Database, keeper: FlaskClient, station_id: int) -> None:
    url = asked(database, keeper, station_id)
    page = page_of(keeper.get(url))
    assert held(database) == 0
    with database.reading() as session:
        place = session.scalars(select(Proposal)).one().places[0]
        cell, number = f"{place.sitting_id}-{place.deputy_id}", place.id
    page.form("/set").submit(keeper, {"cell": cell})
    with database.reading() as session:
        assert number not in [one.id for one in session.scalars(select(Proposal)).one().places]
    page_of(keeper.get(url)).form("/set").submit(keeper, {"cell": cell})
    answer = page_of(keeper.get(url)).form("/publish").submit(keeper)
    assert answer.status_code == 303, answer.text
    assert held(database) == 36


def test_the_draft_of_a_year_of_twenty_deputies_costs_few_statements(
    database: Database, keeper: FlaskClient, station_id: int, count: Count
) -> None:
    url = asked(database, keeper, station_id)
    keeper.get(url)
    with count() as statements:
        assert keeper.get(url).status_code == 200
    assert len(statements) <= MOST_STATEMENTS, "\n".join(statements)


def test_the_month_costs_few_statements_also_with_a_suggestion(
    database: Database, keeper: FlaskClient, station_id: int, count: Count
) -> None:
    with database.reading() as session:
        day = session.scalars(select(DutyDay).order_by(DutyDay.day)).first()
        assert day is not None
        month, sitting = day.day.isoformat()[:7], day.sittings[0].id
    for more in ("", "&view=calendar", f"&suggest={sitting}"):
        url = f"/stations/{station_id}/p/duty_days/manage?month={month}{more}"
        keeper.get(url)
        with count() as statements:
            page = keeper.get(url)
        assert page.status_code == 200
        assert len(statements) <= MOST_STATEMENTS, "\n".join(statements)
    assert "/put-in" in page.text


def test_a_suggestion_is_put_in_with_one_more_tap(database: Database, keeper: FlaskClient, station_id: int) -> None:
    with database.reading() as session:
        day = session.scalars(select(DutyDay).order_by(DutyDay.day)).first()
        assert day is not None
        url = f"/stations/{station_id}/p/duty_days/manage?month={day.day.isoformat()[:7]}&suggest={day.sittings[0].id}"
    answer = page_of(keeper.get(url)).form("/put-in").submit(keeper)
    assert answer.status_code == 303
    assert held(database) == 1


def test_nonsense_in_a_cell_is_refused_with_a_sentence_and_changes_nothing(
    database: Database, keeper: FlaskClient, station_id: int, tap: Tap
) -> None:
    url = asked(database, keeper, station_id)
    for bad in ("x", "1", "-", "1-", "999999-1", "1-999999", "9" * 40 + "-1", "٣-٤", "1-1-1"):
        answer = tap(keeper, f"{url}/set", cell=bad)
        assert answer.status_code == 409, (bad, answer.status_code)
        assert 'role="alert"' in answer.text
    for bad in ("", "x", "9" * 30):
        assert tap(keeper, f"{url}/set", deputy=bad, sitting=bad).status_code == 422
    with database.reading() as session:
        place = session.scalars(select(Proposal)).one().places[0].id
    for bad in ("x", "0", "999999", "-1"):
        assert tap(keeper, f"/p/duty_days/proposed/{place}/move", sitting=bad).status_code == 409


def test_a_page_that_is_old_publishes_nothing_and_shows_what_is_now(
    database: Database, keeper: FlaskClient, station_id: int
) -> None:
    url = asked(database, keeper, station_id)
    old = page_of(keeper.get(url)).form("/publish")
    with database.writing() as session:
        day = session.scalars(select(DutyDay).order_by(DutyDay.day)).first()
        assert day is not None
        day.state = "cancelled"
    answer = old.submit(keeper)
    assert answer.status_code == 409
    assert held(database) == 0
    assert page_of(answer).form("/publish").submit(keeper).status_code == 303
    assert held(database) == 33


def test_it_is_dropped_and_taken_back_with_buttons(database: Database, keeper: FlaskClient, station_id: int) -> None:
    url = asked(database, keeper, station_id)
    page_of(keeper.get(url)).form("/publish").submit(keeper)
    page_of(keeper.get(url)).form("/take-back").submit(keeper)
    assert held(database) == 0
    page_of(keeper.get(url)).form("/drop").submit(keeper)
    with database.reading() as session:
        assert session.scalars(select(Proposal.state)).one() == "dropped"
    assert keeper.get(url).status_code == 200


def test_waiting_can_be_cut_short(database: Database, keeper: FlaskClient, station_id: int) -> None:
    page = page_of(keeper.get(f"/stations/{station_id}/p/duty_days/rota"))
    url = page.form("/rota").submit(keeper, {"span": "quarter"}).location
    waiting = page_of(keeper.get(url))
    assert 'hx-get="' in keeper.get(url).text
    waiting.form("/go-on").submit(keeper)
    with database.reading() as session:
        assert session.scalars(select(Proposal.state)).one() == "ready"


def test_locked_places_are_marked_and_unlocked(
    database: Database, keeper: FlaskClient, station_id: int, tap: Tap
) -> None:
    with database.reading() as session:
        slot = session.scalars(select(Slot).order_by(Slot.id)).first()
        assert slot is not None
        number = slot.id
    tap(keeper, f"/p/duty_days/slots/{number}/lock")
    with database.reading() as session:
        assert session.get_one(Slot, number).locked
    tap(keeper, f"/p/duty_days/slots/{number}/unlock")
    with database.reading() as session:
        assert not session.get_one(Slot, number).locked


# The wall


@pytest.mark.parametrize("format_", ["pdf", "xlsx"])
def test_the_rota_prints_with_names_and_without_numbers_unless_asked(
    database: Database, keeper: FlaskClient, station_id: int, format_: str
) -> None:
    with database.writing() as session:
        station = session.get_one(type(make_station(session)), station_id)
        deputy = make_deputy(session, "Ann Ash", station=station, phone="19955501234")
        day = session.scalars(select(DutyDay).where(DutyDay.station_id == station_id).order_by(DutyDay.day)).first()
        assert day is not None
        put_in(session, day.sittings[0].id, deputy.id, AT)
        month = day.day.isoformat()[:7]
    page = page_of(keeper.get(f"/stations/{station_id}/p/duty_days/wall"))
    plain = page.form("/wall").submit(keeper, {"first": month, "span": "month", "format": format_})
    assert plain.status_code == 200, plain.text
    whole = page_of(keeper.get(f"/stations/{station_id}/p/duty_days/wall")).form("/wall")
    revealed = whole.submit(keeper, {"first": month, "span": "month", "format": format_, "phones": "y"})
    if format_ == "pdf":
        assert plain.data.startswith(b"%PDF")
    else:
        text = zipfile.ZipFile(io.BytesIO(plain.data)).read("xl/worksheets/sheet1.xml").decode()
        assert "Ann Ash" in text
        assert "1234" not in text
        assert "<f>" not in text
        assert "199 5550 1234" in zipfile.ZipFile(io.BytesIO(revealed.data)).read("xl/worksheets/sheet1.xml").decode()
    with database.reading() as session:
        entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "export")).all()
        assert [entry.actor for entry in entries] == ["keeper", "keeper"]


# Deputies


def test_a_deputy_offers_and_another_takes_over_with_one_tap_each(database: Database, as_: As, station_id: int) -> None:
    with database.writing() as session:
        station = session.get_one(type(make_station(session)), station_id)
        giver, taker = make_deputy(session, station=station), make_deputy(session, station=station)
        day = session.scalars(select(DutyDay).where(DutyDay.station_id == station_id).order_by(DutyDay.day)).first()
        assert day is not None
        put_in(session, day.sittings[0].id, giver.id, AT)
        make_account(session, "giver", role=Role.DEPUTY, deputy=giver)
        make_account(session, "taker", role=Role.DEPUTY, deputy=taker)
        taker_id = taker.id
    with database.reading() as session:
        giving, taking = as_(find_account(session, "giver")), as_(find_account(session, "taker"))
    page_of(giving.get("/p/duty_days/exchange")).form("/offer").submit(giving)
    answer = page_of(taking.get("/p/duty_days/exchange")).form("/take-over").submit(taking)
    assert answer.status_code == 303
    with database.reading() as session:
        assert session.scalars(select(Slot.deputy_id).where(Slot.deputy_id.is_not(None))).all() == [taker_id]
        assert session.scalars(select(Offer.state)).all() == ["done"]


def test_the_station_consents_on_its_page(database: Database, keeper: FlaskClient, station_id: int) -> None:
    with database.writing() as session:
        station = session.get_one(type(make_station(session)), station_id)
        exchanging.choose(session, station, needs_consent=True)
        giver, taker = make_deputy(session, station=station), make_deputy(session, station=station)
        day = session.scalars(select(DutyDay).where(DutyDay.station_id == station_id).order_by(DutyDay.day)).first()
        assert day is not None
        slot = put_in(session, day.sittings[0].id, giver.id, AT)
        offer = exchanging.offer(session, slot.id, giver.id, today=today(), at=AT)
        exchanging.take_over(session, offer.id, taker.id, today=today(), at=AT)
        number, taker_id = slot.id, taker.id
    url = f"/stations/{station_id}/p/duty_days/exchanges"
    page_of(keeper.get(url)).form("/consent").submit(keeper)
    with database.reading() as session:
        assert session.get_one(Slot, number).deputy_id == taker_id
    assert page_of(keeper.get(url)).form("/exchanges").submit(keeper, {}).status_code == 303


# Many stations


def test_an_office_fills_many_stations_at_once_and_a_manager_cannot(
    app: Flask, database: Database, as_: As, keeper: FlaskClient, station_id: int
) -> None:
    assert keeper.get("/p/duty_days/rounds/new").status_code == 404
    with database.writing() as session:
        other = make_station(session, deputies=3)
        make_duty_day(session, other, today() + timedelta(days=8))
        make_account(session, "chief", role=Role.ADMINISTRATOR)
    with database.reading() as session:
        chief = as_(find_account(session, "chief"))
    answer = page_of(chief.get("/p/duty_days/rounds/new")).form("/new").submit(chief, {"span": "year"})
    assert answer.status_code == 303, answer.text
    assert "正在生成驻站日" in page_of(chief.get(answer.location)).text
    drain(app)
    page_of(chief.get(answer.location)).form("/publish").submit(chief)
    assert "正在逐站公布" in page_of(chief.get(answer.location)).text
    drain(app)
    assert held(database) == 39
