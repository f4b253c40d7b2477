"""Rows made ready beforehand, written while others change the same."""

from threading import Thread
from time import sleep

import pytest

from core.audit.service import verify
from core.database import Database
from core.deputies.models import Deputy
from core.imports.changes import ChangedMeanwhile, Changes
from core.people.models import Person
from core.testing.factories import make_deputy


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_who_edits_a_deputy_that_an_import_changes_is_heard_and_nobody_waits_for_ever(database: Database) -> None:
    with database.writing("test") as session:
        number = make_deputy(session, "Held").id
    with database.reading() as session:
        changes = Changes(session, "")
        changes.insert(Person, name="Came in", initials="", gender="", ethnicity="", birth="", party="", education="")
        changes.update(Deputy, number, {"note": ""}, {"note": "imported"})
    met: list[object] = []

    def bring_in() -> None:
        try:
            with database.writing("command: import") as session:
                changes.write(session)
        except ChangedMeanwhile as problem:
            met.append(problem)

    importing = Thread(target=bring_in)
    with database.writing("office") as session:
        session.get_one(Deputy, number, with_for_update=True).note = "typed"
        session.flush()
        importing.start()
        sleep(0.5)
    importing.join()
    with database.reading() as session:
        assert session.get_one(Deputy, number).note == "typed"
        assert verify(session).is_intact
    assert len(met) == 1
