"""Duty days among the deeds of a deputy: the served ones are counted, the coming ones are announced."""

from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from core.clock import today
from core.database import Database
from core.profiles.service import deeds
from core.testing.factories import make_deputy, make_station
from core.testing.pages import page_of
from plugins.duty_days.lists import served_before
from plugins.duty_days.models import Attendance
from plugins.duty_days.testing import make_duty_day


def serve(session: Session, deputy: object, station: object, days: int, **facts: object) -> None:
    """The deputy holds a place on the duty day so many days from today."""
    day = make_duty_day(session, station, today() + timedelta(days=days))  # type: ignore[arg-type]
    day.sittings[0].slots[0].deputy = deputy  # type: ignore[assignment]
    for fact, value in facts.items():
        setattr(day, fact, value)
    session.flush()


def test_days_served_are_counted_and_those_to_come_are_not(session: Session) -> None:
    station = make_station(session, "Loom station")
    deputy, other = make_deputy(session, station=station), make_deputy(session, station=station)
    for days in (-40, -10, 20):
        serve(session, deputy, station, days)
    serve(session, deputy, station, -5, state="cancelled")
    found = deeds(session, deputy, (), today())
    assert [deed.day for deed in found.entries] == [today() - timedelta(days=10), today() - timedelta(days=40)]
    assert [number for _kind, number in found.counts] == [2]
    assert deeds(session, other, (), today()).counts == []


def test_a_deputys_page_says_when_the_deputy_serves_next(client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        station = make_station(session, "Loom station")
        deputy = make_deputy(session, station=station)
        serve(session, deputy, station, -10)
        serve(session, deputy, station, 20)
        number, place = deputy.id, station.id
    page = page_of(client.get(f"/deputies/{number}"))
    assert page.text.count("Loom station") >= 3
    assert f"/stations/{place}" in page.links
    assert [element for element in page.elements if "duty-leaf" in element.attributes.get("class", "")]


def test_a_day_on_which_a_deputy_was_absent_is_no_deed(session: Session) -> None:
    station = make_station(session)
    deputy = make_deputy(session, station=station)
    serve(session, deputy, station, -10)
    serve(session, deputy, station, -20)
    missed = make_duty_day(session, station, today() - timedelta(days=20)).sittings[0]
    session.add(Attendance(sitting_id=missed.id, deputy_id=deputy.id, state="absent", how="by_hand"))
    session.flush()
    assert [one.day for one in served_before(session, deputy.id, today())] == [today() - timedelta(days=10)]
