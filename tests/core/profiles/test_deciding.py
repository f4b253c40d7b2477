"""Who decides what strangers see: the deputy; the office only with the day on which the deputy agreed."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from core.audit.models import AuditEntry
from core.clock import today
from core.database import Database
from core.deputies.models import Deputy
from core.profiles.models import OwnDeed, Profile
from core.testing.factories import make_account, make_deputy, make_station
from core.testing.pages import page_of
from core.testing.signing import sign_in

NUMBER = "19912345678"


@pytest.fixture
def deputy(database: Database) -> int:
    with database.writing() as session:
        return make_deputy(session, "Ann Ash", station=make_station(session), phone=NUMBER).id


@pytest.fixture
def office(client: FlaskClient, database: Database) -> FlaskClient:
    with database.writing() as session:
        return sign_in(client, make_account(session, "the-office", role="office"))


@pytest.fixture
def herself(client: FlaskClient, database: Database, deputy: int) -> FlaskClient:
    with database.writing() as session:
        account = make_account(session, "ann", role="deputy", deputy=session.get_one(Deputy, deputy))
    return sign_in(client, account)


def test_the_office_shows_more_only_with_the_day_of_the_consent(
    office: FlaskClient, deputy: int, database: Database
) -> None:
    path = f"/deputies/{deputy}/profile"
    form = page_of(office.get(path)).form("/profile")
    refused = form.submit(office, {"phone_public": "y"})
    assert refused.status_code == 422
    assert 'id="told_on-error"' in refused.text
    ahead = form.submit(office, {"phone_public": "y", "told_on": str(today() + timedelta(days=1))})
    assert ahead.status_code == 422
    with database.reading() as session:
        assert not session.get_one(Deputy, deputy).phone_public
    yesterday = today() - timedelta(days=1)
    form = page_of(office.get(path)).form("/profile")
    assert form.submit(office, {"phone_public": "y", "told_on": str(yesterday)}).status_code == 303
    with database.reading() as session:
        kept = session.scalars(select(Profile)).one()
        assert (kept.agreed_on, kept.agreed_in_person) == (yesterday, False)
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "consent")).one()
        assert entry.actor == "the-office"
        assert entry.facts is not None
        assert entry.facts["shown"] == ["phone_public"]
        assert entry.facts["told_on"] == str(yesterday)
        assert NUMBER not in str(entry.facts)


def test_the_office_shows_less_without_asking(office: FlaskClient, deputy: int, database: Database) -> None:
    form = page_of(office.get(f"/deputies/{deputy}/profile")).form("/profile")
    hidden = {name: values for name, values in form.values.items() if name != "is_shown"}
    assert office.post(form.action, data=hidden).status_code == 303
    with database.reading() as session:
        assert not session.get_one(Deputy, deputy).is_shown


def test_another_address_needs_another_consent(office: FlaskClient, deputy: int, database: Database) -> None:
    with database.writing() as session:
        session.add(Profile(deputy_id=deputy, email="one@example.cn", email_public=True, agreed_on=today()))
    form = page_of(office.get(f"/deputies/{deputy}/profile")).form("/profile")
    assert form.submit(office, {"email": "two@example.cn"}).status_code == 422


def test_the_record_of_a_deputy_has_no_switch_for_strangers(office: FlaskClient, deputy: int) -> None:
    form = page_of(office.get(f"/deputies/{deputy}/edit")).form(f"/deputies/{deputy}/edit")
    assert not {"phone_public", "is_shown"} & form.names()


def test_a_switch_without_anything_behind_it_is_refused(herself: FlaskClient) -> None:
    form = page_of(herself.get("/deputies/mine")).form("/deputies/mine")
    for switch in ("email_public", "wechat_public"):
        assert form.submit(herself, {switch: "y"}).status_code == 422


def test_a_deputys_own_decision_is_kept_with_its_day(herself: FlaskClient, deputy: int, database: Database) -> None:
    form = page_of(herself.get("/deputies/mine")).form("/deputies/mine")
    answer = form.submit(herself, {"phone_public": "y", "words": "Come in."})
    assert answer.status_code == 303
    with database.reading() as session:
        kept = session.scalars(select(Profile)).one()
        assert (kept.agreed_on, kept.agreed_in_person, kept.words) == (today(), True, "Come in.")
    assert "Come in." in herself.get(f"/deputies/{deputy}/public").text


def test_a_deputy_tells_of_deeds_and_takes_them_back(herself: FlaskClient, deputy: int, database: Database) -> None:
    form = page_of(herself.get("/deputies/mine/deeds")).form("/deputies/mine/deeds")
    done = {"day": str(today()), "text": "Opened a night school", "link": "https://news.example.cn/1"}
    assert form.submit(herself, done | {"day": str(today() + timedelta(days=1))}).status_code == 422
    assert form.submit(herself, done | {"link": "javascript:alert(1)"}).status_code == 422
    for blank in ("   ", "\x07", "\u3000"):
        assert form.submit(herself, done | {"text": blank}).status_code == 422, ascii(blank)
    assert form.submit(herself, done).status_code == 303
    assert "https://news.example.cn/1" in herself.get(f"/deputies/{deputy}/public").text
    page = page_of(herself.get("/deputies/mine/deeds"))
    assert page.form("/remove").submit(herself).status_code == 303
    with database.reading() as session:
        assert session.scalars(select(OwnDeed)).all() == []


def test_nobody_removes_the_deed_of_somebody_else(herself: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        other = make_deputy(session, station=make_station(session))
        deed = OwnDeed(deputy=other, day=today(), text="Theirs")
        session.add(deed)
        session.flush()
        number = deed.id
    form = page_of(herself.get("/deputies/mine/deeds")).form("/deputies/mine/deeds")
    assert herself.post(f"/deputies/mine/deeds/{number}/remove", data=form.values).status_code == 404
    assert herself.post(f"/deeds/{number}/remove", data=form.values).status_code == 403
