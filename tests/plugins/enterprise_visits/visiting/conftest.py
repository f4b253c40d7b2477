"""A station with two deputies, the enterprises they look after, and people who are signed in."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from core.access import Role
from core.accounts.models import Account
from core.clock import today
from core.database import Database
from core.testing import Visitor, csrf_token, make_account, make_deputy, make_enterprise, make_station, visitor
from plugins.enterprise_visits.models import Pairing, Visit


@dataclass(frozen=True, slots=True)
class Place:
    """The numbers of what is there."""

    station: int
    li: int
    """A deputy with an account, paired with mill and forge."""
    wang: int
    """Another deputy of the station, paired with the forge."""
    mill: int
    forge: int
    far: int
    """An enterprise of somewhere else."""
    keeper: Account
    li_account: Account
    wang_account: Account


@pytest.fixture
def place(database: Database) -> Place:
    with database.writing() as session:
        station = make_station(session, "North Mill")
        li, wang = (make_deputy(session, name, station=station) for name in ("Li", "Wang"))
        mill, forge, far = (make_enterprise(session, name) for name in ("Mill", "Forge", "Far Away"))
        begins = today() - timedelta(days=400)
        for deputy, enterprise in ((li, mill), (li, forge), (wang, forge)):
            session.add(Pairing(deputy_id=deputy.id, enterprise_id=enterprise.id, station_id=station.id, begins=begins))
        session.flush()
        return Place(
            station.id,
            li.id,
            wang.id,
            mill.id,
            forge.id,
            far.id,
            make_account(session, "keeper", role=Role.MANAGER, station=station),
            make_account(session, "li", role=Role.DEPUTY, deputy=li),
            make_account(session, "wang", role=Role.DEPUTY, deputy=wang),
        )


@pytest.fixture
def as_(app: Flask) -> Callable[[Account], Visitor]:
    """A client of its own for an account."""
    return lambda account: visitor(app, account)


@pytest.fixture
def tap(app: Flask) -> Callable[..., Any]:
    """Press a button: a POST with the token a page would have given."""

    def press(client: FlaskClient, url: str, **typed: Any) -> Any:
        return client.post(url, data={"csrf_token": csrf_token(app), **typed})

    return press


@pytest.fixture
def li(as_: Callable[[Any], Visitor], place: Place) -> Visitor:
    return as_(place.li_account)


@pytest.fixture
def wang(as_: Callable[[Any], Visitor], place: Place) -> Visitor:
    return as_(place.wang_account)


@pytest.fixture
def keeper(as_: Callable[[Any], Visitor], place: Place) -> Visitor:
    return as_(place.keeper)


def at() -> datetime:
    """Now."""
    return datetime.now(UTC)


def all_of(database: Database) -> list[Visit]:
    """Every visit, in the order they were made, with who was there."""
    with database.reading() as session:
        query = select(Visit).options(selectinload(Visit.deputies), selectinload(Visit.photos)).order_by(Visit.id)
        return list(session.scalars(query))


def there(visit: Visit) -> list[int]:
    """The deputies who were there."""
    return [one.deputy_id for one in visit.deputies if one.was_there]


def photo(size: tuple[int, int] = (400, 300)) -> bytes:
    """A photo as cameras make them."""
    from PIL import Image

    out = io.BytesIO()
    Image.effect_noise(size, 40).convert("RGB").save(out, "JPEG", quality=90)
    return out.getvalue()


def get(session: Session, number: int) -> Visit:
    """A visit."""
    return session.get_one(Visit, number)
