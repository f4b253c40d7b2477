"""The audit's page: searched by who, what, which record and when; and who looked at numbers."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from core import audit
from core.audit import checks
from core.audit.models import AuditEntry
from core.database import Database
from core.jobs import tasks
from core.jobs.models import Task
from core.testing import make_account, make_deputy, make_region, make_station, page_of, sign_in


@pytest.fixture
def house(database: Database) -> dict[str, int]:
    with database.writing("the first") as session:
        station = make_station(session, "Loom station")
        deputy = make_deputy(session, "Deputy Wang", station=station)
        clerk = make_account(session, "clerk", role="office")
        clerk.name = "Clerk Li"
        administrator = make_account(session, role="administrator")
    with database.writing("clerk") as session:
        session.info["actor_id"] = clerk.id
        audit.record(session, "reveal_phone", deputy, {"field": "phone"})
    return {"station": station.id, "deputy": deputy.id, "clerk": clerk.id, "administrator": administrator.id}


@pytest.fixture
def reader(client: FlaskClient, database: Database, house: dict[str, int]) -> FlaskClient:
    from core.accounts.models import Account

    with database.reading() as session:
        account = session.get_one(Account, house["administrator"])
    client.set_cookie("language", "en")
    return sign_in(client, account)


def rows(client: FlaskClient, query: str) -> str:
    return client.get(f"/audit/?{query}").get_data(as_text=True).partition("<tbody>")[2].partition("</tbody>")[0]


def test_who_looked_at_a_number_is_one_step_away_and_says_whose(reader: FlaskClient) -> None:
    assert "/audit/?what=looked" in page_of(reader.get("/audit/")).links
    shown = rows(reader, "what=looked")
    assert shown.count("<tr>") == 1
    assert "Clerk Li" in shown
    assert "Deputy Wang" in shown


def test_entries_are_found_by_the_name_of_the_person_or_the_account(reader: FlaskClient) -> None:
    assert rows(reader, "who=Clerk+Li").count("<tr>") == rows(reader, "who=clerk").count("<tr>") == 1
    assert rows(reader, "who=the+first").count("<tr>") > 1
    assert rows(reader, "who=nobody") == ""


def test_entries_are_found_by_kind_record_and_action(reader: FlaskClient, house: dict[str, int]) -> None:
    assert "Loom station" in rows(reader, f"kind=station&record={house['station']}")
    assert rows(reader, "kind=station&what=delete") == ""
    assert "Deputy Wang" in rows(reader, "kind=placement")


def test_entries_are_found_by_the_days_of_the_stations_zone(reader: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        session.execute(update(AuditEntry).values(at=datetime(2026, 11, 20, 17, tzinfo=UTC)))  # 01:00 on the 21st there
    assert rows(reader, "since=2026-11-21&until=2026-11-21").count("<tr>") > 1
    assert rows(reader, "until=2026-11-20") == ""
    assert rows(reader, "since=2026-11-22") == ""
    for nonsense in ("since=yesterday", "since=0001-01-01", "until=9999-12-31", "what=nothing"):
        assert reader.get(f"/audit/?{nonsense}").status_code == 200


def test_a_record_that_is_gone_is_called_as_it_was(reader: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        region = make_region(session, "330000")
        region.name = "Old name"
    with database.writing() as session:
        session.delete(session.merge(region))
    assert "Old name" in rows(reader, "kind=region&record=330000")


def test_an_office_reads_what_happened_in_its_region_only(client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        make_station(session, "Elsewhere", region="320282")
        office = make_account(session, role="office", region="320381")
    sign_in(client, office)
    assert "Elsewhere" not in rows(client, "kind=station")
    assert client.post("/audit/verify").status_code in (400, 403)


def test_the_chain_is_proven_behind_the_page_and_the_page_says_so(
    reader: FlaskClient, app: Flask, database: Database, on_both: str
) -> None:
    form = page_of(reader.get("/audit/")).form("/audit/verify")
    assert form.submit(reader).status_code == 303
    assert form.submit(reader, {"once": "again"}).status_code == 303
    with database.reading() as session:
        (task,) = session.scalars(select(Task).where(Task.kind == checks.KIND))
    assert tasks.carry_next(app.extensions["lianzhan"])
    with database.reading() as session:
        (check,) = checks.latest(session)
        assert session.get_one(Task, task.id).state == "done"
    assert check.is_intact
    assert "Proven unaltered" in reader.get("/audit/").get_data(as_text=True)


def test_what_the_proof_finds_stands_on_top_of_the_page(reader: FlaskClient, app: Flask, database: Database) -> None:
    with database.writing() as session:
        session.execute(update(AuditEntry).where(AuditEntry.id == 2).values(actor="somebody else"))
        checks.ask_for(session, datetime.now(UTC))
    assert tasks.carry_next(app.extensions["lianzhan"])
    assert "entry 2 was altered" in reader.get("/audit/").get_data(as_text=True)
