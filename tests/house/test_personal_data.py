"""Every table that points at people says what a copy shows of it, and what becomes of it by an erasure."""

from sqlalchemy import inspect

from core.database import Database, metadata
from core.database.models import load_all
from core.personal_data.kept import declared


def test_every_table_about_people_says_what_becomes_of_it(database: Database) -> None:
    load_all()
    with database.reading() as session:
        told = {inspect(one.model).local_table.name for one in declared(session)}
    about_people = {
        table.name
        for table in metadata.tables.values()
        for column in table.columns
        for key in column.foreign_keys
        if key.target_fullname in ("person.id", "deputy.id")
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
