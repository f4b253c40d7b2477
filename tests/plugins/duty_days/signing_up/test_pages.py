"""Signing up on its pages: a deputy on a phone, and who runs the station."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from core.access import Role
from core.accounts.models import Account
from core.clock import today
from core.database import Database
from core.testing import Count, make_account, make_deputy, make_station, page_of
from plugins.duty_days.models import DutyDay, Invitation, Leave, Preference, SignUpChoice, Sitting, Slot
from plugins.duty_days.signing_up import choices, invitations, service
from plugins.duty_days.signing_up.composition import Want
from plugins.duty_days.testing import make_duty_day, make_sitting
from tests.plugins.duty_days.signing_up.conftest import Place, at, make_place

As = Callable[[Account], FlaskClient]
MINE = "/p/duty_days/"


@pytest.fixture
def world(database: Database) -> tuple[Place, list[Account], Account]:
    """A place, accounts of its first two deputies, and its manager's."""
    with database.writing() as session:
        place = make_place(session)
        accounts = [make_account(session, role=Role.DEPUTY, deputy=one) for one in place.deputies[:2]]
        manager = make_account(session, role=Role.MANAGER, station=place.station)
    return place, accounts, manager


def take_all(database: Database, place: Place) -> None:
    with database.writing() as session:
        service.sign_up(session, place.sitting.id, place.deputies[4].id, today(), at())


def holder(database: Database, place: Place) -> int | None:
    with database.reading() as session:
        return session.scalars(select(Slot.deputy_id).where(Slot.sitting_id == place.sitting.id)).one()


def test_a_full_day_is_waited_for_with_one_tap_and_left_with_one(database: Database, as_: As, world: Any) -> None:
    place, accounts, _manager = world
    take_all(database, place)
    client = as_(accounts[0])
    answer = page_of(client.get(MINE)).form(f"/sittings/{place.sitting.id}/wait").submit(client)
    page = page_of(client.get(answer.location))
    assert "候补第1位" in page.text
    second = as_(accounts[1])
    page_of(second.get(MINE)).form(f"/sittings/{place.sitting.id}/wait").submit(second)
    assert "候补第2位" in page_of(second.get(MINE)).text
    page.form(f"/sittings/{place.sitting.id}/withdraw").submit(client)
    assert "候补第1位" in page_of(second.get(MINE)).text
    assert "候补第" not in page_of(client.get(MINE)).text


def test_who_comes_too_late_is_offered_to_wait_and_who_moved_up_is_told(
    database: Database, as_: As, tap: Any, world: Any
) -> None:
    place, accounts, manager = world
    take_all(database, place)
    client = as_(accounts[0])
    answer = tap(client, f"/p/duty_days/sittings/{place.sitting.id}/sign-up")
    assert answer.status_code == 409
    page_of(answer).form("/wait").submit(client)
    keeper = as_(manager)
    month = page_of(keeper.get(f"/p/duty_days/sittings/{place.sitting.id}/sign-ups"))
    month.form("/take-out").submit(keeper)
    assert holder(database, place) == place.deputies[0].id
    assert "您已由候补递补" in page_of(client.get(MINE)).text
    assert "候补递补" in page_of(keeper.get(f"/p/duty_days/sittings/{place.sitting.id}/sign-ups")).text


def test_the_manager_takes_somebody_off_the_waiting_list(database: Database, as_: As, world: Any) -> None:
    place, _accounts, manager = world
    take_all(database, place)
    with database.writing() as session:
        service.sign_up_or_wait(session, place.sitting.id, place.deputies[0].id, today(), at())
    keeper = as_(manager)
    url = f"/p/duty_days/sittings/{place.sitting.id}/sign-ups"
    page_of(keeper.get(url)).form("/waiting/").submit(keeper)
    assert not [form for form in page_of(keeper.get(url)).forms if "/waiting/" in form.action]


def test_an_invitation_goes_out_is_answered_by_one_tap_and_seen_at_once(
    database: Database, as_: As, world: Any
) -> None:
    place, accounts, manager = world
    keeper, client = as_(manager), as_(accounts[0])
    url = f"/p/duty_days/sittings/{place.sitting.id}/sign-ups"
    page_of(keeper.get(url)).form("/invite").submit(keeper, {"everybody": "y"})
    assert "未回复5名" in page_of(keeper.get(url)).text
    yes = next(form for form in page_of(client.get(MINE)).forms if "/answer" in form.action)
    assert yes.submit(client).status_code == 303
    assert holder(database, place) == place.deputies[0].id
    page = page_of(keeper.get(url))
    assert "未回复4名" in page.text
    again = page.form("/remind").submit(keeper)
    assert "没有可催办的人" in page_of(again).text


def test_an_answer_with_a_reason_is_read_by_the_manager_alone(
    database: Database, as_: As, tap: Any, world: Any
) -> None:
    place, accounts, manager = world
    with database.writing() as session:
        invitations.invite(session, session.get_one(Sitting, place.sitting.id), [place.deputies[0].id], today(), at())
        number = session.scalars(select(Invitation.id)).one()
    client, other = as_(accounts[0]), as_(accounts[1])
    url = f"/p/duty_days/invitations/{number}"
    assert (
        page_of(client.get(url)).form("/answer").submit(client, {"answer": "no", "reason": "abroad"}).status_code == 303
    )
    assert "abroad" in page_of(as_(manager).get(f"/p/duty_days/sittings/{place.sitting.id}/sign-ups")).text
    assert other.get(url).status_code == 404
    assert tap(other, f"{url}/answer", answer="yes").status_code == 404
    assert "请选择能否到站" in page_of(tap(client, f"{url}/answer")).text


def test_who_lost_the_mandate_reads_so_on_the_invitation(database: Database, as_: As, tap: Any, world: Any) -> None:
    place, accounts, _manager = world
    with database.writing() as session:
        invitations.invite(session, session.get_one(Sitting, place.sitting.id), [place.deputies[0].id], today(), at())
        number = session.scalars(select(Invitation.id)).one()
        session.get_one(type(place.deputies[0]), place.deputies[0].id).mandates[0].state = "ended"
    client = as_(accounts[0])
    assert "您的代表职务已终止" in page_of(client.get(f"/p/duty_days/invitations/{number}")).text
    answer = tap(client, f"/p/duty_days/invitations/{number}/answer", answer="yes")
    assert "没有在任" in page_of(answer).text


def test_a_deputy_takes_leave_and_says_what_they_would_rather(database: Database, as_: As, world: Any) -> None:
    place, accounts, manager = world
    with database.writing() as session:
        service.sign_up(session, place.sitting.id, place.deputies[0].id, today(), at())
    client = as_(accounts[0])
    begins, ends = (today() + timedelta(days=number) for number in (6, 9))
    typed = {"begins": begins.isoformat(), "ends": ends.isoformat(), "reason": "study", "gives_back": "y"}
    page = page_of(client.get("/p/duty_days/leave"))
    assert page.form("/leave").submit(client, typed).status_code == 303
    assert holder(database, place) is None
    page = page_of(client.get("/p/duty_days/leave"))
    page.form("/wishes").submit(client, {"part": "morning", "not_months": ["6", "7"], "not_weekdays": ["0"]})
    with database.reading() as session:
        found = session.scalars(select(Preference)).one()
        assert (found.part, found.not_weekdays, found.not_months) == ("morning", [0], [6, 7])
    at_station = page_of(as_(manager).get(f"/stations/{place.station.id}/p/duty_days/leave"))
    assert "study" in at_station.text
    assert "只在上午" in at_station.text
    page_of(client.get("/p/duty_days/leave")).form("/cancel").submit(client)
    with database.reading() as session:
        assert session.scalars(select(Leave)).all() == []


def test_who_runs_the_station_enters_a_leave_for_a_deputy(database: Database, as_: As, world: Any) -> None:
    place, accounts, manager = world
    keeper = as_(manager)
    url = f"/p/duty_days/deputies/{place.deputies[0].id}/leave"
    day = (today() + timedelta(days=3)).isoformat()
    assert page_of(keeper.get(url)).form(url).submit(keeper, {"begins": day, "ends": day}).status_code == 303
    again = page_of(keeper.get(url)).form(url).submit(keeper, {"begins": day, "ends": day, "reason": "kept"})
    assert "已有请假" in page_of(again).text
    assert "kept" in again.text
    assert [form for form in page_of(as_(accounts[0]).get("/p/duty_days/leave")).forms if "/cancel" in form.action]
    page_of(keeper.get(url)).form("/delete").submit(keeper)
    with database.reading() as session:
        assert session.scalars(select(Leave)).all() == []


def test_nobody_ends_the_leave_of_a_colleague(database: Database, as_: As, tap: Any, world: Any) -> None:
    place, accounts, _manager = world
    with database.writing() as session:
        day = today() + timedelta(days=3)
        leave = Leave(deputy_id=place.deputies[0].id, begins=day, ends=day, made_at=at())
        session.add(leave)
        session.flush()
        number = leave.id
    assert tap(as_(accounts[1]), f"/p/duty_days/leaves/{number}/cancel").status_code == 404


def test_a_station_chooses_when_signing_up_opens_and_whom_it_wants(database: Database, as_: As, world: Any) -> None:
    place, accounts, manager = world
    keeper = as_(manager)
    url = f"/stations/{place.station.id}/p/duty_days/signing-up"
    typed = {
        "opens_days": "3",
        "level": "county",
        "level_least": "1",
        "level_firm": "rule",
        "speciality": "law，farming、law",
        "speciality_least": "２",
        "enterprise": "wish",
    }
    assert page_of(keeper.get(url)).form("/signing-up").submit(keeper, typed).status_code == 303
    with database.reading() as session:
        choice = session.scalars(select(SignUpChoice)).one()
        assert (choice.opens_days, choice.closes_hours) == (3, None)
        assert choices.wants_of(choice) == (
            Want("level", ("national", "provincial", "prefectural", "county"), 1, must=True),
            Want("speciality", ("law", "farming"), 2),
            Want("enterprise"),
        )
    assert "开放报名" in page_of(as_(accounts[0]).get(MINE)).text
    day = f"/p/duty_days/days/{place.sitting.duty_day_id}/composition"
    page_of(keeper.get(day)).form("/composition").submit(keeper, {"level": "", "speciality": "", "enterprise": ""})
    with database.reading() as session:
        assert session.get_one(DutyDay, place.sitting.duty_day_id).composition == []
    page_of(keeper.get(day)).form("/reset").submit(keeper)
    with database.reading() as session:
        assert session.get_one(DutyDay, place.sitting.duty_day_id).composition is None


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"opens_days": "-1"}, "请填0至366天"),
        ({"opens_days": "soon"}, "整数"),
        ({"closes_hours": "99999"}, "请填0至1440小时"),
        ({"level": "county", "level_least": "0"}, "请填1至50名"),
        ({"level": "galactic"}, ""),
        ({"speciality": "x" * 201}, "200"),
    ],
)
def test_bad_input_about_signing_up_is_a_sentence(as_: As, world: Any, typed: dict[str, str], said: str) -> None:
    place, _accounts, manager = world
    keeper = as_(manager)
    url = f"/stations/{place.station.id}/p/duty_days/signing-up"
    answer = page_of(keeper.get(url)).form("/signing-up").submit(keeper, typed)
    assert answer.status_code == 422
    assert said in page_of(answer).text


DAY = {
    "halves": "halves",
    "morning_places": "3",
    "morning_minimum": "1",
    "afternoon_places": "2",
    "afternoon_minimum": "1",
}


def test_a_day_is_divided_led_and_shared_with_organs(database: Database, as_: As, world: Any) -> None:
    from core.liaison.models import Liaison, Organ

    place, _accounts, manager = world
    with database.writing() as session:
        organ = Organ(region_code=place.station.region_code, name="Bureau of Water")
        session.add_all([organ, Liaison(station_id=place.station.id, kind="leader", name="Ann Ash", post="Chair")])
        session.flush()
        number = organ.id
    keeper = as_(manager)
    url = f"/p/duty_days/days/{place.sitting.duty_day_id}"
    more = {"theme": "Wages", "leader": "Ann Ash", "organs": [str(number)], "afternoon_purpose": "visits"}
    assert page_of(keeper.get(url)).form(url).submit(keeper, {**DAY, **more}).status_code == 303
    with database.reading() as session:
        day = session.get_one(DutyDay, place.sitting.duty_day_id)
        assert [(one.part, one.purpose, one.places) for one in day.sittings] == [
            ("morning", "receives", 3),
            ("afternoon", "visits", 2),
        ]
        assert (day.leader, day.leader_post) == ("Ann Ash", "Chair")
        assert [one.organ_id for one in day.stationed] == [number]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({**DAY, "morning_minimum": "4"}, "至少"),
        ({**DAY, "morning_minimum": "6", "morning_places": "9"}, "5"),
        ({**DAY, "morning_begins": "9:00", "morning_ends": "12:00", "afternoon_begins": "11:00", "afternoon_ends": "15:00"}, "11:00"),
        ({"halves": "day", "minimum": "4", "places": "3"}, "至少"),
        ({"halves": "day", "minimum": "6", "places": "9"}, "5"),
        ({"halves": "day", "minimum": "-1"}, "0"),
    ],
)  # fmt: skip
def test_a_day_that_cannot_be_held_is_refused_in_a_sentence(
    database: Database, as_: As, world: Any, typed: dict[str, str], said: str
) -> None:
    place, _accounts, manager = world
    keeper = as_(manager)
    url = f"/p/duty_days/days/{place.sitting.duty_day_id}"
    answer = page_of(keeper.get(url)).form(url).submit(keeper, typed)
    assert answer.status_code == 422
    assert said in page_of(answer).text
    with database.reading() as session:
        assert len(session.scalars(select(Sitting)).all()) == 1


def test_a_part_in_which_somebody_serves_does_not_go(database: Database, as_: As, world: Any) -> None:
    place, _accounts, manager = world
    take_all(database, place)
    keeper = as_(manager)
    url = f"/p/duty_days/days/{place.sitting.duty_day_id}"
    page = page_of(page_of(keeper.get(url)).form(url).submit(keeper, DAY))
    assert "请先移出" in page.text
    assert holder(database, place) == place.deputies[4].id


def test_my_page_asks_the_same_few_questions_however_much_there_is(
    database: Database, as_: As, count: Count, world: Any
) -> None:
    place, accounts, _manager = world
    client = as_(accounts[0])
    client.get(MINE)
    with count() as few:
        client.get(MINE)
    with database.writing() as session:
        me = place.deputies[0].id
        for number in range(8, 16):
            sitting = make_sitting(session, place.station, today() + timedelta(days=number), places=1)
            if number % 3 == 0:
                service.sign_up(session, sitting.id, me, today(), at())
            else:
                service.sign_up(session, sitting.id, place.deputies[3].id, today(), at())
                if number % 3 == 1:
                    service.sign_up_or_wait(session, sitting.id, me, today(), at())
                else:
                    invitations.invite(session, sitting, [me], today(), at())
    with count() as many:
        assert client.get(MINE).status_code == 200
    assert len(many) <= max(len(few), 12)
    assert len(few) <= 12


def test_a_stranger_reads_of_a_day_who_leads_it(database: Database, client: FlaskClient) -> None:
    with database.writing() as session:
        station = make_station(session)
        make_deputy(session, station=station)
        day = make_duty_day(session, station)
        day.leader, day.leader_post = "Ann Ash", "Chair"
        url = f"/stations/{station.id}/p/duty_days/"
    assert "Ann Ash" in page_of(client.get(url)).text


def test_the_page_of_a_sitting_asks_as_few_questions_for_many_as_for_one(
    database: Database, as_: As, count: Count, world: Any
) -> None:
    place, _accounts, manager = world
    keeper, url = as_(manager), f"/p/duty_days/sittings/{place.sitting.id}/sign-ups"
    keeper.get(url)
    with count() as few:
        keeper.get(url)
    with database.writing() as session:
        sitting = session.get_one(Sitting, place.sitting.id)
        invitations.invite(session, sitting, [one.id for one in place.deputies[:3]], today(), at())
        for deputy in place.deputies:
            service.sign_up_or_wait(session, sitting.id, deputy.id, today(), at())
    with count() as many:
        assert keeper.get(url).status_code == 200
    assert len(many) <= len(few) <= 8
