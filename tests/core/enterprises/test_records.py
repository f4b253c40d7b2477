"""Enterprises: the check on their code, their segments, the contact's number."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from core.audit.models import AuditEntry
from core.database import Database
from core.enterprises.models import Enterprise
from core.testing.factories import make_account, make_chain, make_enterprise
from core.testing.pages import page_of
from core.testing.signing import sign_in

VALID = "91320381986987977D"


@pytest.fixture
def office(client: FlaskClient, database: Database) -> FlaskClient:
    with database.writing() as session:
        account = make_account(session, role="office")
        make_chain(session, "Textiles", segments=("Spinning", "Weaving"))
    return sign_in(client, account)


def test_an_enterprise_is_entered_on_its_segment(office: FlaskClient, database: Database) -> None:
    form = page_of(office.get("/enterprises/new")).form("/enterprises/new")
    weaving = next(one for one in form.fields if one.name == "segment_ids").choices[1]
    typed = {"name": "Silver Spindle Ltd", "credit_code": VALID.lower(), "segment_ids": [weaving]}
    assert form.submit(office, typed).status_code == 303
    with database.reading() as session:
        enterprise = session.scalars(select(Enterprise)).one()
        assert enterprise.credit_code == VALID
        assert [one.segment.name for one in enterprise.memberships] == ["Weaving"]


@pytest.mark.parametrize("code", ["91320381986987977X", "123", "<b>", "9132038198698797" + "7" * 1])
def test_a_code_that_cannot_be_is_refused_with_the_reason(office: FlaskClient, database: Database, code: str) -> None:
    form = page_of(office.get("/enterprises/new")).form("/enterprises/new")
    answer = form.submit(office, {"name": "Silver Spindle Ltd", "credit_code": code})
    assert answer.status_code == 422
    assert "credit_code-error" in answer.text
    with database.reading() as session:
        assert session.scalars(select(Enterprise)).all() == []


def test_the_contacts_number_is_shown_once_and_audited(office: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        number = make_enterprise(session, contact_phone="19977778888").id
    page = page_of(office.get(f"/enterprises/{number}"))
    assert "199********" in page.text
    assert "tel:19977778888" in page.form("/phone").submit(office).text
    with database.reading() as session:
        assert session.scalars(select(AuditEntry).where(AuditEntry.action == "reveal_phone")).one()


def test_the_form_does_not_show_the_contacts_number_keeps_it_and_removes_it_by_a_tick(
    office: FlaskClient, database: Database
) -> None:
    with database.writing() as session:
        number = make_enterprise(session, contact_phone="19977778888").id
    for typed, kept in (({"scale": "large"}, "19977778888"), ({"forget_phone": "y"}, "")):
        answer = office.get(f"/enterprises/{number}/edit")
        assert "19977778888" not in answer.text
        assert "199********" in page_of(answer).text
        assert page_of(answer).form("/edit").submit(office, typed).status_code == 303
        with database.reading() as session:
            assert session.get_one(Enterprise, number).contact_phone == kept


@pytest.mark.parametrize("field", ["name", "contact_name"])
def test_markup_is_no_name(office: FlaskClient, database: Database, field: str) -> None:
    form = page_of(office.get("/enterprises/new")).form("/enterprises/new")
    answer = form.submit(office, {"name": "Silver Spindle Ltd", field: "<b>Silver</b>"})
    assert answer.status_code == 422
    assert "之类的标记" in page_of(answer).text
