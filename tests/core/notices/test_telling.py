"""Telling people: once under a key, in the caller's transaction, by the ways they want."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.accounts.models import Account
from core.clock import now
from core.notices.jobs import forget
from core.notices.models import Delivery, Notice, Robot, Wish
from core.notices.service import notify, post, tell_staff
from core.stations.models import Staff, Station
from core.testing.factories import make_account, make_person, make_station
from core.words import lazy, unpacked

URL = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k"


def tell(session: Session, key: str = "tests.greeting:1", **more: Any) -> bool:
    return notify(session, key=key, title=lazy("Hello %(name)s", name="you"), at=now(), **more)


def with_mail(session: Session, account: Account, **values: Any) -> Wish:
    wish = Wish(account_id=account.id, mail="one@example.org", mail_confirmed_at=now(), **values)
    session.add(wish)
    session.flush()
    return wish


def robot_of(session: Session, station: Station | None = None, region: str = "", **values: Any) -> Robot:
    robot = Robot(
        station_id=station.id if station else None,
        region_code=station.region_code if station else region,
        name="Group",
        service="wecom",
        secret_url=URL,
        **values,
    )
    session.add(robot)
    session.flush()
    return robot


@pytest.mark.usefixtures("on_both")
def test_told_twice_under_one_key_is_told_once(session: Session) -> None:
    person = make_person(session)
    assert tell(session, person_id=person.id)
    assert not tell(session, person_id=person.id)
    assert tell(session, person_id=person.id, key="tests.greeting:2")
    told = session.scalars(select(Notice).order_by(Notice.id)).all()
    assert [one.key for one in told] == ["tests.greeting:1", "tests.greeting:2"]
    assert str(unpacked(told[0].title)) == "Hello you"


@pytest.mark.usefixtures("on_both")
def test_a_mail_goes_to_confirmed_addresses_that_want_this_kind_only(session: Session) -> None:
    person = make_person(session)
    accounts = [make_account(session, person=person) for _number in range(4)]
    with_mail(session, accounts[0])
    with_mail(session, accounts[1], without=["tests.greeting"])
    with_mail(session, accounts[2], is_on=False)
    with_mail(session, accounts[3]).mail_confirmed_at = None
    session.flush()
    tell(session, person_id=person.id, good_until=now() + timedelta(hours=1))
    mails = session.scalars(select(Delivery)).all()
    assert [(mail.account_id, mail.channel, mail.state) for mail in mails] == [(accounts[0].id, "mail", "waiting")]


def test_a_station_without_a_group_of_its_own_speaks_in_that_of_the_nearest_region(session: Session) -> None:
    lonely, own = make_station(session), make_station(session)
    robot_of(session, region="32")
    county = robot_of(session, region="320381")
    robot_of(session, region="3203", is_on=False)
    robot_of(session, region="3204")
    group = robot_of(session, own)
    for station in (lonely, own, own):
        post(session, station, key=f"tests.list:{station.id}", title=lazy("Today"), at=now())
    assert session.scalars(select(Delivery.robot_id).order_by(Delivery.id)).all() == [county.id, group.id]


def test_whoever_runs_a_station_is_told_once_with_or_without_a_person(session: Session) -> None:
    station = make_station(session, staff=0)
    both = make_person(session)
    session.add_all(Staff(station_id=station.id, person_id=both.id, role=role) for role in ("head", "liaison"))
    make_account(session, role="manager", station=station, person=both)
    nobody = make_account(session, role="manager", station=station)
    assert tell_staff(session, station, key="tests.gap:1", title=lazy("A gap"), at=now()) == 2
    told = session.scalars(select(Notice).order_by(Notice.id)).all()
    assert [(one.person_id, one.account_id) for one in told] == [(both.id, None), (None, nobody.id)]


def test_old_notices_and_messages_are_forgotten_and_what_waits_is_not(session: Session) -> None:
    at, account = now(), make_account(session)
    long_ago = at - timedelta(days=100)
    for number, (told_at, read_at) in enumerate([(long_ago, long_ago), (long_ago, None), (at, at)]):
        tell(session, f"tests.greeting:{number}", account_id=account.id)
        notice = session.scalars(select(Notice).order_by(Notice.id.desc())).first()
        assert notice is not None
        notice.at, notice.read_at = told_at, read_at
    robot = robot_of(session, region="32")
    for state, ended in (("sent", long_ago), ("uncertain", at - timedelta(days=40)), ("waiting", None)):
        session.add(
            Delivery(
                robot_id=robot.id, key=state, title="", body="", at=long_ago, next_at=at, state=state, ended_at=ended
            )
        )
    session.flush()
    forget(session, at)
    assert [one.key for one in session.scalars(select(Notice).order_by(Notice.id))] == [
        "tests.greeting:1",
        "tests.greeting:2",
    ]
    assert session.scalars(select(Delivery.key).order_by(Delivery.id)).all() == ["uncertain", "waiting"]
