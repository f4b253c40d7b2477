"""Reminders: each once, none for what is over, and what changed is told."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.clock import STATION_ZONE
from core.deputies.models import Deputy
from core.notices.models import Delivery, Notice, Robot
from core.stations.models import Station
from core.testing.factories import make_deputy, make_station
from core.words import unpacked
from plugins.duty_days import service
from plugins.duty_days.models import DutyDay, Known
from plugins.duty_days.telling.service import choose, look

DAY = date(2026, 12, 10)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(date(2026, 12, day), time(hour, minute), STATION_ZONE)


@pytest.fixture
def station(session: Session) -> Station:
    return make_station(session, "Mill", deputies=0)


@pytest.fixture
def deputy(session: Session, station: Station) -> Deputy:
    return make_deputy(session, station=station)


def held(session: Session, station: Station, deputy: Deputy, since: datetime | None = None) -> DutyDay:
    """A day from nine to half past eleven on which the deputy holds a place."""
    duty_day = service.add_day(
        session, station, date(2026, 11, 1), day=DAY, places=2, begins=time(9), ends=time(11, 30)
    )
    slot = duty_day.sittings[0].slots[0]
    slot.deputy_id, slot.taken_at, slot.how = deputy.id, since or at(1, 9), "signed_up"
    session.flush()
    return duty_day


def told(session: Session, deputy: Deputy) -> list[str]:
    """What the deputy was told, in order, by kind and its last part."""
    notices = session.scalars(select(Notice).where(Notice.person_id == deputy.person_id).order_by(Notice.id))
    return [f"{one.key.partition(':')[0]} {one.key.rpartition(':')[2]}" for one in notices]


def titles(session: Session, deputy: Deputy) -> list[str]:
    notices = session.scalars(select(Notice).where(Notice.person_id == deputy.person_id).order_by(Notice.id))
    return [str(unpacked(one.title)) for one in notices]


@pytest.mark.usefixtures("on_both")
def test_a_holder_is_reminded_a_week_a_day_and_two_hours_before_and_once_each(
    session: Session, station: Station, deputy: Deputy
) -> None:
    held(session, station, deputy)
    heard = []
    for moment in (at(3, 8, 59), at(3, 9), at(3, 9, 2), at(9, 8), at(9, 9), at(9, 23), at(10, 7), at(10, 8), at(10, 9)):
        look(session, moment)
        heard.append(len(told(session, deputy)))
    assert heard == [0, 1, 1, 1, 2, 2, 3, 3, 3]
    assert told(session, deputy) == [f"duty_days.reminder {stage}" for stage in ("week", "day", "hours")]
    assert titles(session, deputy)[0] == "In a week you are on duty: 10 Dec 2026, 09:00 to 11:30"


def test_who_signs_up_late_is_reminded_of_what_lies_ahead_only(
    session: Session, station: Station, deputy: Deputy
) -> None:
    held(session, station, deputy, since=at(9, 20))
    for moment in (at(9, 20, 2), at(10, 6), at(10, 7)):
        look(session, moment)
    assert told(session, deputy) == ["duty_days.reminder hours"]


def test_after_a_long_stop_one_reminder_is_sent_and_none_of_what_is_over(
    session: Session, station: Station, deputy: Deputy
) -> None:
    held(session, station, deputy)
    look(session, at(10, 8))
    assert told(session, deputy) == ["duty_days.reminder hours"]
    other = make_deputy(session, station=station)
    session.scalars(select(DutyDay)).one().sittings[0].slots[1].deputy_id = other.id
    session.flush()
    look(session, at(10, 9))
    look(session, at(11, 9))
    assert told(session, other) == []


def test_who_withdrew_is_not_reminded(session: Session, station: Station, deputy: Deputy) -> None:
    slot = held(session, station, deputy).sittings[0].slots[0]
    look(session, at(2, 9))
    slot.deputy_id = slot.taken_at = None
    session.flush()
    look(session, at(9, 10))
    assert told(session, deputy) == []
    assert session.scalars(select(Known)).all() == []


@pytest.mark.usefixtures("on_both")
def test_a_day_that_is_cancelled_is_told_once_reminded_of_no_more_and_told_again_when_restored(
    session: Session, station: Station, deputy: Deputy
) -> None:
    duty_day = held(session, station, deputy)
    look(session, at(2, 9))
    service.cancel(session, duty_day)
    look(session, at(2, 10))
    look(session, at(3, 10))
    assert titles(session, deputy) == ["Cancelled: your duty day on 10 Dec 2026, 09:00 to 11:30"]
    service.restore(session, duty_day)
    look(session, at(4, 10))
    service.cancel(session, duty_day)
    look(session, at(5, 10))
    assert [title.partition(":")[0] for title in titles(session, deputy)] == [
        "Cancelled",
        "It takes place after all",
        "In a week you are on duty",
        "Cancelled",
    ]


def test_who_took_the_place_again_hears_of_what_changes_after(
    session: Session, station: Station, deputy: Deputy
) -> None:
    duty_day = held(session, station, deputy)
    look(session, at(1, 10))
    duty_day.sittings[0].begins = time(8)
    session.flush()
    look(session, at(1, 11))
    slot = duty_day.sittings[0].slots[0]
    slot.deputy_id = slot.taken_at = None
    session.flush()
    look(session, at(1, 12))
    slot.deputy_id, slot.taken_at = deputy.id, at(1, 13)
    session.flush()
    look(session, at(1, 14))
    service.cancel(session, duty_day)
    look(session, at(2, 10))
    assert [title.partition(":")[0] for title in titles(session, deputy)] == ["Other hours", "Cancelled"]


def test_a_day_cancelled_before_anybody_looked_is_told_too(session: Session, station: Station, deputy: Deputy) -> None:
    service.cancel(session, held(session, station, deputy))
    look(session, at(2, 10))
    assert told(session, deputy) == ["duty_days.change 1"]


def test_a_day_that_moves_is_told_and_reminded_of_anew(session: Session, station: Station, deputy: Deputy) -> None:
    duty_day = held(session, station, deputy)
    look(session, at(3, 9))
    duty_day.day = date(2026, 12, 20)
    session.flush()
    for moment in (at(4, 9), at(10, 7), at(13, 9), at(19, 9), at(20, 7)):
        look(session, moment)
    assert told(session, deputy) == [
        "duty_days.reminder week",
        "duty_days.change 1",
        "duty_days.reminder week",
        "duty_days.reminder day",
        "duty_days.reminder hours",
    ]


def test_the_news_of_a_move_stands_for_the_reminder_whose_time_has_passed(
    session: Session, station: Station, deputy: Deputy
) -> None:
    duty_day = held(session, station, deputy)
    look(session, at(2, 9))
    duty_day.day = date(2026, 12, 5)
    session.flush()
    look(session, at(2, 10))
    assert told(session, deputy) == ["duty_days.change 1"]


def test_other_hours_are_told(session: Session, station: Station, deputy: Deputy) -> None:
    sitting = held(session, station, deputy).sittings[0]
    look(session, at(2, 9))
    sitting.begins = time(14)
    sitting.ends = time(16)
    session.flush()
    look(session, at(2, 10))
    assert titles(session, deputy) == ["Other hours: your duty day on 10 Dec 2026, 14:00 to 16:00"]


def test_a_day_that_is_gone_is_told(session: Session, station: Station, deputy: Deputy) -> None:
    duty_day = held(session, station, deputy)
    look(session, at(2, 9))
    session.delete(duty_day)
    session.flush()
    look(session, at(2, 10))
    look(session, at(2, 12))
    assert told(session, deputy) == ["duty_days.change gone"]


def test_who_runs_the_station_is_told_of_a_gap_in_the_week_before(
    session: Session, station: Station, deputy: Deputy
) -> None:
    sitting = held(session, station, deputy).sittings[0]
    head = station.staff[0].person_id
    look(session, at(3, 9))
    sitting.minimum = 2
    session.flush()
    look(session, at(2, 9))
    assert not session.scalars(select(Notice).where(Notice.person_id == head)).all()
    look(session, at(4, 9))
    look(session, at(5, 9))
    (gap,) = session.scalars(select(Notice).where(Notice.person_id == head)).all()
    assert str(unpacked(gap.body)) == "At Mill, deputies on duty: 1, needed: 2."
    assert gap.link == f"/stations/{station.id}/p/duty_days/manage?month=2026-12"


def test_the_group_hears_the_evening_before_who_serves_and_no_numbers(
    session: Session, station: Station, deputy: Deputy
) -> None:
    url = "https://open.feishu.cn/open-apis/bot/v2/hook/x"
    robot = Robot(station_id=station.id, region_code="", name="Group", service="feishu", secret_url=url)
    session.add(robot)
    held(session, station, deputy)
    for moment in (at(9, 17), at(9, 18), at(9, 20), at(10, 7)):
        look(session, moment)
    (message,) = session.scalars(select(Delivery)).all()
    assert str(unpacked(message.body)) == f"10 Dec 2026, 09:00 to 11:30: {deputy.person.name}"
    assert message.good_until == at(10, 9)


def test_a_group_that_nobody_could_tell_in_the_evening_hears_it_in_the_morning(
    session: Session, station: Station, deputy: Deputy
) -> None:
    url = "https://open.feishu.cn/open-apis/bot/v2/hook/x"
    session.add(Robot(station_id=station.id, region_code="", name="Group", service="feishu", secret_url=url))
    held(session, station, deputy)
    look(session, at(10, 7))
    look(session, at(10, 12))
    assert len(session.scalars(select(Delivery)).all()) == 1


def test_a_station_that_wants_none_of_it_is_told_changes_only(
    session: Session, station: Station, deputy: Deputy
) -> None:
    duty_day = held(session, station, deputy)
    duty_day.sittings[0].minimum = 2
    choose(session, station, reminders=False, lists=False, gaps=False)
    look(session, at(9, 18))
    assert session.scalars(select(Notice)).all() == []
    service.cancel(session, duty_day)
    look(session, at(9, 19))
    assert told(session, deputy) == ["duty_days.change 1"]
