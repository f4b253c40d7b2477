"""Lost access is restored by the next higher role, and by no other."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from core.accounts import restoring, slips
from core.accounts.models import Account, Device, Slip
from core.audit.models import AuditEntry
from core.database import Database
from core.platform import Platform
from core.testing import make_account, make_deputy, make_station, page_of, sign_in
from core.testing.factories import PASSWORD
from core.testing.serving import lianzhan
from tests.core.accounts.letting_in import NOW, confirm, handed_out, is_in, phone

NEW = "three lanterns in the orchard"


@pytest.mark.parametrize(
    ("who", "whom", "may"),
    [
        ("administrator", "office", True),
        ("administrator", "other administrator", True),
        ("administrator", "administrator", False),
        ("office", "manager", True),
        ("office", "deputy", True),
        ("office", "leader", True),
        ("office", "township office", True),
        ("office", "office", False),
        ("office", "other office", False),
        ("office", "manager elsewhere", False),
        ("office", "administrator", False),
        ("township office", "office", False),
        ("manager", "deputy", True),
        ("manager", "deputy elsewhere", False),
        ("manager", "manager", False),
        ("manager", "other manager", False),
        ("manager", "office", False),
        ("deputy", "deputy", False),
        ("leader", "manager", False),
        ("office", "nobody yet", False),
    ],
)
def test_the_next_higher_role_restores(app: Flask, database: Database, who: str, whom: str, may: bool) -> None:
    from core.accounts.viewers import viewer_of

    with database.writing() as session:
        own, elsewhere = make_station(session), make_station(session, region="370883")
        people = {
            "administrator": make_account(session, role="administrator"),
            "other administrator": make_account(session, role="administrator"),
            "office": make_account(session, role="office", region="320381"),
            "other office": make_account(session, role="office", region="320381"),
            "township office": make_account(session, role="office", region="320381101"),
            "leader": make_account(session, role="leader", region="320381"),
            "manager": make_account(session, role="manager", station=own),
            "other manager": make_account(session, role="manager", station=own),
            "manager elsewhere": make_account(session, role="manager", station=elsewhere),
            "deputy": make_account(session, role="deputy", deputy=make_deputy(session, station=own)),
            "deputy elsewhere": make_account(session, role="deputy", deputy=make_deputy(session, station=elsewhere)),
            "nobody yet": make_account(session),
        }
        roles: Platform = app.extensions["lianzhan"]
        viewer = viewer_of(session, people[who], roles.roles_by_permission)
        assert restoring.may(session, viewer, people[whom]) is may


def test_an_office_hands_a_manager_a_link_by_which_a_password_is_chosen(app: Flask, database: Database) -> None:
    with database.writing() as session:
        office = make_account(session, role="office")
        manager = make_account(session, "keeper", role="manager")
        manager.totp_secret = "JBSWY3DPEHPK3PXP"
    at_work = sign_in(app.test_client(), manager)
    assert is_in(at_work)
    client = sign_in(app.test_client(), office)
    page = page_of(client.get(f"/accounts/{manager.id}"))
    shown = page.form(f"/accounts/{manager.id}/restore").submit(client)
    assert shown.status_code == 200
    assert "no-store" in shown.headers["Cache-Control"]
    assert not is_in(at_work)
    text = shown.get_data(as_text=True)
    token = text.split("/restore/")[1][:26]
    again = page.form(f"/accounts/{manager.id}/restore").submit(client)
    assert token in again.get_data(as_text=True), "sent twice, the link is the same"
    stranger = app.test_client()
    form = page_of(stranger.get(f"/restore/{token}")).form("/restore")
    assert form.submit(stranger, {"password": "short", "again": "short"}).status_code == 422
    assert form.submit(stranger, {"password": NEW, "again": "another"}).status_code == 422
    assert form.submit(stranger, {"password": NEW, "again": NEW}).status_code == 303
    assert stranger.get(f"/restore/{token}").status_code == 410
    with database.reading() as session:
        account = session.get_one(Account, manager.id)
        assert account.totp_secret is None
        assert "restore_access" in session.scalars(select(AuditEntry.action)).all()
    late = page.form(f"/accounts/{manager.id}/restore").submit(client)
    assert late.status_code == 422, "sent once more after the link was used, it takes nothing away"
    signing = page_of(stranger.get("/login")).form("/login")
    assert signing.submit(stranger, {"username": "keeper", "password": PASSWORD}).status_code == 422
    assert signing.submit(stranger, {"username": "keeper", "password": NEW}).status_code == 303


def test_a_link_to_an_account_that_is_off_is_not_handed_over(app: Flask, database: Database) -> None:
    with database.writing() as session:
        office = make_account(session, role="office")
        manager = make_account(session, "keeper", role="manager")
        manager.is_active = False
    client = sign_in(app.test_client(), office)
    form = page_of(client.get(f"/accounts/{manager.id}")).form("/restore")
    assert form.submit(client).status_code == 422
    with database.reading() as session:
        assert session.get_one(Account, manager.id).password_hash is not None


def test_somebody_of_the_same_rank_is_refused_over_http(app: Flask, database: Database) -> None:
    with database.writing() as session:
        own = make_station(session)
        first, second = (make_account(session, role="manager", station=own) for _one in range(2))
    client = sign_in(app.test_client(), first)
    page = page_of(client.get(f"/accounts/{second.id}"))
    assert not [form for form in page.forms if "restore" in form.action]
    values = page_of(client.get("/accounts/mine")).form("/accounts/mine/devices/end").values
    assert client.post(f"/accounts/{second.id}/restore", data=values).status_code == 403
    with database.reading() as session:
        assert session.get_one(Account, second.id).password_hash is not None


def test_a_manager_signs_the_lost_phone_of_a_deputy_out(app: Flask, database: Database) -> None:
    with database.writing() as session:
        own = make_station(session)
        deputy = make_deputy(session, station=own, phone="19900000001").id
        token = next(iter(handed_out(session).values()))
        manager = make_account(session, role="manager", station=own)
    lost = phone(app)
    confirm(lost, token, "0001")
    client = sign_in(app.test_client(), manager)
    with database.reading() as session:
        device = session.scalars(select(Device)).one()
    page = page_of(client.get(f"/accounts/deputies/{deputy}"))
    assert page.form(f"/devices/{device.id}/end").submit(client).status_code == 303
    assert not is_in(lost)


def test_the_last_administrator_is_let_in_again_by_the_command(database_url: str, tmp_path: Path) -> None:
    database = Database(database_url)
    with database.writing() as session:
        make_account(session, "boss", role="administrator")
    more = {"LIANZHAN_DATABASE_URL": database_url, "LIANZHAN_PUBLIC_URL": "https://lianzhan.example.cn"}
    assert lianzhan("user", "restore", "nobody", data_dir=tmp_path, more=more).returncode == 1
    told = lianzhan("user", "restore", "boss", data_dir=tmp_path, more=more)
    assert told.returncode == 0, told.stderr
    token = told.stdout.strip().rpartition("https://lianzhan.example.cn/restore/")[2]
    with database.reading() as session:
        assert slips.find(session, slips.PASSWORD, token, NOW).account.username == "boss"
        assert session.scalars(select(Account.password_hash)).all() == [None]
        assert token not in str(session.execute(select(Slip.token_digest)).all())
    database.dispose()
