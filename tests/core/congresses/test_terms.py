"""The page of a term: its mandates, its delegations, and who its deputies are."""

from __future__ import annotations

from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.congresses.models import Term
from core.congresses.service import current_term
from core.database import Database
from core.deputies import roll
from core.deputies.models import Mandate
from core.testing.factories import make_account, make_congress, make_deputy
from core.testing.pages import page_of
from core.testing.signing import sign_in

DAY = date(2026, 11, 1)


@pytest.fixture
def term(session: Session) -> Term:
    people = (("male", "1991-12", "East"), ("female", "1980-10", "East"), ("female", "1980-12", "Eest"), ("", "", ""))
    for gender, birth, delegation in people:
        deputy = make_deputy(session, gender=gender, birth=birth)
        deputy.mandates[0].delegation = delegation
    session.flush()
    return make_congress(session).terms[0]


@pytest.mark.usefixtures("on_both")
def test_a_term_shows_who_its_deputies_are(session: Session, term: Term) -> None:
    tables = {str(table.title): table for table in roll.composition(roll.members_of(session, term), DAY)}
    lines = {name: [(str(line.words), line.number) for line in table.lines] for name, table in tables.items()}
    assert lines["Gender"] == [("Female", 2), ("Male", 1), ("Not recorded", 1)]
    assert lines["Age"] == [("up to 35", 1), ("36 to 45", 1), ("46 to 55", 1), ("Not recorded", 1)]
    assert "Education" not in lines


@pytest.mark.usefixtures("on_both")
def test_a_misspelt_delegation_is_joined_to_the_right_one(session: Session, term: Term) -> None:
    assert roll.rename_delegation(session, term, "Eest", "East") == 1
    assert roll.delegations(roll.members_of(session, term)) == [("East", 3), ("", 1)]


def test_a_coming_term_is_not_the_one_in_force(session: Session) -> None:
    congress = make_congress(session)
    congress.terms.append(Term(number=19, is_coming=True))
    session.flush()
    in_force = current_term(session, congress, DAY)
    assert in_force is not None
    assert in_force.number == 18


def test_an_office_renames_a_delegation_and_finds_its_deputies(client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        deputy = make_deputy(session, "Member of it")
        make_deputy(session, "Somebody else")
        deputy.mandates[0].delegation = "Eest"
        account = make_account(session, role="office")
    sign_in(client, account)
    form = page_of(client.get("/congresses/terms/1/delegations")).form("/delegations")
    assert form.submit(client, {"old": "Eest", "new": "East"}).status_code == 303
    with database.reading() as session:
        assert set(session.scalars(select(Mandate.delegation))) == {"", "East"}
    listed = client.get("/deputies/?term=1&delegation=East").text
    assert ("Member of it" in listed, "Somebody else" in listed) == (True, False)
    page = client.get("/congresses/terms/1").text
    assert "delegation=East" in page
    assert client.get("/congresses/1").status_code == 200
