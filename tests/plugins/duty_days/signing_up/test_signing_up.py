"""Signing up and withdrawing, by service and by tap."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from core.access import Role
from core.clock import today
from core.database import Database
from core.testing import make_account, make_deputy, make_station, page_of
from plugins.duty_days import lists, service
from plugins.duty_days.errors import DayCancelled, DayPassed, MandateEnded, NotOfThisStation, SlotFull
from plugins.duty_days.models import Slot
from plugins.duty_days.rota import exchange_lists, exchanging
from plugins.duty_days.signing_up import service as signing_up
from plugins.duty_days.testing import make_duty_day, make_sitting
from tests.plugins.duty_days.conftest import AT

Tap = Callable[..., Any]
As = Callable[[Any], FlaskClient]


def test_a_sign_up_takes_the_first_free_place(session: Session) -> None:
    station = make_station(session, deputies=0)
    first, second = make_deputy(session, station=station), make_deputy(session, station=station)
    sitting = make_sitting(session, station)
    assert signing_up.sign_up(session, sitting.id, first.id, today(), AT).place == 1
    assert signing_up.sign_up(session, sitting.id, second.id, today(), AT).place == 2
    signing_up.withdraw(session, sitting.id, first.id, today(), AT)
    third = make_deputy(session, station=station)
    assert signing_up.sign_up(session, sitting.id, third.id, today(), AT).place == 1


def test_signing_up_twice_is_once(session: Session) -> None:
    station = make_station(session)
    deputy = make_deputy(session, station=station)
    sitting = make_sitting(session, station)
    assert signing_up.sign_up(session, sitting.id, deputy.id, today(), AT) is signing_up.sign_up(
        session, sitting.id, deputy.id, today(), AT
    )
    assert sitting.free == 2


def test_withdrawing_without_a_place_changes_nothing(session: Session) -> None:
    station = make_station(session)
    sitting = make_sitting(session, station)
    signing_up.withdraw(session, sitting.id, make_deputy(session, station=station).id, today(), AT)
    assert sitting.free == 3


def test_a_full_sitting_refuses_one_more_and_keeps_who_holds_it(session: Session) -> None:
    station = make_station(session)
    sitting = make_sitting(session, station, places=1)
    holder = make_deputy(session, station=station)
    signing_up.sign_up(session, sitting.id, holder.id, today(), AT)
    with pytest.raises(SlotFull) as refused:
        signing_up.sign_up(session, sitting.id, make_deputy(session, station=station).id, today(), AT)
    assert refused.value.facts == {"places": 1}
    assert signing_up.sign_up(session, sitting.id, holder.id, today(), AT).place == 1


def test_a_day_that_has_passed_takes_no_sign_up_and_no_withdrawal(session: Session) -> None:
    station = make_station(session)
    deputy = make_deputy(session, station=station)
    sitting = make_sitting(session, station, today() - timedelta(days=1))
    with pytest.raises(DayPassed):
        signing_up.sign_up(session, sitting.id, deputy.id, today(), AT)
    with pytest.raises(DayPassed):
        signing_up.withdraw(session, sitting.id, deputy.id, today(), AT)


def test_the_day_itself_still_takes_a_sign_up(session: Session) -> None:
    station = make_station(session)
    sitting = make_sitting(session, station, today())
    signing_up.sign_up(session, sitting.id, make_deputy(session, station=station).id, today(), AT)
    assert sitting.free == 2


def test_a_cancelled_day_takes_no_sign_up(session: Session) -> None:
    station = make_station(session)
    sitting = make_sitting(session, station)
    service.cancel(session, sitting.duty_day)
    with pytest.raises(DayCancelled):
        signing_up.sign_up(session, sitting.id, make_deputy(session, station=station).id, today(), AT)


@pytest.mark.parametrize("state", ["suspended", "resigned", "ended"])
def test_a_deputy_whose_mandate_is_not_exercised_cannot_sign_up(session: Session, state: str) -> None:
    station = make_station(session)
    deputy = make_deputy(session, "Ann Ash", station=station)
    for mandate in deputy.mandates:
        mandate.state = state
    session.flush()
    with pytest.raises(MandateEnded) as refused:
        signing_up.sign_up(session, make_sitting(session, station).id, deputy.id, today(), AT)
    assert "Ann Ash" in str(refused.value)


def test_whose_mandate_ended_is_offered_no_days(session: Session) -> None:
    station = make_station(session)
    deputy, other = (make_deputy(session, station=station) for _number in range(2))
    sitting = make_sitting(session, station)
    taken = make_sitting(session, station, sitting.duty_day.day + timedelta(days=1))
    exchanging.offer(
        session, signing_up.sign_up(session, taken.id, other.id, today(), AT).id, other.id, today=today(), at=AT
    )

    def offered() -> tuple[list[int], int]:
        days = lists.open_to(session, deputy.id, [station.id], today())
        return [one.id for one in days], len(exchange_lists.offers_to(session, deputy.id, [station.id], today()))

    assert offered() == ([sitting.id, taken.id], 1)
    deputy.mandates[0].state = "ended"
    session.flush()
    assert offered() == ([], 0)


def test_the_start_page_offers_only_days_whose_signing_up_is_open(database: Database, as_: As) -> None:
    with database.writing() as session:
        station = make_station(session)
        account = make_account(session, role=Role.DEPUTY, deputy=make_deputy(session, station=station))
        now_open, later = (make_sitting(session, station, today() + timedelta(days=days)) for days in (3, 20))
        later.duty_day.opens_days = 5
    page = page_of(as_(account).get("/start"))
    taps = [form.action for form in page.forms if "sign-up" in form.action]
    assert taps == [f"/p/duty_days/sittings/{now_open.id}/sign-up"]


def test_one_of_two_mandates_is_enough(session: Session) -> None:
    station = make_station(session)
    deputy = make_deputy(session, station=station, mandates=("county", "township"))
    deputy.mandates[0].state = "ended"
    session.flush()
    assert signing_up.sign_up(session, make_sitting(session, station).id, deputy.id, today(), AT)


def test_a_deputy_of_another_station_cannot_sign_up(session: Session) -> None:
    here, there = make_station(session), make_station(session)
    with pytest.raises(NotOfThisStation):
        signing_up.sign_up(session, make_sitting(session, here).id, make_deputy(session, station=there).id, today(), AT)


def test_a_deputy_of_a_room_serves_at_the_station_above_but_not_the_other_way_round(session: Session) -> None:
    station = make_station(session)
    room = make_station(session, parent=station, tier="room")
    of_room, of_station = make_deputy(session, station=room), make_deputy(session, station=station)
    assert signing_up.sign_up(session, make_sitting(session, station).id, of_room.id, today(), AT)
    with pytest.raises(NotOfThisStation):
        signing_up.sign_up(session, make_sitting(session, room).id, of_station.id, today(), AT)


def test_one_tap_signs_up_and_the_page_offers_to_undo_it(database: Database, as_: As, tap: Tap) -> None:
    with database.writing() as session:
        station = make_station(session, "North Mill")
        account = make_account(session, role=Role.DEPUTY, deputy=make_deputy(session, station=station))
        sitting = make_sitting(session, station)
    client = as_(account)
    page = page_of(client.get("/p/duty_days/"))
    answer = page.form(f"/sittings/{sitting.id}/sign-up").submit(client)
    assert answer.status_code == 303
    page = page_of(client.get(answer.location))
    assert "报名成功" in page.text
    assert not [form for form in page.forms if "sign-up" in form.action]
    withdraw = page.form(f"/sittings/{sitting.id}/withdraw")
    page = page_of(client.get(withdraw.submit(client).location))
    assert "已退出" in page.text
    again = page_of(client.get(tap(client, withdraw.action).location))
    assert "候补" not in again.text, "who waited for nothing is not told that they wait no longer"
    assert page.form(f"/sittings/{sitting.id}/sign-up")


def test_who_comes_too_late_is_told_kindly_and_shown_the_other_days(database: Database, as_: As, tap: Tap) -> None:
    with database.writing() as session:
        station = make_station(session)
        account = make_account(session, role=Role.DEPUTY, deputy=make_deputy(session, station=station))
        full = make_sitting(session, station, places=1)
        signing_up.sign_up(session, full.id, make_deputy(session, station=station).id, today(), AT)
        other = make_duty_day(session, station, today() + timedelta(days=9)).sittings[0]
    answer = tap(as_(account), f"/p/duty_days/sittings/{full.id}/sign-up")
    page = page_of(answer)
    assert answer.status_code == 409
    assert "刚刚报满" in page.text
    assert page.form(f"/sittings/{other.id}/sign-up")


@pytest.mark.parametrize("case", ["cancelled", "passed", "ended"])
def test_every_refusal_is_a_sentence_and_no_error_page(database: Database, as_: As, tap: Tap, case: str) -> None:
    with database.writing() as session:
        station = make_station(session)
        deputy = make_deputy(session, station=station)
        account = make_account(session, role=Role.DEPUTY, deputy=deputy)
        sitting = make_sitting(session, station, today() - timedelta(days=3) if case == "passed" else None)
        if case == "cancelled":
            service.cancel(session, sitting.duty_day)
        if case == "ended":
            deputy.mandates[0].state = "ended"
    answer = tap(as_(account), f"/p/duty_days/sittings/{sitting.id}/sign-up")
    said = {"cancelled": "已取消", "passed": "已经过去", "ended": "没有在任"}
    assert answer.status_code in (409, 422)
    assert said[case] in page_of(answer).text
    with database.reading() as session:
        assert session.get_one(Slot, sitting.slots[0].id).deputy_id is None


def test_a_deputy_cannot_tap_at_a_station_of_others(database: Database, as_: As, tap: Tap) -> None:
    with database.writing() as session:
        here, there = make_station(session), make_station(session)
        account = make_account(session, role=Role.DEPUTY, deputy=make_deputy(session, station=there))
        sitting = make_sitting(session, here)
    assert tap(as_(account), f"/p/duty_days/sittings/{sitting.id}/sign-up").status_code == 403


def test_a_stranger_is_sent_to_sign_in(database: Database, client: FlaskClient) -> None:
    with database.writing() as session:
        sitting = make_sitting(session, make_station(session))
    assert client.get("/p/duty_days/").status_code in (302, 303)
    assert client.post(f"/p/duty_days/sittings/{sitting.id}/sign-up").status_code in (302, 303, 400)


def test_an_account_that_is_linked_to_no_deputy_is_told_so(database: Database, as_: As, tap: Tap) -> None:
    with database.writing() as session:
        station = make_station(session)
        account = make_account(session, role=Role.DEPUTY, region=station.region_code)
        account.person_id = None
        sitting = make_sitting(session, station)
        url = f"/p/duty_days/sittings/{sitting.id}"
    client = as_(account)
    assert client.get("/p/duty_days/").status_code == 200
    assert tap(client, f"{url}/sign-up").status_code in (403, 422)
    assert tap(client, f"{url}/withdraw").status_code in (403, 422)


def test_a_cancelled_day_stays_on_my_page_and_says_so(database: Database, as_: As) -> None:
    with database.writing() as session:
        station = make_station(session)
        deputy = make_deputy(session, station=station)
        account = make_account(session, role=Role.DEPUTY, deputy=deputy)
        sitting = make_sitting(session, station)
        signing_up.sign_up(session, sitting.id, deputy.id, today(), AT)
        service.cancel(session, sitting.duty_day)
    page = page_of(as_(account).get("/p/duty_days/"))
    assert "已取消，您不用到站" in page.text
    assert not [form for form in page.forms if "/sittings/" in form.action]


def test_a_station_where_duty_days_are_switched_off_offers_none(database: Database, as_: As, tap: Tap) -> None:
    from core.plugin_host.models import PluginSwitch

    with database.writing() as session:
        station = make_station(session)
        account = make_account(session, role=Role.DEPUTY, deputy=make_deputy(session, station=station))
        sitting = make_sitting(session, station)
        session.add(PluginSwitch(plugin="duty_days", station_id=station.id, is_on=False))
    client = as_(account)
    assert not [form for form in page_of(client.get("/p/duty_days/")).forms if "/sittings/" in form.action]
    assert tap(client, f"/p/duty_days/sittings/{sitting.id}/sign-up").status_code == 404
