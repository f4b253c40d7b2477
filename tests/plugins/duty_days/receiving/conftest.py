"""A station on a duty day, with two deputies on the rota and one who is not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.access import Role
from core.accounts.models import Account
from core.clock import STATION_ZONE, today
from core.database import Database
from core.testing import make_account, make_deputy, make_station
from plugins.duty_days.signing_up.service import put_in
from plugins.duty_days.testing import make_duty_day


@dataclass(frozen=True, slots=True)
class Day:
    """The numbers of what is there."""

    station: int
    day: int
    sitting: int
    li: int
    """A deputy on the rota, with an account."""
    wang: int
    """Another one on the rota."""
    zhao: int
    """A deputy of the station who is not on the rota, with an account."""
    keeper: Account
    li_account: Account
    zhao_account: Account


@pytest.fixture
def duty(database: Database) -> Day:
    with database.writing() as session:
        station = make_station(session, "North Mill")
        li, wang, zhao = (make_deputy(session, name, station=station) for name in ("Li", "Wang", "Zhao"))
        day = make_duty_day(session, station, today())
        sitting = day.sittings[0]
        for deputy in (li, wang):
            put_in(session, sitting.id, deputy.id, datetime.now(UTC))
        return Day(
            station.id,
            day.id,
            sitting.id,
            li.id,
            wang.id,
            zhao.id,
            make_account(session, "keeper", role=Role.MANAGER, station=station),
            make_account(session, "li", role=Role.DEPUTY, deputy=li),
            make_account(session, "zhao", role=Role.DEPUTY, deputy=zhao),
        )


@pytest.fixture
def keeper(as_: Callable[[Any], FlaskClient], duty: Day) -> FlaskClient:
    """The station's manager, signed in."""
    return as_(duty.keeper)


@pytest.fixture
def li(as_: Callable[[Any], FlaskClient], duty: Day) -> FlaskClient:
    """A deputy on the rota, signed in."""
    return as_(duty.li_account)


@pytest.fixture
def zhao(as_: Callable[[Any], FlaskClient], duty: Day) -> FlaskClient:
    """A deputy of the station who is not on the rota, signed in."""
    return as_(duty.zhao_account)


def at(hour: int, minute: int = 0) -> datetime:
    """This hour of today at the stations."""
    return datetime.combine(today(), time(hour, minute), STATION_ZONE)


def key_of(app: Flask, purpose: str = "duty_days.check_in") -> bytes:
    """The key codes are made with."""
    from core.web.keys import derived_key

    with app.app_context():
        return derived_key(purpose)
