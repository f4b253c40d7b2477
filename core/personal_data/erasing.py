"""Erasing a person: what says who it was goes, the records stay, and the audit's chain stays valid.

Facts of the audit go together with their salt; the chain covers only their digests. Rows are changed past the ORM, so
that no new entry of the audit says what the old ones no longer do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, case, column, delete, inspect, literal, select, table, update
from sqlalchemy.orm import Session

from core import audit
from core.accounts import guesses
from core.accounts.models import Account
from core.database import metadata
from core.deputies.models import SERVING, Deputy, Mandate, Placement
from core.errors import DomainError
from core.groups.models import GroupMember
from core.people.models import Person
from core.people.names import person_key
from core.personal_data import traces
from core.personal_data.kept import counted, declared, is_about
from core.plugin_host.declarations import PersonalData
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


class StillSignsIn(DomainError):
    """Somebody who never was a deputy has an account that lets them in."""

    code = "erase_still_signs_in"
    status = 409
    message = _("%(name)s has an account that is switched on. Switch it off first, then erase.")


class KeptBySwitchedOff(DomainError):
    """A plugin that is switched off keeps rows about the person, and cannot say what becomes of them."""

    code = "erase_kept_by_switched_off"
    status = 409
    message = _(
        "The plugin %(plugin)s is switched off and keeps records about %(name)s. Switch it on, or purge it, then erase."
    )


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
    entries = traces.count_entries(session, person)
    return [*found, Goes(_("Details in the audit"), entries, removed=False)] if entries else found


def check_may_go(session: Session, person: Person) -> None:
    """Raise StillServing, StillStaff, StillSignsIn or ErasedAlready where the person cannot be erased now."""
    if person.erased_on is not None:
        raise ErasedAlready
    serving = select(Mandate.id).join(Mandate.deputy).where(Deputy.person_id == person.id, Mandate.state.in_(SERVING))
    if session.scalar(serving.limit(1)):
        raise StillServing(name=person.name)
    runs = session.scalars(select(Staff).where(Staff.person_id == person.id, Staff.ends.is_(None)).limit(1)).first()
    if runs is not None:
        raise StillStaff(name=person.name, station=runs.station.name)
    signs_in = select(Account.id).where(Account.person_id == person.id, Account.is_active)
    never_deputy = ~select(Deputy.id).where(Deputy.person_id == person.id).exists()
    if session.scalar(signs_in.where(never_deputy).limit(1)):
        raise StillSignsIn(name=person.name)


def erase(session: Session, person: Person, day: date, *, reason: str) -> None:
    """Erase what says who the person was, in every table of the core and of the active plugins.

    Raises StillServing, StillStaff, StillSignsIn, ErasedAlready, KeptBySwitchedOff. Backups made before still hold it, until they are removed in
    their turn.
    """
    check_may_go(session, person)
    _check_all_declared(session, person)
    session.flush()
    traces.erase_entries(session, person)
    traces.erase_answers(session, person)
    traces.erase_imported(session, person)
    _erase_accounts(session, person)
    _end_memberships(session, person, day)
    for told in _pointing_first(declared(session)):
        about = is_about(told, person.id)
        if told.rows_go:
            session.execute(delete(told.model).where(about), execution_options={"synchronize_session": False})
        elif told.erased:
            _blank(session, told.model, about, told.erased)
    number, name = person.id, str(_("Erased person %(number)s", number=person.id))
    _blank(session, Person, Person.id == number, {"name": name, "erased_on": day})
    _blank(session, Deputy, Deputy.person_id == number, {"sort_key": person_key("", name)})
    session.expire_all()
    audit.record(session, "erase", session.get_one(Person, number), {"reason": reason})


def _pointing_first(tables: Sequence[PersonalData]) -> list[PersonalData]:
    """The tables in the order in which rows can go: what points to a row before the row."""
    depth = {table: number for number, table in enumerate(metadata.sorted_tables)}
    return sorted(tables, key=lambda told: depth[inspect(told.model).local_table], reverse=True)


def _check_all_declared(session: Session, person: Person) -> None:
    """Raise :class:`KeptBySwitchedOff` if a table of a plugin that cannot be asked keeps rows about the person."""
    known = {inspect(told.model).local_table.name for told in declared(session)}
    deputies = select(Deputy.id).where(Deputy.person_id == person.id)
    keys = inspect(session.connection()).get_multi_foreign_keys()
    for (_schema, name), of_table in keys.items():
        for key in of_table:
            if name in known or key["referred_table"] not in ("person", "deputy"):
                continue
            other = table(name, column(key["constrained_columns"][0]))
            (pointing,) = other.c
            is_theirs = pointing == person.id if key["referred_table"] == "person" else pointing.in_(deputies)
            if session.execute(select(literal(1)).select_from(other).where(is_theirs).limit(1)).first():
                raise KeptBySwitchedOff(name=person.name, plugin=name.partition("__")[0])


def _blank(session: Session, model: type[Any], about: ColumnElement[bool], values: Any) -> None:
    session.execute(update(model).where(about).values(values), execution_options={"synchronize_session": False})


def _end_memberships(session: Session, person: Person, day: date) -> None:
    """Nobody without a name is placed at a station, or member of a group, from then on."""
    deputies = select(Deputy.id).where(Deputy.person_id == person.id)
    for model in (Placement, GroupMember):
        theirs = model.deputy_id.in_(deputies) & model.ends.is_(None)
        _blank(session, model, theirs, {"ends": case((model.begins > day, model.begins), else_=day)})


def _erase_accounts(session: Session, person: Person) -> None:
    for account in session.execute(select(Account.id, Account.username).where(Account.person_id == person.id)).all():
        guesses.forget_account(session, account.id, account.username)
        values = {"username": f"erased-{account.id}", "name": "", "stamp": ""}
        _blank(session, Account, Account.id == account.id, values)
