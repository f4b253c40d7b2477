"""Every change leaves a row in a chain; what is altered, removed or cut off shows."""

import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import delete, func, select, update

from core import audit
from core.audit.models import AuditEntry, AuditHead
from core.audit.service import Verdict, verify
from core.database import Database
from core.stations.models import Station
from core.testing import make_account, make_person, make_region, make_station


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.dispose()


@pytest.fixture
def station_id(database: Database) -> int:
    with database.writing("a test") as session:
        return make_station(session, "First", deputies=2).id


def verdict(database: Database) -> Verdict:
    with database.reading() as session:
        return verify(session)


def entries(database: Database, **where: object) -> list[AuditEntry]:
    with database.reading() as session:
        return list(session.scalars(select(AuditEntry).filter_by(**where).order_by(AuditEntry.id)))


class Stumble(Exception):
    """Something goes wrong in the middle."""


def write_and_stumble(database: Database) -> None:
    with database.writing() as session:
        make_person(session)
        raise Stumble


def test_making_changing_and_deleting_are_told_with_who_and_what(
    database: Database, station_id: int, on_both: str
) -> None:
    with database.writing("the office") as session:
        session.get_one(Station, station_id).name = "Second"
    with database.writing("the office") as session:
        session.delete(session.get_one(Station, station_id).staff[0])
    made, changed = entries(database, subject_kind="station")
    assert (made.action, made.actor, made.subject_id) == ("create", "a test", str(station_id))
    assert (changed.action, changed.actor) == ("change", "the office")
    assert (changed.facts or {})["name"] == ["First", "Second"]
    assert changed.region_code == "320381"
    assert [entry.action for entry in entries(database, subject_kind="staff")] == ["create", "delete"]
    assert verdict(database).is_intact


def test_an_event_without_a_change_is_told_too(database: Database, station_id: int) -> None:
    with database.writing() as session:
        audit.record(session, "export", session.get_one(Station, station_id), {"rows": 2})
    assert entries(database, action="export")[0].facts == {"rows": 2}


def test_what_is_rolled_back_did_not_happen(database: Database, station_id: int, on_both: str) -> None:
    before = verdict(database).entries
    with pytest.raises(Stumble):
        write_and_stumble(database)
    assert verdict(database).entries == before


def test_what_a_savepoint_took_back_did_not_happen(database: Database, on_both: str) -> None:
    with database.writing() as session:
        make_person(session, "Kept")
        savepoint = session.begin_nested()
        make_person(session, "Taken back")
        savepoint.rollback()
        make_person(session, "Kept too")
    assert [entry.facts["name"] for entry in entries(database, subject_kind="person") if entry.facts] == [
        "Kept",
        "Kept too",
    ]


def test_passwords_never_stand_in_the_audit(database: Database) -> None:
    with database.writing() as session:
        account = make_account(session, "somebody")
        hash_, stamp = account.password_hash, account.stamp
    told = " ".join(str(entry.facts) for entry in entries(database))
    assert str(hash_) not in told
    assert stamp not in told


@pytest.mark.parametrize("column", ["actor", "action", "subject_id", "region_code", "at", "account_id"])
def test_an_altered_row_shows(database: Database, station_id: int, column: str) -> None:
    value = {"at": func.datetime(AuditEntry.at, "-1 day"), "account_id": 7}.get(column, "other")
    with database.engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(update(AuditEntry).where(AuditEntry.id == 3).values({column: value}))
    assert verdict(database).fault_at == 3


def test_altered_facts_show(database: Database, station_id: int, on_both: str) -> None:
    with database.writing() as session:
        session.get_one(AuditEntry, 2).facts = {"name": "somebody else"}
    assert verdict(database).fault_at == 2


def test_a_missing_row_shows(database: Database, station_id: int) -> None:
    with database.writing() as session:
        session.execute(delete(AuditEntry).where(AuditEntry.id == 4))
    assert verdict(database).fault_at == 4


def test_a_cut_tail_shows(database: Database, station_id: int, on_both: str) -> None:
    last = verdict(database).entries
    with database.writing() as session:
        session.execute(delete(AuditEntry).where(AuditEntry.id > last - 2))
    assert verdict(database).fault_at == last - 1


def test_two_rows_that_changed_places_show(database: Database, station_id: int) -> None:
    with database.writing() as session:
        second, third = session.get_one(AuditEntry, 2), session.get_one(AuditEntry, 3)
        names = [column.key for column in AuditEntry.__table__.columns if column.key != "id"]
        values = [{name: getattr(entry, name) for name in names} for entry in (second, third)]
        for entry, taken in zip((third, second), values, strict=True):
            for name, value in taken.items():
                setattr(entry, name, value)
    assert verdict(database).fault_at == 2


def test_facts_can_be_erased_with_their_salt_and_the_chain_stays_whole(
    database: Database, station_id: int, on_both: str
) -> None:
    with database.writing() as session:
        session.execute(update(AuditEntry).where(AuditEntry.subject_kind == "person").values(facts=None, salt=None))
    assert verdict(database).is_intact


def test_a_head_that_was_removed_shows(database: Database, station_id: int) -> None:
    with database.writing() as session:
        session.execute(delete(AuditHead))
    assert not verdict(database).is_intact


def test_rows_put_in_behind_the_head_show(database: Database, station_id: int, on_both: str) -> None:
    last = verdict(database).entries
    with database.writing() as session:
        entry = session.get_one(AuditEntry, last)
        names = [column.key for column in AuditEntry.__table__.columns if column.key != "id"]
        session.add(AuditEntry(id=last + 1, **{name: getattr(entry, name) for name in names}))
    assert verdict(database).fault_at == last + 1


def test_a_cut_whose_head_was_moved_shows_against_a_head_that_was_kept(
    database: Database, station_id: int, on_both: str
) -> None:
    kept = verdict(database)
    with database.writing() as session:
        last = session.get_one(AuditEntry, kept.entries - 2)
        session.execute(delete(AuditEntry).where(AuditEntry.id > last.id))
        session.execute(update(AuditHead).values(last_id=last.id, chained=last.chained))
    assert verdict(database).is_intact
    with database.reading() as session:
        assert verify(session, {kept.entries: kept.head}).kind == "gone"


def test_a_chain_written_anew_shows_against_a_head_that_was_kept(database: Database, station_id: int) -> None:
    kept = verdict(database)
    with database.writing() as session:
        session.execute(delete(AuditEntry))
        session.execute(delete(AuditHead))
    for _one in range(kept.entries + 1):
        with database.writing("the forger") as session:
            make_person(session)
    assert verdict(database).is_intact
    with database.reading() as session:
        found = verify(session, {kept.entries: kept.head})
    assert (found.kind, found.fault_at) == ("other", kept.entries)


def test_facts_that_were_put_under_an_erased_salt_show(database: Database, station_id: int, on_both: str) -> None:
    with database.writing() as session:
        session.execute(update(AuditEntry).where(AuditEntry.id == 2).values(facts={"name": "else"}, salt=None))
    assert verdict(database).kind == "facts"


def test_every_fault_is_a_sentence_with_its_numbers(database: Database, station_id: int) -> None:
    with database.writing() as session:
        session.execute(delete(AuditEntry).where(AuditEntry.id == 4))
    assert str(verdict(database).fault) == "entry 4 is missing"


def test_others_write_while_the_chain_is_walked(database: Database, station_id: int, on_both: str) -> None:
    for _one in range(30):
        with database.writing() as session:
            make_person(session)
    written: list[int] = []

    def write() -> None:
        for number in range(40):
            with database.writing() as session:
                make_person(session)
            written.append(number)

    writer = threading.Thread(target=write)
    writer.start()
    found = []
    while writer.is_alive():
        found.append(verdict(database))
    writer.join()
    assert len(written) == 40
    assert [each.kind for each in found if not each.is_intact] == []


def test_simultaneous_writers_make_one_chain(database: Database, on_both: str) -> None:
    with database.writing() as session:
        make_region(session, "32")
    lost: list[BaseException] = []

    def write() -> None:
        try:
            for _one in range(5):
                with database.writing() as session:
                    make_person(session)
        except BaseException as problem:  # noqa: BLE001 - told by the test
            lost.append(problem)

    writers = [threading.Thread(target=write) for _one in range(12)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert not lost
    assert verdict(database).is_intact
    assert len(entries(database, subject_kind="person")) == 60


def test_the_very_first_entries_of_two_at_once_make_one_chain(database: Database, on_both: str) -> None:
    ready = threading.Barrier(6)

    def write() -> None:
        ready.wait()
        with database.writing("test") as session:
            make_person(session)

    with database.writing() as session:
        session.execute(delete(AuditEntry))
        session.execute(delete(AuditHead))
    writers = [threading.Thread(target=write) for _one in range(6)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    with database.reading() as session:
        verdict = verify(session)
    assert (verdict.is_intact, verdict.entries) == (True, 6)
