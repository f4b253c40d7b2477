"""Receptions: written down by who received, seen by who needs it, passed on, settled, forgotten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.audit.models import AuditEntry
from core.clock import now, today
from core.database import Database
from core.errors import DomainError
from core.options.service import decide
from core.stations.models import Station
from core.testing import page_of
from plugins.duty_days.models import Booking, DutyDay, Reception, Visitor
from plugins.duty_days.receiving import receptions
from plugins.duty_days.receiving.errors import DayAhead, NothingPassedOn
from plugins.duty_days.receiving.forgetting import KEEP_VISITORS, forget
from plugins.duty_days.receiving.receptions import Said, is_entered_later
from plugins.duty_days.testing import make_booking, make_duty_day, make_reception
from tests.plugins.duty_days.receiving.conftest import Day

Tap = Callable[..., Any]
TYPED = {
    "subject": "Street lamp",
    "persons": "3",
    "kind": "walk_in",
    "category": "other",
    "name": "Visitor",
    "phone": "199 0000 0042",
}


def all_of(database: Database) -> list[Reception]:
    with database.reading() as session:
        return list(session.scalars(select(Reception).options(receptions.received_by()).order_by(Reception.id)))


def new(duty: Day) -> str:
    return f"/p/duty_days/days/{duty.day}/receptions/new"


def test_a_deputy_writes_down_whom_they_received(database: Database, duty: Day, li: FlaskClient) -> None:
    form = page_of(li.get(new(duty))).form(new(duty))
    assert form.values["deputies"] == [str(duty.li)]
    answer = form.submit(li, {**form.values, **TYPED, "passed_on": "Who mends it?"})
    assert (answer.status_code, answer.location) == (303, f"/p/duty_days/days/{duty.day}/mine")
    (one,) = all_of(database)
    assert (one.subject, one.persons, one.party, one.entered_later) == ("Street lamp", 3, True, False)
    assert [each.deputy_id for each in one.received_by] == [duty.li]
    assert one.is_open
    assert one.visitor is not None
    assert one.visitor.phone == "19900000042"


def test_what_is_missing_shows_the_form_again_with_what_was_typed(duty: Day, li: FlaskClient, tap: Tap) -> None:
    answer = tap(li, new(duty), **{**TYPED, "subject": "", "persons": "many", "answer": "A long answer"})
    assert answer.status_code == 422
    assert "A long answer" in answer.get_data(as_text=True)


@pytest.mark.parametrize("persons", ["0", "-1", "501", "1e3", "999999999999"])
def test_numbers_of_people_stay_in_reason(duty: Day, li: FlaskClient, tap: Tap, persons: str) -> None:
    assert tap(li, new(duty), **{**TYPED, "persons": persons}).status_code == 422


def test_a_further_matter_of_the_same_people_counts_them_once(
    database: Database, duty: Day, li: FlaskClient, tap: Tap
) -> None:
    tap(li, new(duty), **TYPED)
    tap(li, new(duty), **{**TYPED, "further": "y", "subject": "A tree"})
    counted = [(one.persons, one.party) for one in all_of(database)]
    assert counted == [(3, True), (0, False)]


def test_a_deputy_sees_and_changes_only_what_they_received(
    database: Database, duty: Day, li: FlaskClient, zhao: FlaskClient, keeper: FlaskClient, tap: Tap
) -> None:
    tap(li, new(duty), **{**TYPED, "deputies": [duty.li]})
    (one,) = all_of(database)
    url = f"/p/duty_days/receptions/{one.id}"
    assert li.get(url).status_code == 200
    assert keeper.get(url).status_code == 200
    assert zhao.get(url).status_code == 403
    assert tap(zhao, f"{url}/phone").status_code == 403
    assert tap(zhao, f"{url}/forget").status_code == 403
    assert "Street lamp" not in zhao.get(f"/p/duty_days/days/{duty.day}/mine").get_data(as_text=True)


def test_a_number_is_masked_until_somebody_asks_who_is_written_down(
    database: Database, duty: Day, li: FlaskClient, tap: Tap
) -> None:
    tap(li, new(duty), **{**TYPED, "deputies": [duty.li]})
    (one,) = all_of(database)
    url = f"/p/duty_days/receptions/{one.id}"
    for page in (url, f"/p/duty_days/days/{duty.day}/mine"):
        assert "0000 0042" not in li.get(page).get_data(as_text=True)
        assert "19900000042" not in li.get(page).get_data(as_text=True)
    assert "199 0000 0042" in page_of(tap(li, f"{url}/phone")).text
    with database.reading() as session:
        looked = session.scalars(select(AuditEntry).where(AuditEntry.action == "reveal_phone")).one()
        assert (looked.subject_kind, looked.subject_id) == ("duty_days__reception", str(one.id))


def test_the_audit_never_holds_name_or_number(database: Database, duty: Day, li: FlaskClient, tap: Tap) -> None:
    tap(li, new(duty), **TYPED)
    with database.reading() as session:
        said = " ".join(str(facts) for facts in session.scalars(select(AuditEntry.facts)))
    assert "19900000042" not in said
    assert "'Visitor'" not in said


def test_changing_without_name_and_number_keeps_them(
    database: Database, duty: Day, keeper: FlaskClient, tap: Tap
) -> None:
    tap(keeper, new(duty), **TYPED)
    (one,) = all_of(database)
    form = page_of(keeper.get(f"/p/duty_days/receptions/{one.id}")).form(f"/p/duty_days/receptions/{one.id}")
    assert form.submit(keeper, {**form.values, "subject": "Two street lamps"}).status_code == 303
    (after,) = all_of(database)
    assert after.subject == "Two street lamps"
    assert after.visitor is not None
    assert after.visitor.name == "Visitor"


def test_name_and_number_are_erased_when_asked_for(
    database: Database, duty: Day, keeper: FlaskClient, tap: Tap
) -> None:
    tap(keeper, new(duty), **TYPED)
    (one,) = all_of(database)
    assert tap(keeper, f"/p/duty_days/receptions/{one.id}/forget").status_code == 303
    (after,) = all_of(database)
    assert after.visitor is None
    assert after.subject == "Street lamp"
    assert tap(keeper, f"/p/duty_days/receptions/{one.id}/forget").status_code == 303


def test_nobody_is_received_on_a_day_ahead(session: Session, duty: Day) -> None:
    ahead = make_duty_day(session, session.get_one(Station, duty.station))
    with pytest.raises(DayAhead):
        receptions.record(session, ahead, Said(subject="x"), today(), now())


# On a bad connection


def test_the_same_filling_in_sent_again_is_one_reception(
    database: Database, duty: Day, li: FlaskClient, tap: Tap
) -> None:
    answers = [tap(li, new(duty), **TYPED, once="typed-without-connection") for _time in range(3)]
    assert [answer.status_code for answer in answers] == [303] * 3
    assert len(all_of(database)) == 1


def test_what_a_phone_noted_on_the_day_and_sent_later_is_not_entered_later() -> None:
    day = today() - timedelta(days=1)
    noted = datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=3)
    assert is_entered_later(day, today(), None)
    assert not is_entered_later(day, today(), noted)
    assert is_entered_later(day, today(), noted + timedelta(days=1))
    assert is_entered_later(day, day + timedelta(days=30), noted)
    assert not is_entered_later(today(), today(), None)


@pytest.mark.parametrize("noted", ["", "yesterday", "2026-13-01T00:00:00Z", "9999-01-01T00:00:00Z", "2020-01-01"])
def test_what_no_browser_notes_is_no_moment(duty: Day, li: FlaskClient, tap: Tap, noted: str) -> None:
    assert tap(li, new(duty), **TYPED, noted_at=noted).status_code == 303


def test_who_is_signed_in_is_told_to_who_is_signed_in(duty: Day, li: FlaskClient, client: FlaskClient) -> None:
    told = li.get("/kept/who").get_json()
    assert told["account"] == duty.li_account.id
    assert told["token"]
    assert client.get("/kept/who").get_json() == {"account": None, "token": ""}
    script = client.get("/kept/worker.js")
    assert script.mimetype == "text/javascript"
    script.close()


# Passed on


def test_what_is_passed_on_is_open_until_somebody_says_what_came_of_it(
    database: Database, duty: Day, keeper: FlaskClient, tap: Tap
) -> None:
    tap(keeper, new(duty), **TYPED, passed_on="Who mends it?")
    (one,) = all_of(database)
    listed = f"/stations/{duty.station}/p/duty_days/receptions?open=1"
    assert "Street lamp" in page_of(keeper.get(listed)).text
    assert tap(keeper, f"/p/duty_days/receptions/{one.id}/settle", outcome=" ").status_code == 422
    assert tap(keeper, f"/p/duty_days/receptions/{one.id}/settle", outcome="Mended on Friday").status_code == 303
    assert "Street lamp" not in page_of(keeper.get(listed)).text
    assert tap(keeper, f"/p/duty_days/receptions/{one.id}/settle", outcome="Again").status_code == 422


def test_settling_what_was_not_passed_on_is_refused(session: Session, duty: Day) -> None:
    one = make_reception(session, session.get_one(Station, duty.station), passed_on="")
    with pytest.raises(NothingPassedOn):
        receptions.settle(session, one, "Done", today())


# Taken out


def test_a_reception_taken_out_opens_its_booking_again(session: Session, duty: Day) -> None:
    booking = make_booking(session, session.get_one(Station, duty.station))
    day = session.get_one(DutyDay, duty.day)
    one = receptions.record(session, day, Said(kind="booked", subject="x"), today(), now(), booking)
    assert booking.state == "came"
    with pytest.raises(DomainError):
        receptions.record(session, day, Said(subject="y"), today(), now(), booking)
    receptions.remove(session, one)
    assert session.get_one(Booking, booking.id).state == "booked"
    assert session.get_one(Booking, booking.id).visitor is not None


def test_names_and_numbers_go_by_themselves_when_they_have_served_their_time(session: Session, duty: Day) -> None:
    station = session.get_one(Station, duty.station)
    kept, old = make_reception(session, station), make_reception(session, station)
    assert old.visitor is not None
    old.visitor.day = today() - timedelta(days=800)
    session.flush()
    forget(session, now())
    session.expire_all()
    assert session.get_one(Reception, old.id).visitor is None
    assert session.get_one(Reception, kept.id).visitor is not None
    decide(session, KEEP_VISITORS, 0, owner="duty_days")
    session.get_one(Reception, kept.id).visitor.day = today() - timedelta(days=8000)  # type: ignore[union-attr]
    session.flush()
    forget(session, now())
    assert session.scalar(select(func.count()).select_from(Visitor)) == 1


def test_an_erased_person_is_erased_among_those_received_too(session: Session, duty: Day) -> None:
    from core.people.models import Person
    from core.personal_data.erasing import erase
    from core.testing import make_person

    person = make_person(session, "Visitor", phone="19900000042")
    make_reception(session, session.get_one(Station, duty.station), phone="19900000042")
    erase(session, session.get_one(Person, person.id), today(), reason="asked for it")
    assert session.scalar(select(func.count()).select_from(Visitor)) == 0


def test_who_gave_their_place_back_meanwhile_can_still_have_received(
    database: Database, duty: Day, li: FlaskClient, tap: Tap
) -> None:
    assert tap(li, new(duty), **TYPED, deputies=[duty.li, duty.zhao]).status_code == 303
    assert len(all_of(database)[0].received_by) == 2
    answer = tap(li, new(duty), **TYPED, deputies=[duty.li, 999_999])
    assert answer.status_code == 422
    assert "errors" in answer.get_data(as_text=True)


def test_a_booking_is_received_once_and_only_on_its_day(
    database: Database, duty: Day, keeper: FlaskClient, tap: Tap
) -> None:
    with database.writing() as session:
        elsewhere = make_booking(session, session.get_one(Station, duty.station)).id
        day = session.get_one(DutyDay, duty.day)
        here = Booking(
            sitting_id=day.sittings[0].id, number=77, token_digest="x", subject="A pump", persons=4, booked_at=now()
        )
        session.add(here)
        session.flush()
        number = here.id
    page = keeper.get(f"{new(duty)}?booking={number}").get_data(as_text=True)
    assert "A pump" in page
    assert tap(keeper, f"{new(duty)}?booking={number}", **{**TYPED, "kind": "booked"}).status_code == 303
    assert tap(keeper, f"{new(duty)}?booking={number}", **{**TYPED, "kind": "booked"}).status_code == 422
    for strange in (elsewhere, 0, -1, "x", "9" * 30, "\u4e2d"):
        assert keeper.get(new(duty), query_string={"booking": strange}).status_code == 200
    assert [one.booking_id for one in all_of(database)] == [number]
