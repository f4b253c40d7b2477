"""When a station is merged or closed, its coming duty days move or are cancelled; what was held stays."""

from datetime import UTC, date, datetime, timedelta

from flask.testing import FlaskClient
from sqlalchemy import select

from core.access import Reach
from core.clock import today
from core.database import Database
from core.lifetimes import merging
from core.lifetimes import service as lifetimes
from core.testing import make_account, make_station, sign_in
from plugins.duty_days import service
from plugins.duty_days.models import DutyDay
from plugins.duty_days.signing_up import service as signing_up

AT = datetime(2026, 1, 1, tzinfo=UTC)


def days_of(database: Database, station_id: int) -> dict[date, str]:
    with database.reading() as session:
        found = session.scalars(select(DutyDay).where(DutyDay.station_id == station_id))
        return {one.day: one.state for one in found}


def test_days_somebody_is_signed_up_for_move_unless_the_other_station_has_one(
    client: FlaskClient, database: Database, on_both: str
) -> None:
    now = today()
    first, second, third = (now + timedelta(days=number) for number in (3, 5, 7))
    with database.writing() as session:
        old, new = make_station(session, deputies=1), make_station(session)
        deputy = lifetimes.placements(session, [old.id])[0].deputy_id
        for day in (first, second, third):
            made = service.add_day(session, old, now, day=day)
            if day != third:
                signing_up.sign_up(session, made.sittings[0].id, deputy, now, AT)
        service.add_day(session, new, now, day=second)
        office = make_account(session, role="office")
        numbers = old.id, new.id
    sign_in(client, office)
    preview = client.get(f"/stations/{numbers[0]}/merge", query_string={"into_id": numbers[1]}).text
    assert "转到该站" in preview
    assert "取消2个" in preview
    with database.writing() as session:
        old, new = session.get_one(type(old), numbers[0]), session.get_one(type(new), numbers[1])
        merging.merge(session, old, new, now, reach=Reach(everything=True), day=now)
    assert days_of(database, numbers[0]) == {second: "cancelled", third: "cancelled"}
    assert days_of(database, numbers[1]) == {first: "open", second: "open"}


def test_a_station_that_closes_cancels_its_coming_days_and_keeps_those_that_were_held(database: Database) -> None:
    now = today()
    with database.writing() as session:
        station = make_station(session)
        number = station.id
        for days in (0, 4):
            service.add_day(session, station, now, day=now + timedelta(days=days))
        lifetimes.close(session, station, now, day=now, reason="Closed.")
    assert days_of(database, number) == {now: "open", now + timedelta(days=4): "cancelled"}


def test_days_held_before_a_merger_was_recorded_stay_where_they_were_held(database: Database, on_both: str) -> None:
    now = today()
    merged, held = now - timedelta(days=20), now - timedelta(days=10)
    with database.writing() as session:
        old, new = make_station(session, deputies=1), make_station(session)
        deputy = lifetimes.placements(session, [old.id])[0].deputy_id
        for station in (old, new):
            service.add_day(session, station, held, day=held)
        service.add_day(session, old, held, day=held + timedelta(days=1))
        made = session.scalars(select(DutyDay).where(DutyDay.station_id == old.id)).first()
        assert made is not None
        signing_up.sign_up(session, made.sittings[0].id, deputy, held, AT)
        numbers = old.id, new.id
        merging.merge(session, old, new, now, reach=Reach(everything=True), day=merged)
    assert days_of(database, numbers[0]) == {held: "open", held + timedelta(days=1): "open"}
    assert days_of(database, numbers[1]) == {held: "open"}
