"""lianzhan user add: the rules of the form, and whose a deputy's account is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from core.accounts.models import Account
from core.database import Database
from core.testing.factories import make_deputy, make_person
from core.testing.serving import lianzhan

Run = Callable[..., CompletedProcess[str]]


@pytest.fixture
def add(database_url: str, tmp_path: Path) -> Run:
    """The command ``lianzhan user add`` on a migrated database."""

    def run(*arguments: str) -> CompletedProcess[str]:
        more = {"LIANZHAN_DATABASE_URL": database_url}
        return lianzhan("user", "add", *arguments, "--password", "correct horse", data_dir=tmp_path, more=more)

    return run


def accounts(url: str) -> list[tuple[str, str, int | None]]:
    database = Database(url)
    with database.reading() as session:
        found = [(one.username, one.name, one.person_id) for one in session.query(Account)]
    database.dispose()
    return found


@pytest.mark.parametrize(
    "given",
    [
        ["Bob"],
        ["bob smith"],
        ["bob\n"],
        ["b" * 41],
        ["bob", "--name", "x" * 81],
        ["bob", "--name", " "],
        ["bob", "--name", "<b>bob</b>"],
    ],
)
def test_names_that_the_form_would_refuse_are_refused(add: Run, database_url: str, given: list[str]) -> None:
    ran = add(*given, "--role", "administrator")
    assert ran.returncode == 1
    assert "Traceback" not in ran.stderr
    assert accounts(database_url) == []


def test_a_deputys_account_belongs_to_a_deputy_on_the_roll(add: Run, database_url: str) -> None:
    database = Database(database_url)
    with database.writing() as session:
        deputy = make_deputy(session, "王芳", phone="19900000001")
        make_person(session, "李娜", phone="19900000002")
        session.flush()
        person = deputy.person_id
    database.dispose()
    nobody = add("fang", "--role", "deputy")
    assert nobody.returncode == 1
    assert "--phone" in nobody.stderr
    assert add("fang", "--role", "deputy", "--phone", "19900000009").returncode == 1
    assert add("fang", "--role", "deputy", "--phone", "19900000002").returncode == 1
    assert accounts(database_url) == []
    made = add("fang", "--role", "deputy", "--phone", "19900000001")
    assert made.returncode == 0, made.stderr
    assert accounts(database_url) == [("fang", "王芳", person)]
    twice = add("fang2", "--role", "deputy", "--phone", "19900000001")
    assert twice.returncode == 1
    assert "fang" in twice.stderr
