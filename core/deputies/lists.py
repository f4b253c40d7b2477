"""Lists of deputies: whom they hold, how they are narrowed, and what each row shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, bindparam, exists, func, or_, select, union_all
from sqlalchemy.orm import Session, aliased, contains_eager, joinedload

from core.access import Reach
from core.database import prepared
from core.deputies.models import HELD, SERVING, Deputy, Mandate, Placement
from core.files.models import StoredFile
from core.groups.models import GroupMember
from core.people.models import Person
from core.people.service import are_last_digits, are_letters
from core.profiles.models import Profile
from core.stations.models import Station

BETWEEN: Final = "\n"
"""What stands between several levels or stations in one row of a list."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a list of deputies is narrowed."""

    words: str = ""
    station: int | None = None
    at: str = ""
    """Part of the name of a station, where there are too many to choose from."""
    unplaced: bool = False
    level: str = ""
    state: str = ""
    term: int | None = None
    delegation: str = ""
    group: int | None = None


def _listed() -> Select[Any]:
    levels = select(func.aggregate_strings(Mandate.level, BETWEEN)).where(
        Mandate.deputy_id == Deputy.id, Mandate.state.in_(HELD)
    )
    stations = (
        select(func.aggregate_strings(Station.name, BETWEEN))
        .join(Placement, Placement.station_id == Station.id)
        .where(Placement.deputy_id == Deputy.id, Placement.ends.is_(None))
    )
    return select(
        Deputy.id,
        Deputy.speciality,
        Deputy.phone_public,
        Person.name,
        Person.phone,
        Person.employer_text,
        levels.correlate(Deputy).scalar_subquery().label("levels"),
        stations.correlate(Deputy).scalar_subquery().label("stations"),
    ).join(Deputy.person)


LISTED = _listed()
"""What a list shows of a deputy."""


@prepared
def in_list(reach: Reach, wanted: Wanted) -> Select[Any]:
    """The deputies within reach that are wanted, as rows of what a list shows."""
    return _narrowed(LISTED, reach, wanted)


@prepared
def numbers_in_list(reach: Reach, wanted: Wanted, *, with_person: bool = False) -> Select[int]:
    """The same as numbers, to be counted and ordered; with the person only where it is ordered by what stands there."""
    query = select(Deputy.id).join(Deputy.person) if with_person else select(Deputy.id)
    return _narrowed(query, reach, wanted)


def _narrowed(query: Select[Any], reach: Reach, wanted: Wanted) -> Select[Any]:
    query = query.where(Deputy.in_reach(reach))
    if wanted.words:
        query = query.where(called(wanted.words))
    if wanted.station:
        query = query.where(Deputy.id.in_(placed_deputies(wanted.station)))
    if wanted.at:
        named = select(Station.id).where(Station.name.contains(wanted.at, autoescape=True))
        here = select(Station.id).where(or_(Station.id.in_(named), Station.parent_id.in_(named)))
        at = select(Placement.deputy_id).where(Placement.ends.is_(None), Placement.station_id.in_(here))
        query = query.where(Deputy.id.in_(at))
    if wanted.unplaced:
        query = query.where(~exists().where(Placement.deputy_id == Deputy.id, Placement.ends.is_(None)))
    if wanted.group:
        members = select(GroupMember.deputy_id).where(GroupMember.group_id == wanted.group, GroupMember.ends.is_(None))
        query = query.where(Deputy.id.in_(members))
    asked = {
        Mandate.level: wanted.level,
        Mandate.state: wanted.state,
        Mandate.term_id: wanted.term,
        Mandate.delegation: wanted.delegation,
    }
    held = [column == value for column, value in asked.items() if value]
    return query.where(Deputy.mandates.any(and_(*held))) if held else query


def called(words: str) -> ColumnElement[bool]:
    """Deputies that :func:`core.people.service.matching` finds."""
    if not are_last_digits(words):
        return named(words)
    # Each way to be found is asked by itself: together they would be asked of every deputy.
    reached = select(Deputy.id).join(Deputy.person).where(Person.phone.endswith(words))
    return Deputy.id.in_(union_all(select(Deputy.id).where(named(words)), reached))


def named(words: str) -> ColumnElement[bool]:
    """Deputies whose name contains the words, or whose initials begin with them: both are read from one index."""
    key = Deputy.sort_key.expression
    if are_letters(words):
        return or_(key.like(f"% %{words}%"), key.startswith(words.lower()))
    return key.contains(words, autoescape=True)


def placed_deputies(station_id: int | None = None) -> Select[int]:
    """The numbers of the deputies placed today: anywhere, or at a station and the rooms under it."""
    query = select(Placement.deputy_id).where(Placement.ends.is_(None))
    if station_id is None:
        return query
    rooms = select(Station.id).where(or_(Station.id == station_id, Station.parent_id == station_id))
    return query.where(Placement.station_id.in_(rooms))


def number_at(station: ColumnElement[int]) -> ScalarSelect[int]:
    """How many deputies are placed at the station in this column or at a room under it, each counted once."""
    place = aliased(Station)
    query = (
        select(func.count(func.distinct(Placement.deputy_id)))
        .join(place, place.id == Placement.station_id)
        .where(Placement.ends.is_(None), or_(place.id == station, place.parent_id == station))
    )
    return query.scalar_subquery()


def is_waiting() -> ColumnElement[bool]:
    """Whether a mandate waits to be told which congress and term it belongs to."""
    return or_(Mandate.congress_id.is_(None), Mandate.term_id.is_(None))


def waiting(reach: Reach, level: str) -> Select[Mandate]:
    """The mandates within reach that wait to be completed, with their deputies loaded."""
    loaded = contains_eager(Mandate.deputy).joinedload(Deputy.person, innerjoin=True)
    return _waiting(select(Mandate), reach, level).options(loaded, joinedload(Mandate.congress))


def numbers_waiting(reach: Reach, level: str) -> Select[int]:
    """The same as numbers, to be counted."""
    return _waiting(select(Mandate.id), reach, level)


def _waiting(query: Select[Any], reach: Reach, level: str) -> Select[Any]:
    query = query.join(Mandate.deputy).where(Deputy.in_reach(reach), is_waiting())
    return query.where(Mandate.level == level) if level else query


def _serving() -> Select[Any]:
    exercised = select(func.aggregate_strings(Mandate.level, BETWEEN)).where(
        Mandate.deputy_id == Deputy.id, Mandate.state.in_(SERVING)
    )
    levels = exercised.correlate(Deputy).scalar_subquery()
    public = (
        select(StoredFile.token)
        .join(Profile, Profile.photo_id == StoredFile.id)
        .where(Profile.deputy_id == Deputy.id, StoredFile.is_public)
    )
    photo = public.correlate(Deputy).scalar_subquery()
    here = or_(Station.id == bindparam("station"), Station.parent_id == bindparam("station"))
    placed = select(Placement.deputy_id).where(
        Placement.ends.is_(None), Placement.station_id.in_(select(Station.id).where(here))
    )
    return (
        select(Deputy.id, Deputy.speciality, Deputy.is_shown, Person.name, levels.label("levels"), photo.label("photo"))
        .join(Deputy.person)
        .where(Deputy.id.in_(placed), levels.is_not(None))
        .order_by(Deputy.sort_key, Deputy.id)
    )


_SERVING = _serving()


def served_at(session: Session, station: Station) -> Sequence[Any]:
    """Who serves at a station or a room under it, as rows of what its page shows, in the order of their initials."""
    return session.execute(_SERVING, {"station": station.id}).all()


def placed_at_in_time(station: Station) -> Select[Any]:
    """Who was placed at a station or a room under it, as rows: the present ones first, then those who left last."""
    query: Any = (
        select(
            Placement.id,
            Placement.deputy_id,
            Placement.begins,
            Placement.ends,
            Placement.reason,
            Placement.end_reason,
            Person.name,
            Station.name.label("station"),
        )
        .join(Placement.deputy)
        .join(Deputy.person)
        .join(Placement.station)
        .where(or_(Station.id == station.id, Station.parent_id == station.id))
    )
    return cast("Select[Any]", query)
