"""What fit is made of: the deputies and enterprises of an area as arrays, loaded with a few queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import Select, Subquery, select
from sqlalchemy.orm import Session, aliased

from core.api.data import Chain, Deputy, Enterprise, EnterpriseSegment, Person, Placement, Segment, Station
from plugins.enterprise_visits.models import Need

Integers = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float64]

NOWHERE = -1
"""The place of what is not there."""


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """What is known of these deputies and enterprises. Both stand in the order of their numbers."""

    deputies: Integers
    """The numbers of the deputies."""
    enterprises: Integers
    employer: Integers
    """The enterprise each deputy works for; 0 where it is not known."""
    deputy_at: Reals
    """Where each deputy is, latitude and longitude: at the employer's or else the station's; not a number if unknown."""
    enterprise_at: Reals
    speciality: Sequence[str]
    """Of each deputy."""
    needs: Sequence[frozenset[str]]
    """The specialities each enterprise asks for."""
    works_in: Sequence[frozenset[int]]
    """The segments each deputy's employer is in."""
    stands_on: Sequence[frozenset[int]]
    """The chains on which each deputy's stations stand."""
    segments: Sequence[frozenset[int]]
    """The segments each enterprise is in."""
    order: Mapping[int, tuple[int, int]]
    """Of each segment its chain, and the how-manieth it is along it."""
    names: Mapping[int, str]
    """Of the segments."""

    def deputy_places(self, numbers: npt.ArrayLike) -> Integers:
        """Where these deputies stand in the order; NOWHERE for those who are not there."""
        return places(self.deputies, numbers)

    def enterprise_places(self, numbers: npt.ArrayLike) -> Integers:
        """Where these enterprises stand in the order; NOWHERE for those that are not there."""
        return places(self.enterprises, numbers)


def places(order: Integers, numbers: npt.ArrayLike) -> Integers:
    """Where these numbers stand in an ascending order; NOWHERE for those that are not in it."""
    wanted = np.asarray(numbers, np.int64)
    if not order.size:
        return np.full(wanted.shape, NOWHERE, np.int64)
    found = np.minimum(np.searchsorted(order, wanted), order.size - 1)
    return np.where(order[found] == wanted, found, NOWHERE).astype(np.int64)


def load(session: Session, deputies: Select[int], enterprises: Select[int]) -> Facts:
    """What is known of the deputies and enterprises these queries name."""
    here = deputies.distinct().subquery()
    there = enterprises.distinct().subquery()
    people, placed = _people(session, here)
    firms, needs = _enterprises(session, there)
    segments, order, names = _segments(session, there, here)
    return Facts(
        deputies=_integers(row.id for row in people),
        enterprises=_integers(row.id for row in firms),
        employer=_integers(row.employer_id or 0 for row in people),
        deputy_at=_positions(_whereabouts(row, placed[row.id]) for row in people),
        enterprise_at=_positions((row.latitude, row.longitude) for row in firms),
        speciality=[row.speciality for row in people],
        needs=[needs.get(row.id, frozenset()) for row in firms],
        works_in=[segments.get(row.employer_id or 0, frozenset()) for row in people],
        stands_on=[frozenset(one.chain_id for one in placed[row.id] if one.chain_id) for row in people],
        segments=[segments.get(row.id, frozenset()) for row in firms],
        order=order,
        names=names,
    )


def _people(session: Session, here: Subquery) -> tuple[Sequence[Any], Mapping[int, list[Any]]]:
    """The deputies, and the stations each of them is placed at, the oldest first; one statement."""
    employer, columns = aliased(Enterprise), (Deputy.id, Deputy.speciality, Person.employer_id)
    located: tuple[Any, ...] = (
        employer.latitude.label("employer_latitude"),
        employer.longitude.label("employer_longitude"),
        Placement.station_id,
        Station.chain_id,
        Station.latitude,
        Station.longitude,
    )
    query = select(*columns, *located).join(Person, Person.id == Deputy.person_id)
    query = query.outerjoin(employer, employer.id == Person.employer_id)
    query = query.outerjoin(Placement, (Placement.deputy_id == Deputy.id) & Placement.ends.is_(None))
    query = query.outerjoin(Station, Station.id == Placement.station_id)
    rows = session.execute(query.where(Deputy.id.in_(select(here.c[0]))).order_by(Deputy.id, Placement.id)).all()
    placed: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        if row.station_id is not None:
            placed[row.id].append(row)
    return list({row.id: row for row in rows}.values()), placed


def _whereabouts(person: Any, placed: Sequence[Any]) -> tuple[float | None, float | None]:
    if person.employer_latitude is not None and person.employer_longitude is not None:
        return person.employer_latitude, person.employer_longitude
    known = [one for one in placed if one.latitude is not None and one.longitude is not None]
    return (known[0].latitude, known[0].longitude) if known else (None, None)


def _enterprises(session: Session, there: Subquery) -> tuple[Sequence[Any], Mapping[int, frozenset[str]]]:
    """The enterprises, and the specialities they ask for."""
    columns: tuple[Any, ...] = (Enterprise.id, Enterprise.latitude, Enterprise.longitude, Need.speciality)
    query = select(*columns).outerjoin(Need, Need.enterprise_id == Enterprise.id)
    rows = session.execute(query.where(Enterprise.id.in_(select(there.c[0]))).order_by(Enterprise.id)).all()
    needs = _sets((row.id, row.speciality) for row in rows if row.speciality is not None)
    return list({row.id: row for row in rows}.values()), needs


def _segments(
    session: Session, there: Subquery, here: Subquery
) -> tuple[Mapping[int, frozenset[int]], Mapping[int, tuple[int, int]], Mapping[int, str]]:
    """Of the enterprises, and of those for which the deputies work, their segments; of all segments place and name."""
    employers = select(Person.employer_id).join(Deputy, Deputy.person_id == Person.id)
    employers = employers.where(Deputy.id.in_(select(here.c[0])), Person.employer_id.is_not(None))
    ours = EnterpriseSegment.enterprise_id.in_(select(there.c[0])) | EnterpriseSegment.enterprise_id.in_(employers)
    columns: tuple[Any, ...] = (Segment.id, Segment.chain_id, Segment.name, EnterpriseSegment.enterprise_id)
    query = select(*columns).join(Chain, Chain.id == Segment.chain_id)
    query = query.outerjoin(EnterpriseSegment, (EnterpriseSegment.segment_id == Segment.id) & ours)
    order: dict[int, tuple[int, int]] = {}
    seen: dict[int, int] = defaultdict(int)
    names, members = {}, []
    for number, chain_id, name, enterprise in session.execute(
        query.order_by(Segment.chain_id, Segment.position, Segment.id)
    ):
        if number not in order:
            order[number], names[number] = (chain_id, seen[chain_id]), name
            seen[chain_id] += 1
        if enterprise is not None:
            members.append((enterprise, number))
    return _sets(members), order, names


def _sets(rows: Iterable[Any]) -> dict[int, frozenset[Any]]:
    found: dict[int, set[Any]] = defaultdict(set)
    for key, value in rows:
        found[key].add(value)
    shared: dict[frozenset[Any], frozenset[Any]] = {}  # thousands of enterprises are in the same few segments
    return {key: shared.setdefault(one, one) for key, one in ((key, frozenset(each)) for key, each in found.items())}


def _integers(numbers: Iterable[int]) -> Integers:
    return np.fromiter(numbers, np.int64)


def _positions(found: Iterable[tuple[float | None, float | None]]) -> Reals:
    values = [(np.nan if at[0] is None else at[0], np.nan if at[1] is None else at[1]) for at in found]
    return np.array(values, np.float64).reshape(-1, 2)
