"""Every table that points at people says what a copy shows of it, and what becomes of it by an erasure."""

from sqlalchemy import Column, inspect

from core.database import Database, metadata
from core.database.models import load_all
from core.personal_data.kept import declared

WHO_DID_IT = {"employer_answer", "import_batch", "task", "term_change"}
"""Tables whose account is the one that did something, and that say nothing else of that person."""


def points_at_people(column: Column[object]) -> bool:
    """Whether a row of the column's table is about somebody, with a key or as a plain number."""
    targets = {key.target_fullname for key in column.foreign_keys}
    if "account.id" in targets:
        return column.table.name not in WHO_DID_IT
    return bool(targets & {"person.id", "deputy.id"}) or column.name in ("person_id", "deputy_id")


def test_every_table_about_people_says_what_becomes_of_it(database: Database) -> None:
    load_all()
    with database.reading() as session:
        told = {inspect(one.model).local_table.name for one in declared(session)}
    about_people = {
        table.name for table in metadata.tables.values() for column in table.columns if points_at_people(column)
    }
    assert about_people - told == set(), (
        "Name them in core/personal_data/kept.py, or in the plugin's hook personal_data."
    )


def test_what_is_shown_and_erased_is_there(database: Database) -> None:
    with database.reading() as session:
        wrong = [
            f"{told.title}: {name}"
            for told in declared(session)
            for name in [*(path.partition(".")[0] for path in told.shown), *told.erased]
            if not hasattr(told.model, name)
        ]
    assert wrong == []
