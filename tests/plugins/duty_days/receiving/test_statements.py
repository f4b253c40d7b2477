"""The pages of the day ask no more for a full day than for an empty one, and no more than a page may."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from core.clock import now, today
from core.database import Database
from core.stations.models import Station
from core.testing import Count, make_deputy
from plugins.duty_days.models import Booking, Sitting
from plugins.duty_days.receiving.attendance import put_down
from plugins.duty_days.testing import make_reception
from tests.plugins.duty_days.receiving.conftest import Day

MOST = 8
TRANSACTION = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA")


def fill(database: Database, duty: Day) -> None:
    with database.writing() as session:
        station, sitting = session.get_one(Station, duty.station), session.get_one(Sitting, duty.sitting)
        for number in range(12):
            deputy = make_deputy(session, station=station)
            put_down(session, sitting, deputy.id, "present", today(), now())
            make_reception(session, station, subject=f"Lamp {number}", deputies=(deputy.id, duty.li))
            booking = Booking(
                sitting_id=sitting.id, number=number, token_digest=str(number), subject="x", booked_at=now()
            )
            session.add(booking)


@pytest.mark.parametrize(
    ("who", "page"),
    [
        ("keeper", "/p/duty_days/days/{day}/desk"),
        ("keeper", "/p/duty_days/days/{day}/code"),
        ("keeper", "/p/duty_days/days/{day}/receptions/new"),
        ("li", "/p/duty_days/days/{day}/receptions/new"),
        ("li", "/p/duty_days/days/{day}/mine"),
        ("keeper", "/p/duty_days/receptions/{reception}"),
        ("keeper", "/stations/{station}/p/duty_days/receptions"),
        ("keeper", "/stations/{station}/p/duty_days/past-days"),
        ("keeper", "/stations/{station}/p/duty_days/today"),
    ],
)
def test_a_page_asks_no_more_than_it_may(
    request: pytest.FixtureRequest,
    database: Database,
    duty: Day,
    count: Count,
    who: str,
    page: str,
) -> None:
    client: FlaskClient = request.getfixturevalue(who)
    with database.writing() as session:
        first = make_reception(session, session.get_one(Station, duty.station), deputies=(duty.li,)).id
    url = page.format(day=duty.day, station=duty.station, reception=first)

    def asked() -> list[str]:
        client.get(url)
        with count() as statements:
            assert client.get(url).status_code in (200, 302)
        return [one for one in statements if not one.upper().startswith(TRANSACTION)]

    few = asked()
    fill(database, duty)
    many = asked()
    told = "\n".join(one[:200] for one in many)
    assert len(many) <= max(len(few), 1), told
    assert len(many) <= MOST, told
