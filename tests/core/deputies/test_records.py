"""Entering, correcting and completing the records of deputies."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from core.database import Database
from core.deputies.models import Deputy, Mandate, Placement
from core.testing import SignedIn
from core.testing.factories import make_congress, make_deputy, make_station
from core.testing.pages import PageForm, page_of


@pytest.fixture
def office(signed_in: SignedIn) -> FlaskClient:
    return signed_in("office")


def test_a_deputy_is_entered_with_mandate_and_station(office: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        station = make_station(session).id
    form = page_of(office.get("/deputies/new")).form("/deputies/new")
    typed = {
        "name": " 仇英 ",
        "phone": "199 0000-7777",
        "level": "township",
        "station_id": str(station),
        "is_shown": "on",
    }
    assert form.submit(office, typed).status_code == 303
    with database.reading() as session:
        deputy = session.scalars(select(Deputy)).one()
        assert (deputy.person.name, deputy.person.phone, deputy.person.initials) == ("仇英", "19900007777", "qy")
        assert [mandate.level for mandate in deputy.mandates] == ["township"]
        assert [placement.station_id for placement in deputy.placements] == [station]


def test_a_number_of_somebody_else_is_refused_and_nothing_typed_is_lost(
    office: FlaskClient, database: Database
) -> None:
    with database.writing() as session:
        first = make_deputy(session, "First Deputy", phone="19900008888")
        second = make_deputy(session, "Second Deputy")
        region, number = first.region_code, second.id
    form = page_of(office.get(f"/deputies/{number}/edit")).form(f"/deputies/{number}/edit")
    answer = form.submit(office, {"phone": "19900008888", "speciality": "Dyeing & finishing"})
    assert answer.status_code == 422
    page = page_of(answer)
    assert "First Deputy" in page.text
    typed = {one.name: one.value for one in page.form("/edit").fields}
    assert (typed["phone"], typed["speciality"]) == ("19900008888", "Dyeing & finishing")
    with database.reading() as session:
        assert session.get_one(Deputy, number).speciality != "Dyeing & finishing", region


def test_mandates_wait_until_their_term_is_chosen_and_many_are_completed_at_once(
    office: FlaskClient, database: Database
) -> None:
    with database.writing() as session:
        term = make_congress(session).terms[0].id
        deputies = [make_deputy(session, mandates=()) for _one in range(3)]
        for deputy in deputies[:2]:
            session.add(Mandate(deputy=deputy, level="county"))
        session.add(Mandate(deputy=deputies[2], level="township"))
    page = page_of(office.get("/deputies/mandates"))
    boxes = [one.value for one in page.form("/deputies/mandates").fields if one.name == "mandate"]
    assert len(boxes) == 3
    refused = page.form("/deputies/mandates").submit(office, {"mandate": boxes, "term_id": str(term)})
    assert refused.status_code == 422
    assert (
        page.form("/deputies/mandates").submit(office, {"mandate": boxes[:2], "term_id": str(term)}).status_code == 303
    )
    with database.reading() as session:
        assert [m.term_id for m in session.scalars(select(Mandate).order_by(Mandate.id))] == [term, term, None]


def test_a_placement_ends_and_its_record_stays(office: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        number = make_deputy(session, station=make_station(session)).id
    page = page_of(office.get(f"/deputies/{number}/placements"))
    assert page.form("/end").submit(office).status_code == 303
    with database.reading() as session:
        assert session.scalars(select(Placement)).one().ends is not None


def test_a_form_sent_twice_enters_one_deputy(office: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        make_station(session)
    form = page_of(office.get("/deputies/new")).form("/deputies/new")
    answers = [form.submit(office, {"name": "Once Only"}) for _one in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].location == answers[1].location
    with database.reading() as session:
        assert len(session.scalars(select(Deputy)).all()) == 1


def hidden_number(client: FlaskClient, number: int) -> PageForm:
    answer = client.get(f"/deputies/{number}/edit")
    assert "19900008888" not in answer.text
    assert "199********" in page_of(answer).text
    return page_of(answer).form("/edit")


def phone_of(database: Database, number: int) -> str | None:
    with database.reading() as session:
        return session.get_one(Deputy, number).person.phone


def test_the_form_does_not_show_the_number_and_keeps_it(office: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        number = make_deputy(session, "First Deputy", phone="19900008888").id
    assert hidden_number(office, number).submit(office, {"speciality": "Dyeing"}).status_code == 303
    assert phone_of(database, number) == "19900008888"
    wrong = hidden_number(office, number).submit(office, {"birth": "soon"})
    assert wrong.status_code == 422
    assert "19900008888" not in wrong.text
    assert hidden_number(office, number).submit(office, {"phone": "199 0000 9999"}).status_code == 303
    assert phone_of(database, number) == "19900009999"


def test_the_number_is_removed_by_a_tick_only(office: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        number = make_deputy(session, "First Deputy", phone="19900008888").id
    assert hidden_number(office, number).submit(office, {"forget_phone": "y"}).status_code == 303
    assert phone_of(database, number) is None
    assert "forget_phone" not in page_of(office.get(f"/deputies/{number}/edit")).form("/edit").names()


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("birth", "2099-01"),
        ("birth", "2099.1"),
        ("phone", "2026-13-45"),
        ("phone", "2026 - 1 - 45"),
        ("phone", " 199-00 "),
        ("name", "<script>alert(1)</script>"),
        ("name", "Qiu &lt;Ying"),
    ],
)
def test_what_cannot_be_is_refused_and_shown_as_it_was_typed(
    office: FlaskClient, database: Database, field: str, typed: str
) -> None:
    with database.writing() as session:
        make_station(session)
    form = page_of(office.get("/deputies/new")).form("/deputies/new")
    answer = form.submit(office, {"name": "Qiu Ying", "phone": "19900007777"} | {field: typed})
    assert answer.status_code == 422
    again = {one.name: one.value for one in page_of(answer).form("/deputies/new").fields}
    assert f"{field}-error" in answer.text
    assert again[field] == typed
