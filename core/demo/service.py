"""Loading the demonstration of a place: the core's part through the imports, then each plugin's own."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from core.access import Held, Role
from core.accounts.models import Account
from core.accounts.service import create_account
from core.demo.models import Demonstration
from core.demo.standards import furnish
from core.demo.terms import by_elect, form_groups
from core.deputies.models import Deputy
from core.enterprises.models import Enterprise
from core.errors import DomainError
from core.imports import service as imports
from core.imports.plans import Options
from core.imports.stations import Tell
from core.imports.tables import read_table
from core.imports.vocabulary import KINDS
from core.people.models import Person
from core.stations.models import Staff, Station
from core.words import lazy as _

PASSWORD = "lianzhan-demo"  # noqa: S105 - known to everybody, and said on the login page
USERNAMES = ("admin", "office", "manager", "deputy", "organ")


class UnknownPlace(DomainError):
    """There is no demonstration of this name."""

    code = "unknown_demonstration"
    message = _("There is no demonstration called %(place)s. There are: %(places)s.")


class OtherRecords(DomainError):
    """The database holds records that are no demonstration."""

    code = "other_records"
    message = _(
        "The database holds other records than this demonstration, and its accounts would be known to everybody. Use an empty one (LIANZHAN_DATA_DIR), or say --force if you are sure."
    )


class DemonstrationIncomplete(DomainError):
    """The demonstration's own files do not import cleanly; a mistake of the developer."""

    code = "demonstration_incomplete"
    message = _("The demonstration's list of %(kind)s has rows that cannot be imported: %(problem)s")


@dataclass(frozen=True, slots=True)
class Scenario:
    """What the core loads of a place."""

    place: str
    region_code: str
    today: date
    terms: Mapping[str, int]
    answers: Mapping[str, str]
    accounts: Mapping[str, Mapping[str, str]]
    standards: Mapping[str, Any]
    groups: Sequence[Mapping[str, Any]]
    by_elections: Sequence[Mapping[str, Any]]


def is_demonstration(session: Session) -> bool:
    """Whether this database was loaded as a demonstration, with its well-known accounts."""
    return bool(session.scalar(select(exists().select_from(Demonstration))))


def places() -> list[str]:
    """The places that can be loaded."""
    return sorted(file.name.removesuffix(".toml") for file in _data().iterdir() if file.name.endswith(".toml"))


def scenario(place: str) -> Scenario:
    """The scenario of a place. Raises :class:`UnknownPlace`."""
    if place not in places():
        raise UnknownPlace(place=place, places=", ".join(places()))
    told: dict[str, Any] = tomllib.loads(_data().joinpath(f"{place}.toml").read_text("utf-8"))
    return Scenario(
        place,
        told["region"],
        told["today"],
        told["terms"],
        told["answers"],
        told["accounts"],
        told.get("standards", {}),
        told.get("groups", ()),
        told.get("by_elections", ()),
    )


def load(
    session: Session,
    wanted: Scenario,
    at: datetime,
    password_hash: str,
    *,
    force: bool = False,
    tell: Callable[[Session], Tell] = lambda _session: lambda _station: None,
) -> Demonstration:
    """Load the core's part of a place; loaded twice it is there once. Raises :class:`OtherRecords`.

    Hash :data:`PASSWORD` beforehand: that is slow, and belongs before the transaction.
    """
    loaded = session.get(Demonstration, wanted.place)
    if loaded is None and not force and holds_records(session):
        raise OtherRecords
    if loaded is None:
        day = min(wanted.today, at.date())
        loaded = Demonstration(place=wanted.place, region_code=wanted.region_code, today=day, loaded_at=at)
        session.add(loaded)
    for kind in KINDS:
        _import(session, wanted, kind, loaded.today, tell(session))
    furnish(session, wanted.region_code, wanted.standards)
    form_groups(session, wanted.region_code, wanted.groups)
    by_elect(session, wanted.region_code, wanted.by_elections)
    for username, facts in wanted.accounts.items():
        _ensure_account(session, wanted, username, facts, password_hash, at)
    session.flush()
    return loaded


def holds_records(session: Session) -> bool:
    """Whether anything has been entered: a station, a deputy, an enterprise, an account."""
    tables = (Station, Deputy, Enterprise, Account)
    return bool(session.scalar(select(or_(*(exists().select_from(table) for table in tables)))))


def _import(session: Session, wanted: Scenario, kind: Any, today: date, tell: Tell) -> None:
    table = read_table(_data().joinpath(f"{wanted.place}-{kind}.xlsx").read_bytes(), kind)
    options = Options(region_code=wanted.region_code, today=today, terms=wanted.terms, answers=wanted.answers)
    made = imports.plan(session, table, options)
    if not made.is_clean:
        problem = next((problem.message for problem in made.problems), None) or made.questions[0].text
        raise DemonstrationIncomplete(kind=kind, problem=problem)
    imports.apply(session, made, tell=tell)


def _ensure_account(
    session: Session, wanted: Scenario, username: str, facts: Mapping[str, str], password_hash: str, at: datetime
) -> None:
    if session.scalar(select(Account.id).where(Account.username == username)):
        return
    role = Role(facts["role"])
    person, held = None, Held(role)
    if role == Role.OFFICE:
        held = Held(role, region_code=wanted.region_code)
    elif role == Role.MANAGER:
        station = session.scalars(_named_station(wanted, facts["station"])).one()
        held = Held(role, station_id=station.id)
        person = session.scalars(
            select(Person).join(Staff).where(Staff.station_id == station.id, Staff.role == "head", Staff.ends.is_(None))
        ).one()
    elif role == Role.DEPUTY:
        roster = (
            select(Person)
            .join(Deputy)
            .where(Person.name == facts["deputy"], Deputy.region_code.startswith(wanted.region_code))
        )
        person = session.scalars(roster).one()
    elif role == Role.ORGAN:
        held = Held(role, region_code=wanted.region_code, organ=facts["organ"])
    name = facts.get("name") or (person.name if person else username)
    create_account(session, username, name, password_hash, at, [held], person)


def _named_station(wanted: Scenario, name: str) -> Any:
    return select(Station).where(Station.name == name, Station.region_code == wanted.region_code)


def _data() -> Traversable:
    return files("core.demo").joinpath("data")
