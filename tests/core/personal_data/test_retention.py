"""Periods of keeping: a dry run first, nothing unless decided, and what is due goes."""

from datetime import UTC, date, datetime

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select, text

from core.audit.models import AuditEntry
from core.audit.service import verify
from core.cli import lianzhan
from core.database import Database
from core.deputies.models import Deputy, Mandate
from core.options.service import decide
from core.people.models import Person
from core.personal_data.retention import (
    AUDIT_DETAILS,
    BY_ITSELF,
    FORMER_DEPUTIES,
    FORMER_STAFF,
    apply,
    dry_run,
    every_night,
)
from core.settings import Settings
from core.stations.models import Staff
from core.testing.factories import make_account, make_deputy, make_person, make_station

TODAY = date(2026, 11, 21)


@pytest.fixture
def ended(database: Database) -> dict[str, int]:
    """Three deputies: one still serves, one ended last year, one long ago."""
    people = {}
    with database.writing("test") as session:
        for name, ends in (("Serving", None), ("Lately", date(2025, 6, 1)), ("Long ago", date(2018, 6, 1))):
            deputy = make_deputy(session, name)
            people[name] = deputy.person_id
            if ends:
                mandate = session.scalars(select(Mandate).where(Mandate.deputy_id == deputy.id)).one()
                mandate.state, mandate.ends = "ended", ends
    return people


def names(database: Database) -> set[str]:
    with database.reading() as session:
        return set(session.scalars(select(Person.name).join(Deputy, Deputy.person_id == Person.id)))


def test_nothing_goes_unless_a_period_is_set(database: Database, ended: dict[str, int]) -> None:
    with database.writing("test") as session:
        assert apply(session, TODAY) == 0
    assert names(database) == set(ended)


def test_the_dry_run_names_who_would_go_and_erases_nobody(database: Database, ended: dict[str, int]) -> None:
    with database.writing("test") as session:
        decide(session, FORMER_DEPUTIES, 5)
    with database.reading() as session:
        found = dry_run(session, TODAY)[0]
    assert (found.count, list(found.names), found.oldest) == (1, ["Long ago"], date(2018, 6, 1))
    assert names(database) == set(ended)


def test_what_is_due_goes_and_the_chain_verifies(database: Database, ended: dict[str, int], on_both: str) -> None:
    with database.writing("test") as session:
        decide(session, FORMER_DEPUTIES, 5)
    with database.writing("test") as session:
        assert apply(session, TODAY) == 1
        assert apply(session, TODAY) == 0
    assert {"Serving", "Lately"} <= names(database)
    assert "Long ago" not in names(database)
    with database.reading() as session:
        assert verify(session).is_intact


def test_by_night_only_where_it_was_decided(database: Database, ended: dict[str, int]) -> None:
    at = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)
    with database.writing("test") as session:
        decide(session, FORMER_DEPUTIES, 5)
        every_night(session, at)
    assert "Long ago" in names(database)
    with database.writing("test") as session:
        decide(session, BY_ITSELF, True)
        every_night(session, at)
    assert "Long ago" not in names(database)


def test_old_details_of_the_audit_go_and_the_chain_verifies(database: Database, ended: dict[str, int]) -> None:
    with database.writing("test") as session:
        decide(session, AUDIT_DETAILS, 1)
    with database.writing("test") as session:
        assert apply(session, date(2030, 1, 1)) > 0
    with database.reading() as session:
        left = select(func.count(AuditEntry.id)).where(AuditEntry.salt.is_not(None))
        assert session.scalar(left) == 1  # that they went
        assert verify(session).is_intact


def test_who_cannot_be_erased_holds_nobody_else_up(database: Database, ended: dict[str, int]) -> None:
    with database.writing("test") as session:
        decide(session, FORMER_DEPUTIES, 1)
        session.execute(text("CREATE TABLE away__visit (id INTEGER, person_id INTEGER REFERENCES person (id))"))
        session.execute(text("INSERT INTO away__visit VALUES (1, :person)"), {"person": ended["Lately"]})
    with database.writing("test") as session:
        assert apply(session, TODAY) == 1
    assert {"Serving", "Lately"} <= names(database)
    assert "Long ago" not in names(database)


def test_who_only_ever_ran_a_station_goes_when_it_is_long_enough_ago(database: Database, on_both: str) -> None:
    long_ago = date(2018, 6, 1)
    with database.writing("test") as session:
        station = make_station(session, staff=0)
        people = {
            name: make_person(session, name) for name in ("Runs it", "Lately", "Long ago", "Works here", "Deputy")
        }
        ended = {"Runs it": None, "Lately": date(2025, 6, 1)}
        for name, person in people.items():
            ends = ended.get(name, long_ago)
            session.add(Staff(station=station, person=person, role="head", begins=date(2017, 1, 1), ends=ends))
        make_account(session, "works-here", role="office").person_id = people["Works here"].id
        make_deputy(session, person=people["Deputy"])
        decide(session, FORMER_STAFF, 5)
    with database.reading() as session:
        found = dry_run(session, TODAY)[1]
    assert (found.count, list(found.names), found.oldest) == (1, ["Long ago"], long_ago)
    with database.writing("test") as session:
        assert apply(session, TODAY) == 1
        assert apply(session, TODAY) == 0
    with database.reading() as session:
        left = set(session.scalars(select(Person.name).join(Staff, Staff.person_id == Person.id)))
        assert left - {f"Erased person {people['Long ago'].id}"} == set(people) - {"Long ago"}
        assert verify(session).is_intact


@pytest.mark.parametrize(("years", "words"), [(0, "kept for ever,"), (5, "kept for 5 years,")])
def test_the_command_says_how_long_in_years_or_for_ever(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch, years: int, words: str
) -> None:
    with database.writing("test") as session:
        for option in (FORMER_DEPUTIES, FORMER_STAFF, AUDIT_DETAILS):
            decide(session, option, years)
    monkeypatch.setenv("LIANZHAN_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("LIANZHAN_DATABASE_URL", settings.database_url)
    printed = CliRunner().invoke(lianzhan, ["retention"])
    assert printed.exit_code == 0, printed.output
    assert printed.output.count(words) == 3
