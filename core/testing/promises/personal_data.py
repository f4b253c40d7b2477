"""Every table that points at people says what a copy shows of it, and what becomes of it by an erasure."""

from collections.abc import Iterator

from sqlalchemy import Column, Table, inspect
from sqlalchemy.orm import Session

from core.database import Database, metadata
from core.database.models import load_all
from core.personal_data.kept import declared
from core.plugin_host.declarations import PersonalData
from core.testing.about import Subject
from core.testing.promises import promises

WHO_DID_IT = {"employer_answer", "import_batch", "task", "term_change"}
"""Tables whose account is the one that did something, and that say nothing else of that person."""


def points_at_people(column: Column[object]) -> bool:
    """Whether a row of the column's table is about somebody, with a key or as a plain number."""
    targets = {key.target_fullname for key in column.foreign_keys}
    if "account.id" in targets:
        return column.table.name not in WHO_DID_IT
    return bool(targets & {"person.id", "deputy.id"}) or column.name in ("person_id", "deputy_id")


def tables(subject: Subject | None) -> Iterator[Table]:
    """The tables that are held to it."""
    return (table for table in metadata.tables.values() if subject is None or subject.owns(table.name))


def told_of(session: Session, subject: Subject | None) -> Iterator[tuple[str, PersonalData]]:
    """What is said of each table about people."""
    for one in declared(session):
        table = inspect(one.model).local_table.name
        if subject is None or subject.owns(table):
            yield table, one


@promises("personal_data", "Every table about people says what a copy shows of it, and what an erasure takes")
def test_every_table_about_people_says_what_becomes_of_it(database: Database, subject: Subject | None) -> None:
    load_all()
    with database.reading() as session:
        told = {table for table, _said in told_of(session, subject)}
    about_people = {table.name for table in tables(subject) for column in table.columns if points_at_people(column)}
    missing = sorted(about_people - told)
    assert not missing, (
        f"Nothing says what becomes of {', '.join(missing)} when a person is shown or erased: "
        f"name each in the plugin's hook personal_data (a table of the core in core/personal_data/kept.py)."
    )


@promises("personal_data", "What is shown of people, and what is erased, is there")
def test_what_is_shown_and_erased_is_there(database: Database, subject: Subject | None) -> None:
    with database.reading() as session:
        wrong = [
            f"{told.title}: {name}"
            for _table, told in told_of(session, subject)
            for name in [*(path.partition(".")[0] for path in told.shown), *told.erased]
            if not hasattr(told.model, name)
        ]
    assert not wrong, "\n".join([*wrong, "The hook personal_data names columns that the model has not got."])
