"""Erasing a person: nothing that says who it was is left, the records stand, and the audit verifies."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Text, cast, select, text
from sqlalchemy.orm import Session

from core.accounts.models import Account
from core.audit.models import AuditEntry
from core.audit.service import verify
from core.clock import now
from core.database import Base, Database
from core.deputies.models import Deputy, Mandate
from core.employers.models import EmployerAnswer
from core.exports.service import written_down
from core.files.service import Prepared, keep, sweep
from core.files.store import Store
from core.imports.models import ImportBatch, ImportRow
from core.people.models import Person
from core.personal_data.erasing import KeptBySwitchedOff, StillServing, StillSignsIn, StillStaff, erase
from core.profiles.models import OwnDeed
from core.profiles.service import add_deed, kept_profile
from core.regions.models import Region
from core.stations.models import Staff
from core.testing.factories import make_account, make_deputy, make_station
from core.testing.pages import page_of
from core.testing.signing import sign_in

TODAY = date(2026, 11, 21)
NAME, PHONE, WORKS_AT = "Quillan Farrow", "19912344321", "Farrow & Daughters, chair"


@pytest.fixture
def former(database: Database, tmp_path: Path) -> int:
    """A deputy whose mandate has ended, with an account."""
    with database.writing("test") as session:
        deputy = make_deputy(session, NAME, phone=PHONE, employer_text=WORKS_AT, station=make_station(session))
        make_account(session, "quillan", role="deputy", deputy=deputy)
        deputy.note = f"Knows {NAME}'s sister"
        number = deputy.id
    with database.writing("test") as session:
        _give_a_face(session, deputy := session.get_one(Deputy, number), Store(tmp_path / "files"))
        _leave_traces(session, deputy)
    with database.writing("test") as session:
        session.delete(session.scalars(select(OwnDeed)).one())
        mandate = session.scalars(select(Mandate).where(Mandate.deputy_id == number)).one()
        mandate.state, mandate.ends = "ended", date(2020, 1, 1)
    return number


def _give_a_face(session: Session, deputy: Deputy, store: Store) -> None:
    """A photo on the public page, which points to the file."""
    photo = Prepared(kind="photo", media_type="image/jpeg", name=f"{NAME}.jpg", data=b"the bytes of a face")
    kept_profile(session, deputy).photo = keep(session, store, photo, scope=deputy.scope(), account_id=None)


def _leave_traces(session: Session, deputy: Deputy) -> None:
    """A deed that will be gone, a roster written lately, and a list that was searched for the name."""
    add_deed(session, deputy, day=TODAY, text=f"{NAME} opened a road", link="", today=TODAY)
    unresolved = [{"row": 2, "column": "employer", "value": WORKS_AT, "message": "unknown"}]
    batch = ImportBatch(kind="deputies", region_code="", region_name="", file_name="r.xlsx", state="written")
    batch.created_at, batch.report = now(), {"unresolved": unresolved, "offers": []}
    session.add(batch)
    session.flush()
    facts = {"changes": [["phone", "", PHONE]]}
    session.add(ImportRow(batch_id=batch.id, row=2, action="create", title=NAME, facts=facts))
    region = session.scalars(select(Region.code)).first()
    session.add(EmployerAnswer(region_code=region, text=WORKS_AT, created_at=now()))
    written_down(session, session.scalars(select(Account.id)).first(), {"what": "deputies", "search": NAME})


def everything_kept(database: Database) -> str:
    """Every value of every table, as one text."""
    with database.reading() as session:
        tables = [mapper.local_table for mapper in Base.registry.mappers]
        return "\n".join(str(row) for table in tables for row in session.execute(select(table)))


def test_nothing_says_who_it_was_and_the_chain_verifies(database: Database, former: int, on_both: str) -> None:
    assert NAME in everything_kept(database)
    with database.writing("test") as session:
        erase(session, session.get_one(Deputy, former).person, TODAY, reason="Asked for")
    kept = everything_kept(database)
    said = (NAME, PHONE, WORKS_AT, "quillan", "sister")
    assert [word for word in said if word in kept] == []
    with database.reading() as session:
        assert verify(session).is_intact
        deputy = session.get_one(Deputy, former)
        assert len(deputy.mandates) == 1
        assert [placement.ends for placement in deputy.placements] == [TODAY]


def test_the_bytes_of_the_photo_are_swept(database: Database, former: int, tmp_path: Path) -> None:
    store = Store(tmp_path / "files")
    assert len(list(store.digests())) == 1
    with database.writing("test") as session:
        erase(session, session.get_one(Deputy, former).person, TODAY, reason="Asked for")
    with database.reading() as session:
        sweep(session, store, now() + timedelta(days=2))
    assert list(store.digests()) == []


def test_nothing_erased_is_left_in_the_file_of_sqlite(database: Database, former: int) -> None:
    if not database.is_sqlite:
        pytest.skip("PostgreSQL keeps its files itself")
    with database.writing("test") as session:
        erase(session, session.get_one(Deputy, former).person, TODAY, reason="Asked for")
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    content = Path(str(database.url.database)).read_bytes()
    assert [word for word in (NAME, PHONE, WORKS_AT) if word.encode() in content] == []


def test_a_switched_off_plugin_with_records_holds_the_erasure_up(database: Database, former: int) -> None:
    with database.writing("test") as session:
        session.execute(text("CREATE TABLE away__visit (id INTEGER, deputy_id INTEGER REFERENCES deputy (id))"))
        session.execute(text("INSERT INTO away__visit VALUES (1, :deputy)"), {"deputy": former})
    with database.writing("test") as session, pytest.raises(KeptBySwitchedOff, match="plugin away"):
        erase(session, session.get_one(Deputy, former).person, TODAY, reason="Asked for")


def test_the_roll_of_those_in_office_stays(database: Database) -> None:
    with database.writing("test") as session:
        deputy = make_deputy(session)
        with pytest.raises(StillServing):
            erase(session, deputy.person, TODAY, reason="Asked for")


def test_who_runs_a_station_is_not_erased(database: Database) -> None:
    with database.writing("test") as session:
        make_station(session)
        with pytest.raises(StillStaff):
            erase(session, session.scalars(select(Staff)).first().person, TODAY, reason="Asked for")  # type: ignore[union-attr]


def test_the_office_erases_who_only_ever_ran_a_station(client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        station = make_station(session)
        member = session.scalars(select(Staff)).one()
        member.person.name = NAME
        account = make_account(session, "quillan", role="manager", station=station)
        account.person_id = member.person_id
        office = make_account(session, role="office")
        number, account_id, station_id = member.id, account.id, station.id
    sign_in(client, office)
    address = f"/personal-data/staff/{number}"
    assert NAME in client.get(address).text
    assert [form for form in page_of(client.get(address)).forms if "reason" in form.names()] == []
    with database.writing() as session:
        session.get_one(Staff, number).leave(TODAY)
    with database.writing() as session, pytest.raises(StillSignsIn):
        erase(session, session.get_one(Staff, number).person, TODAY, reason="Asked for")
    with database.writing() as session:
        session.get_one(Account, account_id).is_active = False
    assert address in page_of(client.get(f"/stations/{station_id}/staff")).links
    form = next(one for one in page_of(client.get(address)).forms if "reason" in one.names())
    assert form.submit(client, {"reason": "Asked for", "name": "Somebody Else"}).status_code == 422
    assert form.submit(client, {"reason": "Asked for", "name": NAME}).status_code == 303
    for shown in (address, f"/stations/{station_id}/staff", f"/stations/{station_id}"):
        assert NAME not in client.get(shown).text


def test_of_a_deputy_who_runs_a_station_the_deputys_page_is_shown(client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        make_station(session)
        member = session.scalars(select(Staff)).one()
        deputy = make_deputy(session, person=member.person)
        office = make_account(session, role="office")
        number, deputy_id = member.id, deputy.id
    sign_in(client, office)
    assert client.get(f"/personal-data/staff/{number}").headers["Location"] == f"/personal-data/deputies/{deputy_id}"


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
    for address in (f"/deputies/{former}", "/deputies/", f"/personal-data/deputies/{former}"):
        assert NAME not in client.get(address).text


def test_an_erased_account_lets_nobody_in(client: FlaskClient, database: Database, former: int) -> None:
    with database.reading() as session:
        account = session.get_one(Deputy, former).person_id
    with database.writing("test") as session:
        erase(session, session.get_one(Person, account), TODAY, reason="Asked for")
    assert client.post("/login", data={"username": "quillan", "password": "orchard-lantern-42"}).status_code != 303


def test_entries_of_others_keep_their_details(database: Database, former: int) -> None:
    with database.writing("test") as session:
        other = make_deputy(session, "Bystander")
        number = other.person_id
    with database.writing("test") as session:
        erase(session, session.get_one(Deputy, former).person, TODAY, reason="Asked for")
    with database.reading() as session:
        kept = select(AuditEntry).where(cast(AuditEntry.facts, Text).contains("Bystander"))
        assert [entry.subject_id for entry in session.scalars(kept)] == [str(number)]


def test_a_form_that_was_open_does_not_bring_the_name_back(
    client: FlaskClient, database: Database, former: int
) -> None:
    with database.writing() as session:
        office = make_account(session, role="office")
    sign_in(client, office)
    form = page_of(client.get(f"/deputies/{former}/edit")).form("/edit")
    with database.writing("test") as session:
        erase(session, session.get_one(Deputy, former).person, TODAY, reason="Asked for")
    again = page_of(form.submit(client, {"name": NAME})).form("/edit")
    assert again.submit(client, {"name": NAME}).status_code == 422
    assert NAME not in everything_kept(database)
    assert f"/deputies/{former}/edit" not in client.get(f"/deputies/{former}").text
