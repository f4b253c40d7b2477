"""The demonstration of Xinyi."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from core.accounts.models import Account
from core.accounts.service import hashed, password_fits
from core.clock import now
from core.database import Database
from core.demo import service
from core.deputies.models import Mandate
from core.testing.factories import make_station
from core.testing.pages import page_of
from core.testing.serving import lianzhan
from core.testing.signing import sign_in


def load(database: Database, *, force: bool = False) -> None:
    with database.writing() as session:
        service.load(session, service.scenario("xinyi"), now(), hashed(service.PASSWORD), force=force)


def test_the_command_loads_xinyi_and_twice_is_once(tmp_path: Path) -> None:
    lianzhan("db", "upgrade", data_dir=tmp_path)
    first = lianzhan("demo", "load", "xinyi", data_dir=tmp_path)
    assert first.returncode == 0, first.stderr
    before = lianzhan("audit", "verify", data_dir=tmp_path).stdout
    second = lianzhan("demo", "load", "xinyi", data_dir=tmp_path)
    assert second.returncode == 0
    assert lianzhan("audit", "verify", data_dir=tmp_path).stdout == before
    figures = json.loads(lianzhan("figures", "xinyi", "--json", data_dir=tmp_path).stdout)
    assert (figures["stations"], figures["deputies_in_stations"]) == (7, 88)


def test_the_five_accounts_have_the_well_known_password_and_their_scopes(database: Database) -> None:
    load(database)
    with database.reading() as session:
        accounts = {one.username: one for one in session.scalars(select(Account))}
        assert set(accounts) == set(service.USERNAMES)
        assert all(password_fits(one, "lianzhan-demo") for one in accounts.values())
        grants = {name: [(one.role, one.region_code) for one in account.grants] for name, account in accounts.items()}
        assert grants["office"] == [("office", "320381")]
        assert accounts["manager"].person is not None
        assert accounts["manager"].grants[0].station_id is not None
        assert accounts["deputy"].person is not None
        assert accounts["organ"].grants[0].organ == "检察院"


def test_every_mandate_but_the_townships_has_its_term(database: Database) -> None:
    load(database)
    with database.reading() as session:
        adrift = select(func.count()).where(Mandate.term_id.is_(None), Mandate.level != "township")
        assert session.scalar(adrift) == 0


def test_a_database_with_other_records_is_refused_unless_forced(database: Database) -> None:
    with database.writing() as session:
        make_station(session, region="520523")
    with pytest.raises(service.OtherRecords, match="--force"):
        load(database)
    load(database, force=True)


def test_an_unknown_place_is_told_which_there_are() -> None:
    with pytest.raises(service.UnknownPlace, match="xinyi"):
        service.scenario("atlantis")


def test_the_login_page_names_the_accounts_of_a_demonstration_and_of_nothing_else(
    client: FlaskClient, database: Database
) -> None:
    assert "lianzhan-demo" not in page_of(client.get("/login")).text
    load(database)
    assert "lianzhan-demo" in page_of(client.get("/login")).text


def test_the_deputy_of_the_demonstration_reaches_their_start(client: FlaskClient, database: Database) -> None:
    load(database)
    with database.reading() as session:
        account = session.scalars(select(Account).where(Account.username == "deputy")).one()
    assert sign_in(client, account).get("/start").status_code == 200
