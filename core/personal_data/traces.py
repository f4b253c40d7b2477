"""What is said about a person outside the tables of people: in the audit, in files that were imported, in lists taken out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import ColumnElement, String, Text, and_, cast, delete, func, inspect, or_, select, update
from sqlalchemy.orm import Session

from core.accounts.models import Account
from core.audit.models import AuditEntry
from core.deputies.models import Deputy
from core.employers.models import EmployerAnswer
from core.imports.models import ImportBatch, ImportRow
from core.imports.staging import WORDS_OF_ROWS
from core.people.models import Person
from core.personal_data.kept import declared, is_entry_about

_PAST_ORM = {"synchronize_session": False}
_OUTLIVED = ("create", "delete")
_facts = cast(AuditEntry.facts, Text)


def count_entries(session: Session, person: Person) -> int:
    """How many entries of the audit still say something of the person, beside those about rows that are gone."""
    return session.scalar(select(func.count(AuditEntry.id)).where(_said_now(session, person))) or 0


def erase_entries(session: Session, person: Person) -> None:
    """Let the facts of these entries go, with their salts; the digests and the chain stay."""
    gone = update(AuditEntry).where(_entries(session, person)).values(facts=None, salt=None)
    session.execute(gone, execution_options=_PAST_ORM)


def erase_imported(session: Session, person: Person) -> None:
    """Let the person's rows of imported files go; a file that still waits to be written goes by itself in two weeks."""
    theirs = select(ImportRow.batch_id, ImportRow.row).join(ImportBatch, ImportBatch.id == ImportRow.batch_id)
    found = session.execute(theirs.where(ImportBatch.state != "staged", ImportRow.title == person.name)).all()
    for batch_id, row in found:
        session.execute(
            delete(ImportRow).where(ImportRow.batch_id == batch_id, ImportRow.row == row), execution_options=_PAST_ORM
        )
    for batch in session.scalars(select(ImportBatch)):
        rows = {row for batch_id, row in found if batch_id == batch.id}
        batch.report = _without(batch.report, rows, {person.name, person.employer_text} - {""})


def erase_answers(session: Session, person: Person) -> None:
    """Let what was settled about the text of their employer go, unless somebody else's record has the same text.

    Ends what :func:`erase_entries` goes by: comes after it.
    """
    session.execute(delete(EmployerAnswer).where(_settles_only(person)), execution_options=_PAST_ORM)


def _settles_only(person: Person) -> ColumnElement[bool]:
    others = select(Person.id).where(Person.employer_text == person.employer_text, Person.id != person.id)
    return and_(EmployerAnswer.text == person.employer_text, EmployerAnswer.text != "", ~others.exists())


def _without(report: dict[str, Any], rows: set[int], words: set[str]) -> dict[str, Any]:
    """A report without what it says of these rows, or in these words."""
    return report | {
        part: [one for one in report[part] if one["row"] not in rows and one["value"] not in words]
        for part in WORDS_OF_ROWS
        if part in report
    }


def _entries(session: Session, person: Person) -> ColumnElement[bool]:
    """About the person's rows, also those that are long gone; with their number; of lists that were searched for them."""
    found = or_(_said_now(session, person), *_about_gone(session, person))
    return found & AuditEntry.salt.is_not(None)


def _said_now(session: Session, person: Person) -> ColumnElement[bool]:
    clauses = [is_entry_about(session, person)]
    answers = select(cast(EmployerAnswer.id, String)).where(_settles_only(person))
    clauses.append((AuditEntry.subject_kind == EmployerAnswer.__tablename__) & AuditEntry.subject_id.in_(answers))
    if person.phone:
        clauses.append(_says(person.phone))
    clauses.append((AuditEntry.action == "export") & _says(person.name))
    return or_(*clauses) & AuditEntry.salt.is_not(None)


def _says(words: str) -> ColumnElement[bool]:
    """The facts hold these words, however JSON was written into the column."""
    written = {json.dumps(words)[1:-1], json.dumps(words, ensure_ascii=False)[1:-1]}
    return or_(*(_facts.contains(one, autoescape=True) for one in sorted(written)))


def _about_gone(session: Session, person: Person) -> Iterator[ColumnElement[bool]]:
    """Entries about rows that were removed: their first and last entries name the person by number, those between do not.

    A number may have been given again: only what lies between the two is meant.
    """
    named = or_(*_naming(session, person))
    spans: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for number, action, kind, key in session.execute(
        select(AuditEntry.id, AuditEntry.action, AuditEntry.subject_kind, AuditEntry.subject_id)
        .where(AuditEntry.action.in_(_OUTLIVED), named, ~is_entry_about(session, person))
        .order_by(AuditEntry.id)
    ):
        spans.setdefault((kind, key), []).append((number, action))
    for (kind, key), found in spans.items():
        first = found[0][0] if found[0][1] == "create" else 0
        yield and_(
            AuditEntry.subject_kind == kind, AuditEntry.subject_id == key, AuditEntry.id.between(first, found[-1][0])
        )


def _naming(session: Session, person: Person) -> Iterator[ColumnElement[bool]]:
    of_deputies = session.scalars(select(Deputy.id).where(Deputy.person_id == person.id)).all()
    of_accounts = session.scalars(select(Account.id).where(Account.person_id == person.id)).all()
    leads = {"person": [person.id], "deputy": of_deputies, "account": of_accounts}
    for told in declared(session):
        table = inspect(told.model).local_table
        for column in table.columns:
            targets = {key.target_fullname.partition(".")[0] for key in column.foreign_keys}
            numbers = [number for target in targets for number in leads.get(target, ())]
            numbers += [person.id] if column.name == "person_id" and not targets else []
            if numbers:
                yield and_(AuditEntry.subject_kind == table.name, _holds(column.name, numbers))


def _holds(name: str, numbers: Iterable[int]) -> ColumnElement[bool]:
    """The facts of a created or deleted row say one of these numbers in this column."""
    return or_(*(_facts.contains(f'"{name}": {number}{sign}', autoescape=True) for number in numbers for sign in ",}"))
