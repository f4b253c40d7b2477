"""Two people editing one record at once: the second sees both versions, and nothing is overwritten silently."""

import threading

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from core.database import Database
from core.deputies.models import Deputy
from core.enterprises.models import Enterprise
from core.stations.models import StationBrand
from core.testing.factories import make_account, make_chain, make_deputy, make_enterprise, make_station
from core.testing.pages import PageForm, page_of
from core.testing.signing import sign_in


@pytest.fixture
def first(app: Flask, database: Database) -> FlaskClient:
    return _office(app, database, "Lin")


@pytest.fixture
def second(app: Flask, database: Database) -> FlaskClient:
    return _office(app, database, "Wei")


def _office(app: Flask, database: Database, username: str) -> FlaskClient:
    with database.writing() as session:
        account = make_account(session, username, role="office")
    return sign_in(app.test_client(), account)


@pytest.fixture
def deputy(database: Database) -> int:
    with database.writing() as session:
        return make_deputy(session, "Person A", phone="19911112222").id


def edit(client: FlaskClient, deputy: int) -> PageForm:
    return page_of(client.get(f"/deputies/{deputy}/edit")).form("/edit")


def kept(database: Database, deputy: int) -> Deputy:
    with database.reading() as session:
        found = session.get_one(Deputy, deputy)
        _loaded = found.person.name
        return found


def test_the_second_sees_both_versions_and_decides(
    first: FlaskClient, second: FlaskClient, database: Database, deputy: int, on_both: str
) -> None:
    theirs, ours = edit(first, deputy), edit(second, deputy)
    assert theirs.submit(first, {"speciality": "Dyeing"}).status_code == 303
    answer = ours.submit(second, {"speciality": "Knitting"})
    assert answer.status_code == 422
    assert "Lin" in answer.text
    assert "Dyeing" in answer.text
    assert kept(database, deputy).speciality == "Dyeing"
    again = page_of(answer).form("/edit")
    assert again.values["speciality"] == ["Knitting"]
    assert again.submit(second).status_code == 303
    assert kept(database, deputy).speciality == "Knitting"


def test_what_only_the_first_changed_is_taken_over_and_said(
    first: FlaskClient, second: FlaskClient, database: Database, deputy: int
) -> None:
    theirs, ours = edit(first, deputy), edit(second, deputy)
    theirs.submit(first, {"name": "Person B"})
    answer = ours.submit(second, {"speciality": "Knitting"})
    assert answer.status_code == 422
    assert kept(database, deputy).speciality == "Weaving"
    again = page_of(answer).form("/edit")
    assert again.values["name"] == ["Person B"]
    assert again.submit(second).status_code == 303
    assert (kept(database, deputy).person.name, kept(database, deputy).speciality) == ("Person B", "Knitting")


def test_a_number_changed_meanwhile_is_kept_and_shown_to_nobody(
    first: FlaskClient, second: FlaskClient, database: Database, deputy: int
) -> None:
    theirs, ours = edit(first, deputy), edit(second, deputy)
    theirs.submit(first, {"phone": "19933334444"})
    assert ours.submit(second, {"speciality": "Knitting"}).status_code == 303
    assert kept(database, deputy).person.phone == "19933334444"
    answer = theirs.submit(first, {"once": "another", "phone": "19955556666"})
    assert answer.status_code == 422
    assert "19933334444" not in answer.text


def test_saving_ones_own_record_twice_in_a_row_is_nobodys_conflict(
    first: FlaskClient, database: Database, deputy: int
) -> None:
    edit(first, deputy).submit(first, {"speciality": "Dyeing"})
    assert edit(first, deputy).submit(first, {"speciality": "Spinning"}).status_code == 303
    assert kept(database, deputy).speciality == "Spinning"


def test_the_same_said_twice_is_no_conflict(first: FlaskClient, second: FlaskClient, deputy: int) -> None:
    theirs, ours = edit(first, deputy), edit(second, deputy)
    theirs.submit(first, {"speciality": "Dyeing"})
    assert ours.submit(second, {"speciality": "Dyeing"}).status_code == 303


@pytest.mark.parametrize("carried", ["", "{", "[]", "1", '{"speciality": 7}', '{"speciality": null}'])
def test_a_carried_version_that_was_tampered_with_is_no_500(first: FlaskClient, deputy: int, carried: str) -> None:
    assert edit(first, deputy).submit(first, {"seen": carried}).status_code in (303, 422)


def test_of_two_at_the_same_moment_one_is_asked(
    first: FlaskClient, second: FlaskClient, database: Database, on_both: str
) -> None:
    with database.writing() as session:
        number = make_enterprise(session, "Silver Spindle").id
    forms = [(one, page_of(one.get(f"/enterprises/{number}/edit")).form("/edit")) for one in (first, second)]
    together, answers = threading.Barrier(2), []

    def send(client: FlaskClient, form: PageForm, scale: str) -> None:
        together.wait()
        answers.append(form.submit(client, {"scale": scale}).status_code)

    senders = [
        threading.Thread(target=send, args=(client, form, scale))
        for (client, form), scale in zip(forms, ("small", "large"), strict=True)
    ]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert sorted(answers) == [303, 422]
    with database.reading() as session:
        assert session.scalars(select(Enterprise.scale).where(Enterprise.id == number)).one() in ("small", "large")


EDITED = (
    ("/administration/settings/retention", "retention-former_deputies", "51", "73"),
    ("/chains/{chain}/edit", "name", "Their chain", "Our chain"),
    ("/stations/{station}/edit", "name", "Their station", "Our station"),
    ("/stations/{station}/brand", "slogan", "Their words", "Our words"),
)


@pytest.mark.parametrize(("address", "field", "theirs", "ours"), EDITED)
def test_no_form_that_edits_overwrites_in_silence(
    app: Flask, database: Database, address: str, field: str, theirs: str, ours: str
) -> None:
    with database.writing() as session:
        station, chain = make_station(session), make_chain(session)
        session.add(StationBrand(station_id=station.id, name="Brand"))
        address = address.format(station=station.id, chain=chain.id)
        accounts = [make_account(session, name, role="administrator") for name in ("first", "second")]
    early, late = (sign_in(app.test_client(), account) for account in accounts)
    opened, meant = (page_of(client.get(address)) for client in (early, late))
    forms = [next(form for form in page.forms if field in form.names()) for page in (opened, meant)]
    assert forms[0].submit(early, {field: theirs}).status_code == 303
    answer = forms[1].submit(late, {field: ours})
    assert answer.status_code == 422
    assert theirs in answer.text
    assert ours in answer.text
    again = next(form for form in page_of(answer).forms if field in form.names())
    assert again.submit(late).status_code == 303
