"""Slips: who gets one, what it lets in, and what stands in the way, a sentence each."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from core.accounts import guesses, slips, waiting
from core.accounts.models import Account, Device, Grant, Slip
from core.audit.models import AuditEntry
from core.database import Database
from core.deputies.models import Deputy, Mandate
from core.testing import make_account, make_deputy, make_station, page_of, sign_in
from tests.core.accounts.letting_in import EVERYTHING, NOW, WECHAT, confirm, handed_out, is_in, phone


@pytest.fixture
def token(database: Database) -> str:
    """The slip of Wang Fang, whose number ends in 0001; handed out before any test looks at it."""
    with database.writing() as session:
        station = make_station(session, "Textile station")
        make_deputy(session, "Wang Fang", station=station, phone="19900000001")
        return next(iter(handed_out(session).values()))


def told(database: Database, app: Flask, token: str) -> tuple[int, str]:
    answer = phone(app).get(f"/activate/{token}")
    return answer.status_code, page_of(answer).text


def change(database: Database, **values: object) -> None:
    with database.writing() as session:
        slip = session.scalars(select(Slip)).one()
        for name, value in values.items():
            setattr(slip, name, value)


def test_a_slip_shows_whose_it_is_by_name_and_station_only(app: Flask, token: str) -> None:
    page = page_of(phone(app).get(f"/activate/{token}"))
    assert "Wang Fang" in page.text
    assert "Textile station" in page.text
    assert "0001" not in page.text
    assert "199" not in page.text


def test_looking_at_a_link_uses_nothing_up(app: Flask, database: Database, token: str) -> None:
    for _robot in range(5):
        phone(app).get(f"/activate/{token}")
        phone(app).head(f"/activate/{token}")
    with database.reading() as session:
        assert session.scalars(select(Slip.ended)).all() == [None]
    assert confirm(phone(app), token, "0001").status_code == 303


def test_the_last_four_digits_sign_the_phone_in_and_keep_it_so(app: Flask, database: Database, token: str) -> None:
    client = phone(app, WECHAT)
    answer = confirm(client, token, "0001")
    assert (answer.status_code, answer.location) == (303, "/start")
    client.delete_cookie("session")  # what a browser forgets when it is closed
    assert is_in(client)
    with database.reading() as session:
        device = session.scalars(select(Device)).one()
        assert (device.system, device.browser) == ("Android", "WeChat")
        assert "Android" not in device.secret_digest
        assert session.scalar(select(AuditEntry.actor).where(AuditEntry.action == "sign_in")) == device.account.username


def test_a_device_cookie_is_kept_from_scripts_and_lasts(app: Flask, token: str) -> None:
    cookies = confirm(phone(app), token, "0001").headers.getlist("Set-Cookie")
    kept = next(one for one in cookies if one.startswith("device="))
    assert "HttpOnly" in kept
    assert "SameSite=Lax" in kept
    assert f"Max-Age={180 * 24 * 3600}" in kept


def test_when_the_answer_was_lost_the_phone_is_in_all_the_same(app: Flask, token: str) -> None:
    client = phone(app)
    form = page_of(client.get(f"/activate/{token}")).form("/activate")
    lost = phone(app)  # the same phone, but its answer never came: it carries only what it had before
    for name in ("device_next", "session"):
        lost.set_cookie(name, client.get_cookie(name).value)  # type: ignore[union-attr]
    assert form.submit(client, {"digits": "0001"}).status_code == 303
    again = form.submit(lost, {"digits": "0001"})
    assert (again.status_code, again.location) == (303, "/start")
    assert is_in(lost)


@pytest.mark.parametrize(
    ("digits", "sentence"), [("0002", "These are not the last four"), ("", "Enter"), ("1", "four")]
)
def test_other_digits_let_nobody_in(app: Flask, token: str, digits: str, sentence: str) -> None:
    client = phone(app)
    client.set_cookie("language", "en")
    answer = confirm(client, token, digits)
    assert answer.status_code == 422
    assert sentence in page_of(answer).text
    assert not is_in(client)


def test_the_number_of_another_deputy_lets_nobody_in(app: Flask, database: Database, token: str) -> None:
    with database.writing() as session:
        make_deputy(session, "Li Na", phone="19900004321")
    assert confirm(phone(app), token, "4321").status_code == 422


def test_five_wrong_tries_lock_the_slip_and_say_whom_to_ask(app: Flask, database: Database, token: str) -> None:
    client = phone(app)
    client.set_cookie("language", "en")
    answers = [confirm(client, token, "9999") for _try in range(guesses.SLIP.on_account)]
    assert [answer.status_code for answer in answers] == [422] * guesses.SLIP.on_account
    assert "Ask your station or the congress office" in page_of(answers[-1]).text
    other = phone(app)
    other.set_cookie("language", "en")
    locked = other.get(f"/activate/{token}")
    assert locked.status_code == 410
    assert "locked" in page_of(locked).text
    with database.reading() as session:
        assert session.scalars(select(Slip.ended)).all() == ["locked"]


def test_guessing_at_many_slips_locks_the_address(app: Flask, database: Database) -> None:
    with database.writing() as session:
        for _one in range(8):
            make_deputy(session)
        tokens = list(handed_out(session).values())
    for token in tokens[:7]:
        for _try in range(4):
            confirm(phone(app), token, "9999")
    for _try in range(2):
        confirm(phone(app), tokens[7], "9999")
    client = phone(app)
    client.set_cookie("language", "en")
    assert "Too many failed attempts" in page_of(confirm(client, tokens[7], "9999")).text


def test_a_slip_that_was_used_lets_nobody_else_in(app: Flask, database: Database, token: str) -> None:
    assert confirm(phone(app), token, "0001").status_code == 303
    status, text = told(database, app, token)
    assert status == 410
    assert NOW.date().isoformat()[:4] in text


def test_a_forged_link_is_no_slip(app: Flask, token: str) -> None:
    for forged in (token[:-1] + ("0" if token[-1] != "0" else "1"), "x" * 26, "a", "%00", "0" * 5000):
        assert phone(app).get(f"/activate/{forged}").status_code == 404


def test_an_expired_slip_says_until_when_it_was_valid(app: Flask, database: Database, token: str) -> None:
    change(database, expires_at=NOW - timedelta(days=1))
    assert told(database, app, token)[0] == 410


def test_printing_again_replaces_the_earlier_slip(app: Flask, database: Database, token: str) -> None:
    with database.writing() as session:
        newer = next(iter(handed_out(session, name="second").values()))
    assert newer != token
    assert told(database, app, token)[0] == 410
    assert confirm(phone(app), newer, "0001").status_code == 303


def test_the_same_form_sent_twice_prints_the_same_slips(database: Database, token: str) -> None:
    with database.writing() as session:
        assert list(handed_out(session).values()) == [token]
        assert session.scalars(select(Slip.ended)).all() == [None]


@pytest.mark.parametrize("state", ["suspended", "resigned", "ended"])
def test_a_deputy_without_a_mandate_is_not_let_in(app: Flask, database: Database, token: str, state: str) -> None:
    with database.writing() as session:
        session.scalars(select(Mandate)).one().state = state
    assert told(database, app, token)[0] == 410


def test_an_account_that_was_switched_off_is_not_let_in(app: Flask, database: Database, token: str) -> None:
    with database.writing() as session:
        session.scalars(select(Account)).one().is_active = False
    assert told(database, app, token)[0] == 410


def test_without_a_number_on_the_roll_the_office_is_named(app: Flask, database: Database, token: str) -> None:
    with database.writing() as session:
        session.scalars(select(Deputy)).one().person.phone = None
    client = phone(app)
    client.set_cookie("language", "en")
    answer = client.get(f"/activate/{token}")
    assert answer.status_code == 410
    assert "Ask the congress office to enter it" in page_of(answer).text


def test_one_slip_on_two_phones_at_once_signs_one_in(app: Flask, database: Database, on_both: str, token: str) -> None:
    phones = [phone(app) for _one in range(4)]
    forms = [page_of(client.get(f"/activate/{token}")).form("/activate") for client in phones]
    ready, answers = threading.Barrier(len(phones)), []

    def send(number: int) -> None:
        ready.wait()
        answers.append(forms[number].submit(phones[number], {"digits": "0001"}).status_code)

    senders = [threading.Thread(target=send, args=(number,)) for number in range(len(phones))]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert sorted(answers) == [303, 410, 410, 410]
    assert sum(is_in(client) for client in phones) == 1
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Device)) == 1


def test_a_second_slip_on_one_phone_signs_the_first_person_out(app: Flask, database: Database, token: str) -> None:
    client = phone(app)
    confirm(client, token, "0001")
    with database.writing() as session:
        make_deputy(session, "Li Na", phone="19900000002")
        (other,) = handed_out(session, name="later").values()
    confirm(client, other, "0002")
    with database.reading() as session:
        devices = session.scalars(select(Device).order_by(Device.id)).all()
        assert [device.ended_at is None for device in devices] == [False, True]
    assert "Li Na" in page_of(client.get("/start")).text


def test_a_phone_carries_the_role_of_a_deputy_only(app: Flask, database: Database, token: str) -> None:
    with database.writing() as session:
        account = session.scalars(select(Account)).one()
        account.grants.append(Grant(role="administrator"))
    client = phone(app)
    confirm(client, token, "0001")
    assert is_in(client)
    assert client.get("/accounts/").status_code == 403


def test_a_slip_typed_by_hand_lets_in_too(app: Flask, token: str) -> None:
    client = phone(app)
    form = page_of(client.get("/activate")).form("/activate")
    printed = slips.grouped(token).upper().replace("0", "O").replace("1", "I")
    assert form.submit(client, {"code": printed, "digits": "0001"}).status_code == 303
    assert is_in(client)


def test_accounts_are_made_without_a_password_and_in_one_go(database: Database) -> None:
    with database.writing() as session:
        station = make_station(session, deputies=12)
        make_deputy(session, "Ended", station=station).mandates[0].state = "ended"
        make_account(session, "d1", role="office")
        session.flush()
        assert slips.make_accounts(session, NOW) == 12
        assert slips.make_accounts(session, NOW) == 0
    with database.reading() as session:
        made = session.scalars(select(Account).where(Account.username != "d1")).all()
        assert len(made) == 12
        assert {account.password_hash for account in made} == {None}
        assert all([one.role for one in account.grants] == ["deputy"] for account in made)
        assert session.scalar(select(func.count()).where(AuditEntry.action == "make_accounts")) == 1


def test_whoever_is_in_gets_no_further_slip(app: Flask, database: Database, token: str) -> None:
    confirm(phone(app), token, "0001")
    with database.reading() as session:
        assert session.execute(waiting.awaiting(EVERYTHING)).all() == []


def test_the_paper_is_for_those_one_looks_after(app: Flask, database: Database) -> None:
    with database.writing() as session:
        own = make_station(session, "Own", deputies=2)
        make_station(session, "Elsewhere", region="370883", deputies=3)
        manager = make_account(session, role="manager", station=own)
        office = make_account(session, role="office")
    for account in (manager, office):
        client = sign_in(app.test_client(), account)
        form = page_of(client.get("/accounts/slips")).form("/accounts/slips")
        answer = form.submit(client, {"who": "all"})
        assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
        assert answer.data.startswith(b"%PDF")
        assert "no-store" in answer.headers["Cache-Control"]
        with database.writing() as session:
            assert session.scalar(select(func.count()).where(Slip.ended.is_(None))) == 2
            facts = session.scalars(
                select(AuditEntry.facts).where(AuditEntry.action == "export_slips").order_by(AuditEntry.id.desc())
            ).first()
            assert facts is not None
            assert facts["slips"] == 2


def test_a_single_slip_is_printed_from_the_deputys_page(app: Flask, database: Database, token: str) -> None:
    with database.writing() as session:
        deputy = session.scalars(select(Deputy)).one().id
        office = make_account(session, role="office")
    confirm(phone(app), token, "0001")
    client = sign_in(app.test_client(), office)
    page = page_of(client.get(f"/accounts/deputies/{deputy}"))
    answer = page.form(f"/accounts/deputies/{deputy}/slip").submit(client)
    assert answer.mimetype == "application/pdf"
    with database.reading() as session:
        assert session.scalars(select(Slip.ended).order_by(Slip.id)).all() == ["used", None]


def test_an_office_prints_for_a_region_or_a_station_with_its_rooms(app: Flask, database: Database) -> None:
    with database.writing() as session:
        home = make_station(session, "Home", region="320381", deputies=1)
        room = make_station(session, "Room", region="320381", deputies=2)
        room.parent_id = home.id
        make_station(session, "Elsewhere", region="320382", deputies=3)
        office = make_account(session, role="office", region="3203")
        ids = home.id, room.id
    client = sign_in(app.test_client(), office)
    form = page_of(client.get("/accounts/slips")).form("/accounts/slips")
    offered = set(next(field.choices for field in form.fields if field.name == "who"))
    assert {"all", "region-320381", "region-320382", f"station-{ids[0]}", f"station-{ids[1]}"} <= offered
    for who, printed in ((f"station-{ids[1]}", 2), (f"station-{ids[0]}", 3), ("region-320382", 3)):
        form = page_of(client.get("/accounts/slips")).form("/accounts/slips")
        assert form.submit(client, {"who": who}).mimetype == "application/pdf"
        with database.reading() as session:
            newest = select(AuditEntry.facts).where(AuditEntry.action == "export_slips").order_by(AuditEntry.id.desc())
            assert session.scalars(newest).first()["slips"] == printed  # type: ignore[index]


def test_more_slips_than_fit_into_a_file_are_not_cut_in_silence(
    app: Flask, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.accounts.views.slips.MOST", 2)
    with database.writing() as session:
        make_station(session, "Home", deputies=3)
        office = make_account(session, role="office")
    client = sign_in(app.test_client(), office)
    form = page_of(client.get("/accounts/slips")).form("/accounts/slips")
    answer = form.submit(client, {"who": "all"})
    assert (answer.status_code, answer.mimetype) == (422, "text/html")
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Slip)) == 0


def test_the_office_is_told_that_an_account_is_off_not_that_the_mandate_ended(
    app: Flask, database: Database, token: str
) -> None:
    with database.writing() as session:
        session.scalars(select(Account)).one().is_active = False
        deputy = session.scalars(select(Deputy)).one().id
        office = make_account(session, role="office")
    client = sign_in(app.test_client(), office)
    client.set_cookie("language", "en")
    values = page_of(client.get("/accounts/mine")).form("/end").values
    answer = client.post(f"/accounts/deputies/{deputy}/slip", data={"csrf_token": values["csrf_token"]})
    assert "switched off" in page_of(answer).text
