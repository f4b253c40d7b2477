"""The roster of deputies to be taken out: as the import reads one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from core.access import Reach
from core.congresses.models import LEVELS, Congress, Term
from core.congresses.words import level_title, term_title
from core.deputies import lists
from core.deputies.models import SERVING, Deputy, Mandate, Placement
from core.deputies.words import mandate_state_title
from core.exports.lists import List, Numbers, county
from core.groups.models import DeputyGroup, GroupMember
from core.imports.constituencies import cell_of
from core.imports.vocabulary import vocabulary
from core.people.models import Person
from core.regions.models import Region
from core.stations.models import Station

COLUMNS = (
    "name",
    "gender",
    "ethnicity",
    "birth",
    "party",
    "education",
    "employer",
    "level",
    "constituency",
    "delegation",
    "speciality",
    "phone",
    "station",
    "room",
    "township",
    "group",
    "note",
)


def deputies(reach: Reach, wanted: lists.Wanted) -> List:
    """The deputies within reach that are wanted."""
    records = (
        lists.in_list(reach, wanted)
        .with_only_columns(Deputy.id, Deputy.region_code, maintain_column_froms=True)
        .order_by(county(Deputy.region_code.expression), Person.initials, Deputy.id)
    )
    return List("deputies", COLUMNS, frozenset({"phone"}), records, _rows, _more_heads())


def _more_heads() -> tuple[str, ...]:
    return (vocabulary().further_head, vocabulary().mandates_head)


def _rows(session: Session, ids: Sequence[int], numbers: Numbers) -> Iterator[tuple[str, ...]]:
    people = _people(session, ids)
    mandates = _gathered(session.execute(_MANDATES.where(Mandate.deputy_id.in_(ids))))
    placed = _gathered(session.execute(_PLACED.where(Placement.deputy_id.in_(ids))))
    groups = _gathered(session.execute(_GROUPS.where(GroupMember.deputy_id.in_(ids))))
    for number in ids:
        yield _row(people[number], mandates[number], placed[number], groups[number], numbers)


_PEOPLE = (
    select(
        Deputy.id,
        Deputy.speciality,
        Deputy.note,
        Deputy.phone_public,
        Person.name,
        Person.phone,
        Person.gender,
        Person.ethnicity,
        Person.birth,
        Person.party,
        Person.education,
        Person.employer_text,
        Region.name.label("home"),
        Region.level.label("home_level"),
    )
    .join(Deputy.person)
    .join(Region, Region.code == Deputy.region_code)
)
_MANDATES = (
    select(
        Mandate.deputy_id,
        Mandate.level,
        Mandate.state,
        Mandate.constituency,
        Mandate.delegation,
        Region.name.label("place"),
        Term.number,
    )
    .outerjoin(Mandate.congress)
    .outerjoin(Region, Region.code == Congress.region_code)
    .outerjoin(Mandate.term)
    .order_by(Mandate.id)
)
_GROUPS = (
    select(GroupMember.deputy_id, DeputyGroup.name)
    .join(GroupMember.group)
    .where(GroupMember.ends.is_(None), DeputyGroup.ends.is_(None))
    .order_by(GroupMember.id)
)
_Above = aliased(Station)
_PLACED = (
    select(Placement.deputy_id, Station.name, _Above.name.label("above"))
    .join(Placement.station)
    .outerjoin(Station.parent.of_type(_Above))
    .where(Placement.ends.is_(None))
    .order_by(Placement.id)
)


def _people(session: Session, ids: Sequence[int]) -> Mapping[int, Any]:
    return {row.id: row for row in session.execute(_PEOPLE.where(Deputy.id.in_(ids)))}


def _gathered(rows: Any) -> Mapping[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(row)
    return found


def _row(
    person: Any, mandates: Sequence[Any], placed: Sequence[Any], groups: Sequence[Any], numbers: Numbers
) -> tuple[str, ...]:
    words = vocabulary()
    by_level = {one.level: one for one in reversed(mandates) if one.state in SERVING}
    held = [by_level[level] for level in LEVELS if level in by_level]
    genders = {key: word for word, key in reversed([*words.genders.items()])}
    return (
        person.name,
        genders.get(person.gender, person.gender),
        person.ethnicity,
        person.birth,
        person.party,
        person.education,
        person.employer_text,
        _listed(_level(one) for one in held),
        cell_of([one.level for one in held], [one.constituency for one in held]),
        _shared([one.delegation for one in held]),
        person.speciality,
        numbers.shown(person.id, person.phone, is_public=person.phone_public),
        *_first(placed),
        _township(person, held),
        groups[0].name if groups else "",
        person.note,
        _listed(one.name for one in placed[1:]),
        _listed(_in_words(one) for one in mandates),
    )


def _first(placed: Sequence[Any]) -> tuple[str, str]:
    """The station and the room of the first placement: the import takes one."""
    if not placed:
        return "", ""
    return (placed[0].above, placed[0].name) if placed[0].above else (placed[0].name, "")


def _shared(delegations: Sequence[str]) -> str:
    """The delegation where all mandates have the same; an empty cell takes nothing away."""
    return delegations[0] if len(set(delegations)) == 1 else ""


def _level(mandate: Any) -> str:
    """The level as the import understands it: by the name of the place whose congress it is, where that is known."""
    if mandate.place and mandate.level != "township":
        return str(mandate.place)
    return next(word for word, level in vocabulary().levels.items() if level == mandate.level)


def _township(person: Any, held: Sequence[Any]) -> str:
    """The township whose congress the deputy sits in, or whose roster names them."""
    of_congress = next((one.place for one in held if one.level == "township" and one.place), "")
    return of_congress or (person.home if person.home_level == "township" else "")


def _in_words(mandate: Any) -> str:
    """A mandate as people read it; the import does not."""
    told = [mandate.place or level_title(mandate.level)]
    if mandate.number:
        told.append(term_title(mandate.number))
    told.append(mandate_state_title(mandate.state))
    if mandate.delegation:
        told.append(mandate.delegation)
    return " ".join(told)


def _listed(parts: Any) -> str:
    """Several things in one cell, each once."""
    return vocabulary().list_separators[0].join(dict.fromkeys(part for part in parts if part))
