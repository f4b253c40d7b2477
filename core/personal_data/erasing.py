"""Erasing a person: what says who it was goes, the records stay, and the audit's chain stays valid.

Facts of the audit go together with their salt; the chain covers only their digests. Rows are changed past the ORM, so
that no new entry of the audit says what the old ones no longer do.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, delete, func, or_, select, update
from sqlalchemy.orm import Session

from core import audit
from core.accounts.models import Account, LoginAttempt
from core.audit.models import AuditEntry
from core.deputies.models import SERVING, Deputy, Mandate
from core.errors import DomainError
from core.imports.models import ImportBatch, ImportRow
from core.people.models import Person
from core.personal_data.kept import counted, declared, is_about, is_entry_about
from core.stations.models import Staff
from core.words import LazyText
from core.words import lazy as _


class StillServing(DomainError):
    """A mandate is exercised: the roll of those in office is a public record."""

    code = "erase_still_serving"
    status = 409
    message = _(
        "%(name)s holds a mandate that is exercised. The roll of those in office is a public record: end the mandate first, then erase."
    )


class StillStaff(DomainError):
    """The person runs a station."""

    code = "erase_still_staff"
    status = 409
    message = _("%(name)s runs %(station)s. Let somebody else take over there first, then erase.")


class ErasedAlready(DomainError):
    """There is nothing left that says who it was."""

    code = "erased_already"
    status = 409
    message = _("What said who this was is erased already.")


class NameDiffers(DomainError):
    """The name was typed as a confirmation, and is another one."""

    code = "erase_name_differs"
    field = "name"
    message = _("This is not the name of the person to be erased. Type it as it stands above.")


@dataclass(frozen=True, slots=True)
class Goes:
    """What an erasure would blank, or remove, in one table."""

    title: LazyText
    rows: int
    removed: bool


def would_go(session: Session, person: Person) -> list[Goes]:
    """What an erasure would blank or remove, table by table; tables without a row are left out."""
    touched = [told for told in declared(session) if told.rows_go or told.erased]
    found = [Goes(told.title, rows, told.rows_go) for told, rows in counted(session, person, touched)]
    entries = session.scalar(select(func.count(AuditEntry.id)).where(_entries(session, person))) or 0
    return [*found, Goes(_("Details in the audit"), entries, removed=False)] if entries else found


def check_may_go(session: Session, person: Person) -> None:
    """Raise StillServing, StillStaff or ErasedAlready where the person cannot be erased now."""
    if person.erased_on is not None:
        raise ErasedAlready
    serving = select(Mandate.id).join(Mandate.deputy).where(Deputy.person_id == person.id, Mandate.state.in_(SERVING))
    if session.scalar(serving.limit(1)):
        raise StillServing(name=person.name)
    runs = session.scalars(select(Staff).where(Staff.person_id == person.id, Staff.ends.is_(None)).limit(1)).first()
    if runs is not None:
        raise StillStaff(name=person.name, station=runs.station.name)


def erase(session: Session, person: Person, day: date, *, reason: str) -> None:
    """Erase what says who the person was, in every table of the core and of the active plugins.

    Raises StillServing, StillStaff, ErasedAlready. Backups made before still hold it, until they are removed in
    their turn.
    """
    check_may_go(session, person)
    session.flush()
    _erase_entries(session, person)
    finished = select(ImportBatch.id).where(ImportBatch.state != "staged")
    session.execute(delete(ImportRow).where(ImportRow.title == person.name, ImportRow.batch_id.in_(finished)))
    _erase_accounts(session, person)
    for told in reversed(declared(session)):
        about = is_about(told, person.id)
        if told.rows_go:
            session.execute(delete(told.model).where(about), execution_options={"synchronize_session": False})
        elif told.erased:
            _blank(session, told.model, about, told.erased)
    number, name = person.id, str(_("Erased person %(number)s", number=person.id))
    _blank(session, Person, Person.id == number, {"name": name, "erased_on": day})
    session.expire_all()
    audit.record(session, "erase", session.get_one(Person, number), {"reason": reason})


def _blank(session: Session, model: type[Any], about: ColumnElement[bool], values: Any) -> None:
    session.execute(update(model).where(about).values(values), execution_options={"synchronize_session": False})


def _erase_accounts(session: Session, person: Person) -> None:
    for account in session.execute(select(Account.id, Account.username).where(Account.person_id == person.id)).all():
        session.execute(delete(LoginAttempt).where(LoginAttempt.username == account.username))
        values = {"username": f"erased-{account.id}", "name": "", "stamp": ""}
        _blank(session, Account, Account.id == account.id, values)


def _erase_entries(session: Session, person: Person) -> None:
    _blank(session, AuditEntry, _entries(session, person), {"facts": None, "salt": None})


def _entries(session: Session, person: Person) -> ColumnElement[bool]:
    """The entries of the audit that still say something of the person: about their rows, or with their number."""
    clauses = [is_entry_about(session, person)]
    if person.phone:
        # As JSON writes it into its column.
        written = json.dumps(person.phone)[1:-1]
        clauses.append(cast(AuditEntry.facts, Text).contains(written, autoescape=True))
    return or_(*clauses) & AuditEntry.salt.is_not(None)
