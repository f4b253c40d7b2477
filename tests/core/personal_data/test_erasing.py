"""Erasing a person: nothing that says who it was is left, the records stand, and the audit verifies."""

from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Text, cast, select

from core.audit.models import AuditEntry
from core.audit.service import verify
from core.database import Base, Database
from core.deputies.models import Deputy, Mandate
from core.people.models import Person
from core.personal_data.erasing import StillServing, StillStaff, erase
from core.stations.models import Staff
from core.testing.factories import make_account, make_deputy, make_station
from core.testing.pages import page_of
from core.testing.signing import sign_in

NAME, PHONE, WORKS_AT = "Quillan Farrow", "19912344321", "Farrow & Daughters, chair"


@pytest.fixture
def former(database: Database) -> int:
    """A deputy whose mandate has ended, with an account."""
    with database.writing("test") as session:
        deputy = make_deputy(session, NAME, phone=PHONE, employer_text=WORKS_AT, station=make_station(session))
        make_account(session, "quillan", role="deputy", deputy=deputy)
        deputy.note = f"Knows {NAME}'s sister"
        number = deputy.id
    with database.writing("test") as session:
        mandate = session.scalars(select(Mandate).where(Mandate.deputy_id == number)).one()
        mandate.state, mandate.ends = "ended", date(2020, 1, 1)
    return number


def everything_kept(database: Database) -> str:
    """Every value of every table, as one text."""
    with database.reading() as session:
        tables = [mapper.local_table for mapper in Base.registry.mappers]
        return "\n".join(str(row) for table in tables for row in session.execute(select(table)))


def test_nothing_says_who_it_was_and_the_chain_verifies(database: Database, former: int, on_both: str) -> None:
    assert NAME in everything_kept(database)
    with database.writing("test") as session:
        erase(session, session.get_one(Deputy, former).person, date(2026, 11, 21), reason="Asked for")
    kept = everything_kept(database)
    assert [word for word in (NAME, PHONE, WORKS_AT, "quillan", "sister") if word in kept] == []
    with database.reading() as session:
        assert verify(session).is_intact
        deputy = session.get_one(Deputy, former)
        assert len(deputy.mandates) == 1
        assert len(deputy.placements) == 1


def test_the_roll_of_those_in_office_stays(database: Database) -> None:
    with database.writing("test") as session:
        deputy = make_deputy(session)
        with pytest.raises(StillServing):
            erase(session, deputy.person, date(2026, 11, 21), reason="Asked for")


def test_who_runs_a_station_is_not_erased(database: Database) -> None:
    with database.writing("test") as session:
        make_station(session)
        with pytest.raises(StillStaff):
            erase(session, session.scalars(select(Staff)).first().person, date(2026, 11, 21), reason="Asked for")  # type: ignore[union-attr]


def test_the_office_erases_by_typing_the_name(client: FlaskClient, database: Database, former: int) -> None:
    with database.writing() as session:
        office = make_account(session, role="office")
    sign_in(client, office)
    page = page_of(client.get(f"/personal-data/deputies/{former}"))
    form = next(one for one in page.forms if "reason" in one.names())
    refused = form.submit(client, {"reason": "Asked for", "name": "Somebody Else"})
    assert refused.status_code == 422
    assert "Asked for" in refused.text
    assert form.submit(client, {"reason": "Asked for", "name": NAME}).status_code == 303
    with database.reading() as session:
        person = session.get_one(Deputy, former).person
        assert person.erased_on is not None
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "erase")).one()
        assert entry.facts == {"reason": "Asked for"}
    for page in (f"/deputies/{former}", "/deputies/", f"/personal-data/deputies/{former}"):
        assert NAME not in client.get(page).text


def test_an_erased_account_lets_nobody_in(client: FlaskClient, database: Database, former: int) -> None:
    with database.reading() as session:
        account = session.get_one(Deputy, former).person_id
    with database.writing("test") as session:
        erase(session, session.get_one(Person, account), date(2026, 11, 21), reason="Asked for")
    assert client.post("/login", data={"username": "quillan", "password": "orchard-lantern-42"}).status_code != 303


def test_entries_of_others_keep_their_details(database: Database, former: int) -> None:
    with database.writing("test") as session:
        other = make_deputy(session, "Bystander")
        number = other.person_id
    with database.writing("test") as session:
        erase(session, session.get_one(Deputy, former).person, date(2026, 11, 21), reason="Asked for")
    with database.reading() as session:
        kept = select(AuditEntry).where(cast(AuditEntry.facts, Text).contains("Bystander"))
        assert [entry.subject_id for entry in session.scalars(kept)] == [str(number)]
