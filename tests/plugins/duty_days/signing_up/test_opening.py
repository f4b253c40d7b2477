"""When signing up opens and closes, for a station and for single days."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy.orm import Session

from core.clock import STATION_ZONE, today
from plugins.duty_days.signing_up import choices, service
from plugins.duty_days.signing_up.errors import NotOpenYet, SigningUpClosed
from plugins.duty_days.signing_up.offers import offers_to
from plugins.duty_days.signing_up.opening import Times
from tests.plugins.duty_days.signing_up.conftest import Place, at

DAY = date(2026, 12, 10)


def local(day: date, hour: int = 0, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), STATION_ZONE).astimezone(UTC)


@pytest.mark.parametrize(
    ("times", "when", "is_open"),
    [
        (Times(DAY), local(date(2026, 1, 1)), True),
        (Times(DAY), local(DAY, 23, 59), True),
        (Times(DAY), local(DAY + timedelta(days=1)), False),
        (Times(DAY, opens_days=7), local(date(2026, 12, 2), 23, 59), False),
        (Times(DAY, opens_days=7), local(date(2026, 12, 3)), True),
        (Times(DAY, time(9), closes_hours=0), local(DAY, 8, 59), True),
        (Times(DAY, time(9), closes_hours=0), local(DAY, 9), False),
        (Times(DAY, time(9), closes_hours=24), local(date(2026, 12, 9), 9), False),
        (Times(DAY, None, closes_hours=24), local(date(2026, 12, 8), 23, 59), True),
        (Times(DAY, None, closes_hours=24), local(date(2026, 12, 9)), False),
    ],
)
def test_signing_up_is_open_from_a_day_to_an_hour(times: Times, when: datetime, is_open: bool) -> None:
    assert times.is_open(when) is is_open


def test_nobody_moves_up_by_themselves_into_a_sitting_that_has_begun() -> None:
    assert Times(DAY, time(9)).moves_up(local(DAY, 8, 59))
    assert not Times(DAY, time(9)).moves_up(local(DAY, 9))
    assert not Times(DAY).moves_up(local(DAY, 1)), "a sitting without hours begins with its day"


def test_before_it_opens_and_after_it_closes_only_who_runs_the_station_puts_deputies_in(
    session: Session, place: Place
) -> None:
    first, second = place.deputies[:2]
    choose = {"wants": [], "today": today(), "at": at()}
    choices.choose(session, place.station, opens_days=3, closes_hours=None, **choose)  # type: ignore[arg-type]
    with pytest.raises(NotOpenYet):
        service.sign_up(session, place.sitting.id, first.id, today(), at())
    choices.choose(session, place.station, opens_days=None, closes_hours=24 * 30, **choose)  # type: ignore[arg-type]
    with pytest.raises(SigningUpClosed):
        service.sign_up(session, place.sitting.id, first.id, today(), at())
    place.sitting.duty_day.closes_hours = 0
    session.flush()
    assert service.sign_up(session, place.sitting.id, first.id, today(), at()), "the day has times of its own"
    place.sitting.duty_day.closes_hours = None
    session.flush()
    service.take_out(session, place.sitting.slots[0], at())
    assert service.put_in(session, place.sitting.id, second.id, at())


def test_what_is_offered_is_free_opens_later_or_can_be_waited_for(session: Session, place: Place) -> None:
    me = place.deputies[0]

    def offered() -> tuple[int, int, int]:
        found = offers_to(session, me.id, [place.station.id], today(), at(), ())
        return len(found.free), len(found.later), len(found.full)

    assert offered() == (1, 0, 0)
    place.sitting.duty_day.opens_days = 2
    session.flush()
    assert offered() == (0, 1, 0)
    place.sitting.duty_day.opens_days = None
    service.sign_up(session, place.sitting.id, place.deputies[1].id, today(), at())
    assert offered() == (0, 0, 1)
    place.sitting.duty_day.closes_hours = 24 * 30
    session.flush()
    assert offered() == (0, 0, 0)
