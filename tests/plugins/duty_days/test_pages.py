"""The pages: what strangers, deputies and managers see, and what happens to bad input."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from core.access import Role
from core.audit.models import AuditEntry
from core.clock import today
from core.database import Database
from core.testing import Count, make_account, make_deputy, make_station, page_of
from plugins.duty_days import service
from plugins.duty_days.models import DutyDay, Rule, Slot
from plugins.duty_days.rules import service as rules
from plugins.duty_days.rules.rhythms import day_of_month
from plugins.duty_days.signing_up import service as signing_up
from plugins.duty_days.testing import make_duty_day, make_rule, make_sitting
from tests.plugins.duty_days.conftest import AT

As = Callable[[Any], FlaskClient]
Tap = Callable[..., Any]


@pytest.fixture
def station_id(database: Database) -> int:
    """A station with a rule, and a manager named "keeper"."""
    with database.writing() as session:
        station = make_station(session, "North Mill", deputies=2)
        make_account(session, "keeper", role=Role.MANAGER, station=station)
        make_rule(session, station)
        return station.id


@pytest.fixture
def keeper(database: Database, as_: As, station_id: int) -> FlaskClient:
    """The station's manager, signed in."""
    from core.accounts.service import find_account

    with database.reading() as session:
        return as_(find_account(session, "keeper"))


def count(database: Database, model: Any) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


# Everybody


def test_strangers_read_when_and_whom_they_meet_but_no_number_and_nobody_who_asked_not_to_be_shown(
    database: Database, client: FlaskClient
) -> None:
    with database.writing() as session:
        station = make_station(session)
        sitting = make_duty_day(session, station, theme="Wages").sittings[0]
        shown = make_deputy(session, "Ann Ash", station=station, phone_public=True)
        hidden = make_deputy(session, "Bo Birch", station=station, is_shown=False)
        for deputy in (shown, hidden):
            signing_up.put_in(session, sitting.id, deputy.id, AT)
        phones = [shown.person.phone, hidden.person.phone]
    for url in (f"/stations/{station.id}/p/duty_days/", f"/stations/{station.id}"):
        text = client.get(url).text
        assert "Wages" in text
        assert "09:00–11:30" in text
        assert "Ann Ash" in text
        assert "Bo Birch" not in text
        assert not [phone for phone in phones if phone and phone in text]


def test_a_cancelled_day_stays_in_the_public_list_and_says_so(
    database: Database, client: FlaskClient, station_id: int
) -> None:
    with database.writing() as session:
        service.cancel(session, session.scalars(select(DutyDay).order_by(DutyDay.day)).first())  # type: ignore[arg-type]
    assert "已取消" in page_of(client.get(f"/stations/{station_id}/p/duty_days/")).text


def test_words_that_are_not_understood_are_shown_in_place_of_days(database: Database, client: FlaskClient) -> None:
    with database.writing() as session:
        station = make_station(session, duty_words="逢3逢8")
    for url in (f"/stations/{station.id}/p/duty_days/", f"/stations/{station.id}"):
        assert "逢3逢8" in page_of(client.get(url)).text


def test_the_home_page_names_the_next_duty_days(database: Database, client: FlaskClient, station_id: int) -> None:
    assert f"/stations/{station_id}/p/duty_days/" in page_of(client.get("/")).links


# Who runs a station


def test_the_manager_puts_somebody_in_and_takes_them_out(
    database: Database, keeper: FlaskClient, station_id: int
) -> None:
    page = page_of(keeper.get(f"/stations/{station_id}/p/duty_days/manage"))
    form = page.form("/put-in")
    deputy_id = next(choice for choice in form.fields[-1].choices if choice)
    answer = form.submit(keeper, {"deputy": deputy_id})
    page = page_of(keeper.get(answer.location))
    page.form("/take-out").submit(keeper)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Slot).where(Slot.deputy_id.is_not(None))) == 0
        changes = session.scalars(
            select(AuditEntry).where(AuditEntry.subject_kind == "duty_days__slot", AuditEntry.action == "change")
        ).all()
        assert [entry.actor for entry in changes] == ["keeper", "keeper"]


def test_somebody_of_another_station_is_refused_at_the_field(
    database: Database, keeper: FlaskClient, tap: Tap, station_id: int
) -> None:
    with database.writing() as session:
        other = make_deputy(session, station=make_station(session))
        sitting = session.scalars(select(DutyDay)).first().sittings[0].id  # type: ignore[union-attr]
    for bad in (str(other.id), "", "x", "99999999", "-1", "1" * 30):
        answer = tap(keeper, f"/p/duty_days/sittings/{sitting}/put-in", deputy=bad)
        assert answer.status_code == 422, bad
        assert f'id="deputy-{sitting}-error"' in answer.text
    assert tap(keeper, f"/p/duty_days/sittings/{sitting}/put-in").status_code == 422


def test_telephone_numbers_are_hidden_until_asked_for_and_the_asking_is_written_down(
    database: Database, keeper: FlaskClient, station_id: int
) -> None:
    with database.writing() as session:
        station = session.get_one(type(make_station(session)), station_id)
        deputy = make_deputy(session, station=station, phone="19955501234")
        signing_up.put_in(session, make_sitting(session, station).id, deputy.id, AT)
    month = (today() + timedelta(days=7)).isoformat()[:7]
    page = page_of(keeper.get(f"/stations/{station_id}/p/duty_days/manage?month={month}"))
    assert "199********" in page.text
    assert "1234" not in page.text
    answer = page.form("/manage/phones").submit(keeper)
    assert "199 5550 1234" in page_of(answer).text
    with database.reading() as session:
        seen = session.scalars(select(AuditEntry).where(AuditEntry.action == "reveal_phone")).one()
        assert (seen.actor, seen.subject_id) == ("keeper", str(deputy.id))


@pytest.mark.parametrize(
    "month", ["", "2026", "2026-13", "0000-00", "9999-12", "1999-01", "2026-1", "x" * 300, "2026-11-01", "一"]
)
def test_any_month_in_the_address_gives_a_page(keeper: FlaskClient, station_id: int, month: str) -> None:
    answer = keeper.get(f"/stations/{station_id}/p/duty_days/manage", query_string={"month": month})
    assert answer.status_code == 200


def test_a_day_is_cancelled_and_brought_back_in_its_place(
    database: Database, keeper: FlaskClient, station_id: int
) -> None:
    page = page_of(keeper.get(f"/stations/{station_id}/p/duty_days/manage"))
    page = page_of(keeper.get(page.form("/cancel").submit(keeper).location))
    assert "已取消" in page.text
    page = page_of(keeper.get(page.form("/restore").submit(keeper).location))
    assert page.form("/cancel")


def test_an_extra_day_is_added_and_its_double_tap_is_one(
    database: Database, keeper: FlaskClient, station_id: int
) -> None:
    before = count(database, DutyDay)
    form = page_of(keeper.get(f"/stations/{station_id}/p/duty_days/days/new")).form("/days/new")
    day = (today() + timedelta(days=30)).replace(day=17)
    typed = {"day": day.isoformat(), "theme": "Wages", "begins": "9:00", "ends": "11:30", "places": "２"}
    first, again = form.submit(keeper, typed), form.submit(keeper, typed)
    assert first.status_code == again.status_code == 303
    assert first.location == again.location
    assert count(database, DutyDay) == before + 1
    assert "Wages" in page_of(keeper.get(first.location)).text


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"day": ""}, "day"),
        ({"day": "  "}, "day"),
        ({"day": "tomorrow"}, "day"),
        ({"day": "2020-01-01"}, "day"),
        ({"day": "9999-12-31"}, "day"),
        ({"day": "0001-01-01"}, "day"),
        ({"places": "0"}, "places"),
        ({"places": "1000"}, "places"),
        ({"places": "-1"}, "places"),
        ({"places": "many"}, "places"),
        ({"places": ""}, "places"),
        ({"places": "9" * 40}, "places"),
        ({"begins": "25:00"}, "begins"),
        ({"begins": "09:00", "ends": ""}, "ends"),
        ({"begins": "", "ends": "11:00"}, "begins"),
        ({"begins": "11:00", "ends": "09:00"}, "ends"),
        ({"theme": "x" * 500}, "theme"),
    ],
)
def test_bad_input_is_a_sentence_at_the_field_and_nothing_typed_is_lost(
    database: Database, keeper: FlaskClient, station_id: int, typed: dict[str, str], field: str
) -> None:
    before = count(database, DutyDay)
    form = page_of(keeper.get(f"/stations/{station_id}/p/duty_days/days/new")).form("/days/new")
    day = (today() + timedelta(days=30)).replace(day=17).isoformat()
    answer = form.submit(keeper, {"day": day, "theme": "Wages", "begins": "", "ends": "", "places": "3"} | typed)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    again = page_of(answer).form("/days/new").values
    assert again["theme"] == [typed.get("theme", "Wages")]
    assert again["places"] == [typed.get("places", "3")]
    assert count(database, DutyDay) == before


def test_a_second_day_on_the_same_date_is_refused_at_the_date(
    keeper: FlaskClient, database: Database, station_id: int
) -> None:
    with database.reading() as session:
        taken = session.scalars(select(DutyDay.day)).first()
    form = page_of(keeper.get(f"/stations/{station_id}/p/duty_days/days/new")).form("/days/new")
    answer = form.submit(keeper, {"day": str(taken), "places": "3"})
    assert answer.status_code == 422
    assert 'id="day-error"' in answer.text


def test_fewer_places_than_deputies_are_refused_at_the_places(
    database: Database, keeper: FlaskClient, station_id: int
) -> None:
    with database.writing() as session:
        duty_day = session.scalars(select(DutyDay).order_by(DutyDay.day)).first()
        assert duty_day is not None
        for _one in range(2):
            signing_up.put_in(session, duty_day.sittings[0].id, make_deputy(session, station=duty_day.station).id, AT)
    form = page_of(keeper.get(f"/p/duty_days/days/{duty_day.id}")).form(f"/days/{duty_day.id}")
    answer = form.submit(keeper, {"places": "1"})
    assert answer.status_code == 422
    assert 'id="places-error"' in answer.text
    assert form.submit(keeper, {"places": "2"}).status_code == 303


# Rules


def test_a_rule_is_shown_in_twelve_dates_before_it_is_saved(
    database: Database, keeper: FlaskClient, station_id: int
) -> None:
    url = f"/stations/{station_id}/p/duty_days/rules"
    form = page_of(keeper.get(url)).form("/stations/")
    answer = form.submit(keeper, {"kind": "weekdays", "nth": "5", "weekday": "0", "places": "2", "step": "save"})
    assert answer.status_code == 200, "what was never shown is not saved"
    assert count(database, Rule) == 1
    preview = page_of(answer)
    assert answer.text.count("<li>") >= 12
    answer = preview.form("/stations/").submit(keeper, {"step": "save"})
    assert answer.status_code == 303
    assert count(database, Rule) == 2
    assert "每月第五个星期一" in page_of(keeper.get(url)).text


def test_a_rule_changed_after_its_preview_is_shown_again_first(
    database: Database, keeper: FlaskClient, station_id: int
) -> None:
    form = page_of(keeper.get(f"/stations/{station_id}/p/duty_days/rules")).form("/stations/")
    preview = page_of(form.submit(keeper, {"day": "15", "step": "preview"})).form("/stations/")
    assert preview.submit(keeper, {"day": "16", "step": "save"}).status_code == 200
    assert count(database, Rule) == 1
    assert preview.submit(keeper, {"step": "save"}).status_code == 303


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"day": ""}, "day"),
        ({"day": "0"}, "day"),
        ({"day": "32"}, "day"),
        ({"day": "tenth"}, "day"),
        ({"day": "10"}, "kind"),  # the station has it
        ({"day": "5", "places": "0"}, "places"),
        ({"day": "5", "places": "1000"}, "places"),
        ({"day": "5", "begins": "18:00", "ends": "9:00"}, "ends"),
        ({"day": "5", "valid_from": "soon"}, "valid_from"),
        ({"kind": "yearly"}, "kind"),
        ({"kind": "weekly"}, "weekdays"),
        ({"kind": "weekdays", "nth": "6"}, "nth"),
        ({"kind": "weekdays", "nth": "1", "weekday": "7"}, "weekday"),
        ({"kind": "weekdays", "nth": "1", "weekday": "Monday"}, "weekday"),
    ],
)
def test_a_bad_rule_is_a_sentence_at_the_field(
    database: Database, keeper: FlaskClient, station_id: int, typed: dict[str, str], field: str
) -> None:
    form = page_of(keeper.get(f"/stations/{station_id}/p/duty_days/rules")).form("/stations/")
    answer = form.submit(keeper, {"step": "save"} | typed)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert page_of(answer).form("/stations/").values["day"] == [typed.get("day", "")]
    assert count(database, Rule) == 1


def test_a_rule_far_in_the_future_and_one_of_the_past_are_no_accident(keeper: FlaskClient, station_id: int) -> None:
    form = page_of(keeper.get(f"/stations/{station_id}/p/duty_days/rules")).form("/stations/")
    for valid_from in ("2000-01-01", "2090-01-01", "9999-12-30"):
        answer = form.submit(keeper, {"day": "31", "valid_from": valid_from, "step": "preview"})
        assert answer.status_code in (200, 422), valid_from


def test_words_understood_later_are_filled_in_and_words_not_understood_stand_on_top(
    database: Database, as_: As
) -> None:
    with database.writing() as session:
        clear, unclear = make_station(session, duty_words="每月25日"), make_station(session, duty_words="逢集日")
        office = make_account(session, role=Role.OFFICE, region="320381")
    client = as_(office)
    assert page_of(client.get(f"/stations/{clear.id}/p/duty_days/rules")).form("/stations/").values["day"] == ["25"]
    page = page_of(client.get(f"/stations/{unclear.id}/p/duty_days/rules"))
    assert "逢集日" in page.text
    assert page.form("/stations/").values["day"] == [""]


def test_deleting_a_rule_says_how_many_days_stay(database: Database, keeper: FlaskClient, station_id: int) -> None:
    with database.writing() as session:
        duty_day = session.scalars(select(DutyDay).order_by(DutyDay.day)).first()
        assert duty_day is not None
        deputy = make_deputy(session, station=duty_day.station)
        signing_up.put_in(session, duty_day.sittings[0].id, deputy.id, AT)
    page = page_of(keeper.get(f"/stations/{station_id}/p/duty_days/rules"))
    answer = page.form("/delete").submit(keeper)
    assert "的 1 个驻站日予以保留" in page_of(keeper.get(answer.location)).text
    assert (count(database, Rule), count(database, DutyDay)) == (0, 1)


# Those who look after many stations


def test_the_list_of_all_shows_what_lies_within_reach(database: Database, as_: As) -> None:
    with database.writing() as session:
        near, far = make_station(session, "Near", region="320381"), make_station(session, "Far", region="320382")
        for station in (near, far):
            make_duty_day(session, station)
        office = make_account(session, role=Role.OFFICE, region="320381")
        leader = make_account(session, role=Role.LEADER, region="3203")
        keeper = make_account(session, role=Role.MANAGER, station=far)
    seen = {
        name: page_of(as_(account).get("/p/duty_days/list")).text
        for name, account in (("office", office), ("leader", leader), ("keeper", keeper))
    }
    assert ("Near" in seen["office"], "Far" in seen["office"]) == (True, False)
    assert ("Near" in seen["leader"], "Far" in seen["leader"]) == (True, True)
    assert ("Near" in seen["keeper"], "Far" in seen["keeper"]) == (False, True)


@pytest.mark.parametrize(
    "asked",
    [
        {"from": "x", "to": "y", "free": "2", "q": "%", "sort": "?", "page": "-1"},
        {"from": "2026-01-01", "to": "2026-12-31", "free": "1", "q": "_'\"", "sort": "-station", "page": "99"},
        {"q": "\x00" * 9, "page": "9" * 50},
    ],
)
def test_any_filter_in_the_address_gives_a_page(keeper: FlaskClient, asked: dict[str, str]) -> None:
    assert keeper.get("/p/duty_days/list", query_string=asked).status_code == 200


def test_the_number_on_the_start_page_leads_to_as_many_days(
    database: Database, keeper: FlaskClient, station_id: int
) -> None:
    with database.writing() as session:
        free = session.scalars(select(DutyDay).order_by(DutyDay.day)).all()
        station = free[0].station
        full = make_sitting(session, station, today() + timedelta(days=2), places=1)
        signing_up.put_in(session, full.id, make_deputy(session, station=station).id, AT)
        service.cancel(session, make_duty_day(session, station, today() + timedelta(days=3)))
    page = page_of(keeper.get("/start"))
    link = next(link for link in page.links if "free=1" in link)
    until = date.fromisoformat(link.partition("to=")[2][:10])
    wanted = sum(1 for duty_day in free if duty_day.day <= until)
    assert wanted > 0
    assert f"共{wanted}个驻站日" in page_of(keeper.get(link)).text


# How much it asks of the database


def test_no_page_asks_more_with_more_rows(database: Database, as_: As, count: Count, client: FlaskClient) -> None:
    with database.writing() as session:
        station = make_station(session)
        deputies = [make_deputy(session, station=station) for _one in range(6)]
        accounts = {
            "deputy": make_account(session, role=Role.DEPUTY, deputy=deputies[0]),
            "manager": make_account(session, role=Role.MANAGER, station=station),
        }
        signing_up.put_in(session, make_sitting(session, station, today() + timedelta(days=1)).id, deputies[0].id, AT)
    pages = [
        ("deputy", "/p/duty_days/"),
        ("deputy", f"/stations/{station.id}/p/duty_days/"),
        (None, f"/stations/{station.id}/p/duty_days/"),
        ("manager", "/p/duty_days/list"),
        ("manager", f"/stations/{station.id}/p/duty_days/manage"),
        ("manager", f"/stations/{station.id}/p/duty_days/rules"),
    ]

    def ask() -> dict[tuple[str | None, str], int]:
        found = {}
        for who, url in pages:
            asking = as_(accounts[who]) if who else client
            asking.get(url)
            with count() as statements:
                assert asking.get(url).status_code == 200
            found[who, url] = sum(1 for statement in statements if not statement.startswith("BEGIN"))
        return found

    few = ask()
    with database.writing() as session:
        for number in range(2, 26):
            sitting = make_sitting(session, station, today() + timedelta(days=number), places=4)
            for deputy in deputies[number % 3 : number % 3 + 3]:
                signing_up.put_in(session, sitting.id, deputy.id, AT)
        for day in range(1, 9):
            rules.add_rule(session, station, day_of_month(day), today())
    assert ask() == few
    assert max(few.values()) <= 8, few


def test_two_who_change_a_day_at_once_see_each_others(database: Database, keeper: FlaskClient, station_id: int) -> None:
    with database.reading() as session:
        address = f"/p/duty_days/days/{session.scalars(select(DutyDay.id).order_by(DutyDay.day.desc())).first()}"
    early, late = (page_of(keeper.get(address)).form(address) for _one in range(2))
    assert early.submit(keeper, {"theme": "Wages", "places": "5"}).status_code == 303
    answer = late.submit(keeper, {"theme": "Irrigation"})
    assert answer.status_code == 422
    assert "Wages" in answer.text
    assert page_of(answer).form(address).values["theme"] == ["Irrigation"]
    assert page_of(answer).form(address).values["places"] == ["5"]
