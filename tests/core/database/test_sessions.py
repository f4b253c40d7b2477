"""A session reads, or it writes; a writer waits for its turn instead of failing."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import CompoundSelect, func, select, text, union_all
from sqlalchemy.orm import Bundle, Session, aliased

from core.database import Database, begin_write
from core.database.sessions import is_of_columns
from core.regions.models import Region
from core.testing import make_region


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.dispose()


class Stumble(Exception):
    """Something goes wrong in the middle."""


def write_and_stumble(database: Database) -> None:
    with database.writing() as session:
        make_region(session, "32")
        raise Stumble


def test_what_is_written_is_read_by_others(database: Database, on_both: str) -> None:
    with database.writing() as session:
        make_region(session, "320381")
    with database.reading() as session:
        assert session.scalars(select(Region.code).order_by(Region.code)).all() == ["32", "3203", "320381"]


def test_a_reading_session_refuses_to_write(database: Database, on_both: str) -> None:
    with database.reading() as session:
        session.add(Region(code="32", name="x", level="provincial"))
        with pytest.raises(RuntimeError, match="asked to write"):
            session.flush()


def test_an_exception_takes_everything_back(database: Database, on_both: str) -> None:
    with pytest.raises(Stumble):
        write_and_stumble(database)
    with database.reading() as session:
        assert session.get(Region, "32") is None


def test_a_reader_may_begin_to_write(database: Database, on_both: str) -> None:
    with database.session(writes=False) as session:
        assert session.get(Region, "32") is None
        begin_write(session)
        make_region(session, "32")
        session.commit()
    with database.reading() as session:
        assert session.get(Region, "32") is not None


def test_writers_queue(database: Database, on_both: str) -> None:
    with database.writing() as session:
        make_region(session, "32")
        session.add(Region(code="32L", name="0", level="prefectural", parent_code="32", is_local=True))
    lost: list[BaseException] = []

    def add_one() -> None:
        try:
            for _one in range(10):
                with database.writing() as session:
                    region = session.scalars(select(Region).where(Region.code == "32L").with_for_update()).one()
                    region.name = str(int(region.name) + 1)
        except BaseException as problem:  # noqa: BLE001 - told by the test
            lost.append(problem)

    writers = [threading.Thread(target=add_one) for _one in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert not lost
    with database.reading() as session:
        assert session.get_one(Region, "32L").name == "80"


def test_sqlite_keeps_foreign_keys_and_writes_ahead(database: Database) -> None:
    with database.engine.connect() as connection:
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1
        assert connection.scalar(text("PRAGMA journal_mode")) == "wal"


def test_rows_of_columns_are_those_the_orm_would_hand_out(database: Database, on_both: str) -> None:
    query = select(Region.code, Region.name, Region.level.label("tier")).where(Region.code.startswith("32"))
    ordered = query.order_by(Region.code)
    with database.writing() as session:
        make_region(session, "320381")
    with database.reading() as session:
        by_the_orm = Session.execute(session, ordered).all()
        assert session.execute(ordered).all() == by_the_orm
        assert session.execute(ordered).keys() == Session.execute(session, ordered).keys()
        assert [row.tier for row in session.execute(ordered)] == ["provincial", "prefectural", "county"]
        assert session.scalars(ordered).all() == ["32", "3203", "320381"]
        assert session.scalar(select(func.count()).select_from(Region)) == 3
        both: CompoundSelect[Any] = union_all(select(Region.code), select(Region.parent_code))
        assert sorted(session.scalars(both), key=str) == sorted(Session.scalars(session, both), key=str)


def test_rows_of_columns_see_what_is_pending(database: Database, on_both: str) -> None:
    with database.session(writes=True) as session:
        session.add(Region(code="32", name="x", level="provincial"))
        assert session.scalars(select(Region.code)).all() == ["32"]
        session.get_one(Region, "32").name = "y"
        with session.no_autoflush:
            assert session.scalar(select(Region.name)) == "x"
        assert session.execute(select(Region.name)).scalar_one() == "y"


def test_only_columns_go_past_the_orm() -> None:
    assert is_of_columns(select(Region.code, func.count()))
    assert not is_of_columns(select(Region))
    assert not is_of_columns(select(aliased(Region), Region.code))
    assert not is_of_columns(select(Bundle("both", Region.code, Region.name)))
    assert not is_of_columns(text("SELECT 1"))
