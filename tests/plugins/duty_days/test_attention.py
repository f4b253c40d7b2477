"""What waits for who runs stations: counted on the start page, station by station, and everybody reminded with one tap."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from core.clock import today
from core.testing import Count, make_account, make_deputy, make_station, page_of
from plugins.duty_days import attention
from plugins.duty_days.models import Invitation, Offer, Reception
from plugins.duty_days.panels import planned_until
from plugins.duty_days.signing_up import invitations, service
from plugins.duty_days.testing import make_sitting
from tests.plugins.duty_days.signing_up.conftest import Place, at, make_place, told

As = Callable[[Any], FlaskClient]


def full_of_work(session: Session) -> Place:
    """A station with two unanswered invitations, an exchange to agree to, two open matters, and a day nobody holds."""
    place = make_place(session, deputies=4, places=2)
    first, second, third, fourth = place.deputies
    invitations.invite(session, place.sitting, [first.id, second.id], today(), at())
    past = make_sitting(session, place.station, today() - timedelta(days=40), 1)
    recent = make_sitting(session, place.station, today() - timedelta(days=3), 1)
    for sitting in (past, recent):
        one = Reception(duty_day_id=sitting.duty_day_id, kind="walk_in", subject="The road", entered_at=at())
        one.passed_on = "It floods"
        session.add(one)
    held = make_sitting(session, place.station, today() + timedelta(days=9), 1)
    slot = service.sign_up(session, held.id, third.id, today(), at())
    session.add(
        Offer(
            station_id=place.station.id,
            slot_id=slot.id,
            giver_id=third.id,
            taker_id=fourth.id,
            day=held.duty_day.day,
            state="taken",
            made_at=at(),
        )
    )
    session.flush()
    return place


def numbers(session: Session, station: Any) -> dict[str, int]:
    from core.access import Reach

    return attention.counted(session, Reach(station_ids=frozenset({station.id})), today(), planned_until(today()))


def test_everything_that_waits_is_counted_once_and_only_within_reach(session: Session) -> None:
    place = full_of_work(session)
    other = make_station(session, "Other")
    assert numbers(session, place.station) == {
        "few": 1,
        "free": 1,
        "unanswered": 2,
        "consent": 1,
        "open": 2,
        "overdue": 1,
    }
    assert not any(numbers(session, other).values())


def test_what_is_answered_settled_or_taken_over_waits_no_more(session: Session) -> None:
    place = full_of_work(session)
    session.execute(update(Invitation).values(answer="no"))
    session.execute(update(Reception).values(settled_on=today()))
    session.execute(update(Offer).values(state="refused"))
    found = numbers(session, place.station)
    assert {found[kind] for kind in ("unanswered", "consent", "open", "overdue")} == {0}


def test_the_start_page_names_who_has_not_answered_and_one_tap_reminds_them(
    session: Session, as_: As, tap: Callable[..., Any]
) -> None:
    place = full_of_work(session)
    session.execute(update(Invitation).values(invited_at=at() - timedelta(days=1)))
    account = make_account(session, role="manager", station=place.station)
    session.commit()
    client = as_(account)
    text = page_of(client.get("/start")).text
    assert place.deputies[0].person.name in text
    assert "一键提醒未回复者" in text
    done = tap(client, "/p/duty_days/remind")
    assert done.status_code == 303
    session.expire_all()
    assert told(session, place.deputies[0]) == ["duty_days.invitation"] * 2
    session.commit()
    again = tap(client, "/p/duty_days/remind")
    assert again.status_code == 409
    assert told(session, place.deputies[0]) == ["duty_days.invitation"] * 2


def test_the_office_sees_station_by_station_what_waits_and_keeps_to_eight_statements(
    session: Session, as_: As, count: Count
) -> None:
    place = full_of_work(session)
    for number in range(8):
        quiet = make_station(session, f"Quiet {number}", region=place.station.region_code)
        make_deputy(session, station=quiet)
    account = make_account(session, role="office", region=place.station.region_code)
    session.commit()
    client = as_(account)
    client.get("/p/duty_days/to-do")
    with count() as asked:
        page = page_of(client.get("/p/duty_days/to-do"))
    assert place.station.name in page.text
    assert "Quiet" not in page.text
    assert len([one for one in asked if one.startswith("SELECT")]) <= 8
