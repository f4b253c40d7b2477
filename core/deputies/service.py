"""Deputies: their records, mandates and placements."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.interfaces import ORMOption

from core.access import Viewer
from core.congresses.models import Term
from core.deputies.models import ELECTED, Deputy, Mandate, Placement
from core.errors import DomainError
from core.people.models import Person
from core.people.names import initials_of
from core.stations.models import Station
from core.words import lazy as _

PERSONAL: Final = ("name", "phone", "gender", "ethnicity", "birth", "party", "education", "employer_text")
"""The facts of the person behind a deputy that the deputy's form keeps."""


class PhoneOfAnother(DomainError):
    """The telephone number stands in the record of somebody else."""

    code = "phone_of_another"
    field = "phone"
    message = _(
        "This number is already kept for %(name)s. One number belongs to one person: check it, or correct the other record first."
    )


class AlreadyDeputy(DomainError):
    """The person is in the list of deputies already."""

    code = "already_deputy"
    field = "name"
    message = _("%(name)s is already in the list. Look for the record there and add the mandate to it.")


class Erased(DomainError):
    """What said who it was has been erased, and is not put back by a form that was still open."""

    code = "deputy_erased"
    status = 409
    message = _("The personal data of this deputy are erased, so nothing can be corrected. Enter who comes back anew.")


class AlreadyPlaced(DomainError):
    """The deputy is in this station already."""

    code = "already_placed"
    field = "station_id"
    message = _("%(name)s is already placed at %(station)s.")


class StationClosed(DomainError):
    """A deputy was to be placed at a station that is closed."""

    code = "station_closed"
    field = "station_id"
    message = _("%(station)s is closed, so nobody can be placed there. Choose a station that is open.")


class WrongLevel(DomainError):
    """A mandate of one level was to be given a term of another."""

    code = "wrong_level"
    field = "term_id"
    message = _(
        "%(congress)s is not of the level that some of the chosen mandates have. Choose rows of one level and a term of the same."
    )


class NothingChosen(DomainError):
    """No row was ticked."""

    code = "nothing_chosen"
    message = _("Tick at least one row first.")


class MandateTwice(DomainError):
    """The deputy has this mandate already."""

    code = "mandate_twice"
    field = "term_id"
    message = _("%(name)s already has a mandate in this term. One of the two is not needed.")


PLACED = (joinedload(Deputy.placements),)
"""Where a deputy belongs: panels ask for it, and a hook before them may have ended the transaction."""
EVERYTHING = (
    joinedload(Deputy.person),
    joinedload(Deputy.mandates).options(joinedload(Mandate.congress), joinedload(Mandate.term)),
    joinedload(Deputy.placements).joinedload(Placement.station),
)
"""What the pages of a deputy show, loaded in one statement: nobody holds so many mandates that it grows long."""


def for_insiders(viewer: Viewer) -> tuple[ORMOption, ...]:
    """The same for those who may see more than strangers; what strangers see is read apart (:mod:`core.profiles.shown`)."""
    return PLACED if viewer.is_stranger else EVERYTHING


MANDATE = (
    joinedload(Mandate.deputy).options(joinedload(Deputy.person), joinedload(Deputy.placements)),
    joinedload(Mandate.congress),
    joinedload(Mandate.term).joinedload(Term.congress),
)
"""What the pages of a mandate show."""
PLACEMENT = (
    joinedload(Placement.deputy).options(joinedload(Deputy.person), joinedload(Deputy.placements)),
    joinedload(Placement.station),
)
"""What the pages of a placement show."""


def add(
    session: Session,
    *,
    region_code: str,
    level: str,
    constituency: str,
    station: Station | None,
    today: date,
    **facts: Any,
) -> Deputy:
    """Enter a deputy with the first mandate, and place them at a station if one is named."""
    _check_phone(session, facts.get("phone") or None, facts["name"], None)
    person = session.scalars(
        select(Person).where(Person.name == facts["name"], Person.phone == (facts.get("phone") or None))
    ).first()
    if person and session.scalar(select(Deputy.id).where(Deputy.person_id == person.id)):
        raise AlreadyDeputy(name=person.name)
    deputy = Deputy(person=person or Person(name=facts["name"]), region_code=region_code)
    session.add(deputy)
    deputy.mandates.append(Mandate(level=level, constituency=constituency))
    change(session, deputy, **facts)
    if station:
        place(session, deputy, station, today)
    return deputy


def change(
    session: Session,
    deputy: Deputy,
    *,
    name: str,
    phone: str = "",
    speciality: str = "",
    note: str = "",
    **facts: str,
) -> None:
    """Correct a deputy's record. The consent to show the number is to the number that was known: another is not shown.

    Raises PhoneOfAnother, Erased.
    """
    person = deputy.person
    if person.erased_on is not None:
        raise Erased
    _check_phone(session, phone or None, name, person.id)
    if person.phone != (phone or None):
        deputy.phone_public = False
    person.name, person.initials, person.phone = name, initials_of(name), phone or None
    for fact in PERSONAL[2:]:
        setattr(person, fact, facts.get(fact, getattr(person, fact)) or "")
    deputy.speciality, deputy.note = speciality, note
    session.flush()


def place(session: Session, deputy: Deputy, station: Station, day: date, reason: str = "") -> Placement:
    """Place a deputy at a station from a day on."""
    if station.state == "closed":
        raise StationClosed(station=station.name)
    if any(one.station_id == station.id and one.ends is None for one in deputy.placements):
        raise AlreadyPlaced(name=deputy.person.name, station=station.name)
    placement = Placement(deputy=deputy, station=station, begins=day, reason=reason)
    session.add(placement)
    session.flush()
    return placement


def move(session: Session, placement: Placement, station: Station, day: date, reason: str = "") -> Placement:
    """The deputy leaves one station for another on a day; both rows of the history say why."""
    deputy = placement.deputy
    if any(one.station_id == station.id and one.ends is None for one in deputy.placements):
        raise AlreadyPlaced(name=deputy.person.name, station=station.name)
    end_placement(session, placement, day, reason)
    return place(session, deputy, station, placement.ends or day, reason)


def end_placement(session: Session, placement: Placement, day: date, reason: str = "") -> None:
    """The deputy leaves the station on a day; the day it began where that was later."""
    placement.ends = max(day, placement.begins) if placement.begins else day
    placement.end_reason = reason
    session.flush()


def complete(session: Session, mandates: Iterable[Mandate], term: Term) -> int:
    """Tell mandates which congress and term they belong to; how many they were."""
    told = 0
    for mandate in mandates:
        if mandate.level != term.congress.level:
            raise WrongLevel(congress=term.congress.name)
        keep(session, mandate, term=term, constituency=mandate.constituency, delegation=mandate.delegation)
        told += 1
    if not told:
        raise NothingChosen
    return told


def keep(session: Session, mandate: Mandate, *, term: Term | None, constituency: str, delegation: str) -> None:
    """Correct a mandate; its state is what its history says, and in a coming term it is elected only."""
    if term and session.scalar(
        select(Mandate.id).where(
            Mandate.deputy_id == mandate.deputy_id, Mandate.term_id == term.id, Mandate.id != mandate.id
        )
    ):
        raise MandateTwice(name=mandate.deputy.person.name)
    mandate.term, mandate.congress = term, term.congress if term else None
    if term:
        mandate.level = term.congress.level
    mandate.constituency, mandate.delegation = constituency, delegation
    is_coming = term is not None and term.is_coming
    if is_coming and mandate.state == "serving":
        mandate.state = ELECTED
    elif not is_coming and mandate.state == ELECTED:
        mandate.state = "serving"
    session.flush()


def _check_phone(session: Session, phone: str | None, name: str, person_id: int | None) -> None:
    """Raise :class:`PhoneOfAnother` where the number is kept for somebody else."""
    if phone is None:
        return
    other = session.scalars(select(Person).where(Person.phone == phone, Person.id != (person_id or 0))).first()
    if other and (person_id is not None or other.name != name):
        raise PhoneOfAnother(name=other.name)
