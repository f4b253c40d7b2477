"""The pages of rules: choosing, previewing, saving, changing; what rosters say; bad input."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from core.access import Role
from core.clock import today
from core.database import Database
from core.testing import Count, make_account, make_deputy, make_station, page_of
from plugins.duty_days.models import DutyDay, Rule
from plugins.duty_days.rules import service
from plugins.duty_days.rules.rhythms import (
    Dates,
    EveryDays,
    Listed,
    LunarDates,
    Rhythm,
    Weekdays,
    Weekly,
    WeekOfMonth,
    day_of_month,
)
from plugins.duty_days.signing_up import service as signing_up
from plugins.duty_days.testing import make_rule
from tests.plugins.duty_days.conftest import AT

As = Callable[[Any], FlaskClient]
SOON = date(2026, 12, 4)


@pytest.fixture
def keeper(database: Database, as_: As) -> FlaskClient:
    """The manager of station 1, which has no rule, signed in."""
    with database.writing() as session:
        station = make_station(session, "North Mill", deputies=2)
        account = make_account(session, role=Role.MANAGER, station=station)
    return as_(account)


def saved(database: Database) -> list[Rule]:
    with database.reading() as session:
        return list(session.scalars(select(Rule).order_by(Rule.id)))


def count(database: Database, model: Any) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def preview(client: FlaskClient, typed: dict[str, Any], url: str = "/stations/1/p/duty_days/rules") -> Any:
    return page_of(client.get(url)).form(url).submit(client, {"step": "preview"} | typed)


def save(client: FlaskClient, typed: dict[str, Any], url: str = "/stations/1/p/duty_days/rules") -> Any:
    shown = preview(client, typed, url)
    assert shown.status_code == 200, page_of(shown).text
    return page_of(shown).form(url).submit(client, {"step": "save"})


@pytest.mark.parametrize(
    ("typed", "rhythm"),
    [
        ({"kind": "dates", "day": "10"}, day_of_month(10)),
        ({"kind": "dates", "day": "１，15", "last_day": "y"}, Dates((-1, 1, 15))),
        ({"kind": "weekdays", "nth": ["1", "3"], "weekday": ["4"]}, Weekdays((1, 3), (4,))),
        ({"kind": "week_of_month", "week": "1", "week_weekday": "0"}, WeekOfMonth(1, 0)),
        ({"kind": "weekly", "weekdays": ["1", "3"], "every": "1"}, Weekly((1, 3))),
        ({"kind": "weekly", "weekdays": "4", "every": "2", "anchor": "2026-12-04"}, Weekly((4,), 2, SOON)),
        ({"kind": "months", "months": ["3", "9"], "months_by": "dates", "months_day": "5 20"}, Dates((5, 20), (3, 9))),
        (
            {"kind": "months", "months": ["3", "9"], "months_by": "weekdays", "months_nth": "2", "months_weekday": "2"},
            Weekdays((2,), (2,), (3, 9)),
        ),
        (
            {"kind": "months", "months": "5", "months_by": "weekdays", "months_weekday": ["0", "1", "2", "3", "4"]},
            Weekly((0, 1, 2, 3, 4), months=(5,)),
        ),
        ({"kind": "digits", "digits": ["3", "8"]}, Dates((3, 8, 13, 18, 23, 28))),
        ({"kind": "lunar", "lunar_digits": ["3", "8"]}, LunarDates((3, 8, 13, 18, 23, 28))),
        ({"kind": "lunar", "lunar_days": "1、15"}, LunarDates((1, 15))),
        ({"kind": "every_days", "every_days": "5", "counted_from": "2026-12-04"}, EveryDays(5, SOON)),
        ({"kind": "listed", "listed": "2090-01-01\n2026-12-04 2026年12月25日"}, None),
        (
            {"kind": "listed", "listed": "2027-01-05\n2027/2/6，2027年3月7日"},
            Listed((date(2027, 1, 5), date(2027, 2, 6), date(2027, 3, 7))),
        ),
    ],
)
def test_every_rhythm_can_be_chosen_is_previewed_saved_and_shown_again(
    database: Database, keeper: FlaskClient, typed: dict[str, Any], rhythm: Rhythm | None
) -> None:
    if rhythm is None:
        assert preview(keeper, typed).status_code == 200
        return
    assert save(keeper, typed).status_code == 303
    rule = saved(database)[0]
    assert rule.rhythm == rhythm
    address = f"/p/duty_days/rules/{rule.id}"
    again = preview(keeper, {}, address)
    assert again.status_code == 200
    page = page_of(again)
    assert page.form(address).submit(keeper, {"step": "save"}).status_code == 303
    assert saved(database)[0].rhythm == rhythm, "opened and saved without a change it is the same"


def test_halves_policy_and_exceptions_are_kept(database: Database, keeper: FlaskClient) -> None:
    typed = {
        "kind": "dates",
        "day": "10",
        "halves": "halves",
        "morning_begins": "9:00",
        "morning_ends": "11:30",
        "afternoon_begins": "14:00",
        "afternoon_ends": "17:00",
        "afternoon_places": "2",
        "policy": "next",
        "policy_for": "days_off",
        "added": "2026-12-24",
        "left_out": "2027-01-10",
        "valid_until": "2027-10-31",
    }
    assert save(keeper, typed).status_code == 303
    rule = saved(database)[0]
    assert [(part.part, part.purpose, part.places) for part in rule.sittings] == [
        ("morning", "receives", 3),
        ("afternoon", "visits", 2),
    ]
    assert (rule.policy, rule.policy_for, rule.added, rule.left_out) == (
        "next",
        "days_off",
        ["2026-12-24"],
        ["2027-01-10"],
    )
    assert rule.valid_until == date(2027, 10, 31)


def test_the_preview_names_holidays_moved_days_and_years_that_are_guessed(keeper: FlaskClient) -> None:
    shown = page_of(preview(keeper, {"kind": "dates", "day": "1", "policy": "next"})).text
    assert "国庆节" in shown
    assert "调整而来" in shown
    assert "尚未公布" in shown


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"kind": "dates", "day": ""}, "day"),
        ({"kind": "dates", "day": "32"}, "day"),
        ({"kind": "dates", "day": "10; drop"}, "day"),
        ({"kind": "weekdays", "nth": [], "weekday": "0"}, "nth"),
        ({"kind": "weekdays", "nth": "1", "weekday": []}, "weekday"),
        ({"kind": "week_of_month", "week": "9"}, "week"),
        ({"kind": "weekly", "weekdays": [], "every": "1"}, "weekdays"),
        ({"kind": "weekly", "weekdays": "1", "every": "2", "anchor": ""}, "anchor"),
        ({"kind": "weekly", "weekdays": "1", "every": "99"}, "every"),
        ({"kind": "months", "months": [], "months_day": "1"}, "months"),
        ({"kind": "months", "months": "2", "months_by": "dates", "months_day": "30"}, "kind"),
        ({"kind": "months", "months": "3", "months_by": "weekdays"}, "months_weekday"),
        ({"kind": "digits", "digits": []}, "digits"),
        ({"kind": "lunar"}, "lunar_digits"),
        ({"kind": "lunar", "lunar_days": "31"}, "lunar_days"),
        ({"kind": "every_days", "every_days": "0", "counted_from": "2026-12-04"}, "every_days"),
        ({"kind": "every_days", "every_days": "99999999999", "counted_from": "2026-12-04"}, "every_days"),
        ({"kind": "every_days", "every_days": "5"}, "counted_from"),
        ({"kind": "listed", "listed": ""}, "listed"),
        ({"kind": "listed", "listed": "2026-02-30"}, "listed"),
        ({"kind": "listed", "listed": "2020-01-01"}, "kind"),
        ({"kind": "looms.shift"}, "kind"),
        ({"day": "10", "minimum": "4", "places": "3"}, "minimum"),
        ({"day": "10", "minimum": "3", "places": "3"}, "minimum"),  # two deputies only
        ({"day": "10", "begins": "09:00", "ends": ""}, "ends"),
        ({"day": "10", "halves": "halves", "morning_begins": "9:00", "morning_ends": "8:00"}, "morning_ends"),
        (
            {
                "day": "10",
                "halves": "halves",
                "morning_begins": "9:00",
                "morning_ends": "14:30",
                "afternoon_begins": "14:00",
                "afternoon_ends": "17:00",
            },
            "afternoon_begins",
        ),
        ({"day": "10", "halves": "halves", "afternoon_minimum": "4"}, "afternoon_minimum"),
        ({"day": "10", "added": "tomorrow"}, "added"),
        ({"day": "10", "policy": "never"}, "policy"),
        ({"day": "10", "valid_from": "2090-01-01"}, "valid_from"),
        ({"day": "10", "valid_until": "2020-01-01"}, "valid_until"),
    ],
)
def test_a_rule_that_cannot_be_is_a_sentence_at_the_field_and_nothing_typed_is_lost(
    database: Database, keeper: FlaskClient, typed: dict[str, Any], field: str
) -> None:
    typed = {"kind": "dates", "left_out": "2027-01-10"} | typed
    answer = preview(keeper, typed)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    values = page_of(answer).form("/p/duty_days/rules").values
    assert values["left_out"][0].strip() == "2027-01-10"
    for name, value in typed.items():
        if name in ("day", "listed", "every_days", "minimum", "afternoon_begins"):
            assert values[name][0].strip() == value
    assert count(database, Rule) == 0


def test_what_is_typed_at_another_choice_counts_for_nothing(database: Database, keeper: FlaskClient) -> None:
    typed = {
        "kind": "dates",
        "day": "10",
        "every_days": "x",
        "lunar_days": "99",
        "listed": "soon",
        "morning_places": "0",
    }
    assert save(keeper, typed).status_code == 303
    assert saved(database)[0].rhythm == day_of_month(10)


def test_a_market_asks_for_its_days_and_what_is_known_is_filled_in(database: Database, as_: As) -> None:
    with database.writing() as session:
        unclear = make_station(session, duty_words="逢集日")
        digits = make_station(session, duty_words="逢三逢八")
        moved = make_station(session, duty_words="每月10日（遇节假日顺延）")
        halves = make_station(session, duty_words="半天走访，半天接待")
        account = make_account(session, role=Role.OFFICE, region="320381")
    client = as_(account)

    def filled(station: Any) -> tuple[str, dict[str, list[str]]]:
        page = page_of(client.get(f"/stations/{station.id}/p/duty_days/rules"))
        return page.text, page.form("/p/duty_days/rules").values

    text, values = filled(unclear)
    assert "当地哪天逢集" in text
    assert values["kind"] == ["digits"]
    assert "digits" not in values
    _text, values = filled(digits)
    assert (values["digits"], values["lunar_digits"]) == (["3", "8"], ["3", "8"])
    _text, values = filled(moved)
    assert (values["day"], values["policy"]) == (["10"], ["next"])
    _text, values = filled(halves)
    assert values["halves"] == ["halves"]


def test_a_rule_is_changed_and_the_days_that_stay_are_named(database: Database, keeper: FlaskClient) -> None:
    with database.writing() as session:
        rule = make_rule(session, session.get_one(type(make_station(session)), 1), day_of_month(28))
        taken = session.scalars(select(DutyDay).order_by(DutyDay.day)).all()[-1]
        signing_up.put_in(session, taken.sittings[0].id, make_deputy(session, station=taken.station).id, AT)
        rule_id, day = rule.id, taken.day
    address = f"/p/duty_days/rules/{rule_id}"
    answer = save(keeper, {"day": "27"}, address)
    assert answer.status_code == 303
    assert day.isoformat() in page_of(keeper.get(answer.location)).text
    assert saved(database)[0].rhythm == day_of_month(27)


def test_a_change_that_was_never_shown_is_not_saved(database: Database, keeper: FlaskClient) -> None:
    with database.writing() as session:
        rule_id = make_rule(session, session.get_one(type(make_station(session)), 1)).id
    address = f"/p/duty_days/rules/{rule_id}"
    answer = page_of(keeper.get(address)).form(address).submit(keeper, {"day": "12", "step": "save"})
    assert answer.status_code == 200
    assert saved(database)[0].rhythm == day_of_month(10)


def test_a_page_with_many_rules_and_days_asks_no_more_of_the_database(
    database: Database, keeper: FlaskClient, count: Count
) -> None:
    def statements() -> int:
        with count() as found:
            preview(keeper, {"kind": "weekly", "weekdays": "1", "every": "1"})
        return sum(1 for statement in found if not statement.startswith("BEGIN"))

    statements()
    few = statements()
    with database.writing() as session:
        station = session.get_one(type(make_station(session)), 1)
        for day in range(1, 15):
            service.add_rule(session, station, day_of_month(day), today() - timedelta(days=1))
    assert statements() == few


def test_two_who_change_a_rule_at_once_see_each_others(database: Database, keeper: FlaskClient) -> None:
    with database.writing() as session:
        rule_id = make_rule(session, session.get_one(type(make_station(session)), 1)).id
    address = f"/p/duty_days/rules/{rule_id}"
    late = page_of(keeper.get(address)).form(address)
    assert save(keeper, {"policy": "next"}, address).status_code == 303
    answer = late.submit(keeper, {"policy": "leave_out", "step": "preview"})
    assert answer.status_code == 422
    assert 'id="policy-error"' in answer.text
    assert saved(database)[0].policy == "next"


def test_a_rule_that_was_deleted_meanwhile_is_not_there(database: Database, keeper: FlaskClient) -> None:
    with database.writing() as session:
        rule_id = make_rule(session, session.get_one(type(make_station(session)), 1)).id
    address = f"/p/duty_days/rules/{rule_id}"
    form, page = page_of(keeper.get(address)).form(address), page_of(keeper.get("/stations/1/p/duty_days/rules"))
    assert page.form("/delete").submit(keeper).status_code == 303
    assert form.submit(keeper, {"step": "preview"}).status_code == 404
