"""Standards: the sets an office starts from, its own versions, and their criteria."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, exists, func, select, true
from sqlalchemy.orm import Session, joinedload

from core.access import Reach
from core.errors import NotFound
from core.standards.errors import (
    StandardDaysTurned,
    StandardInUse,
    StandardNameTaken,
    StandardReplaced,
    StarsNotRising,
)
from core.standards.models import MOST_STARS, Criterion, SelfCheck, Standard

COPIED = ("name", "words", "points", "wants_evidence", "role", "least")


@dataclass(frozen=True, slots=True)
class Set:
    """A set of criteria that comes along, for offices to start from."""

    key: str
    name: str
    kind: str
    about: str
    criteria: Sequence[Mapping[str, Any]]
    stars: Sequence[int]


@cache
def sets() -> tuple[Set, ...]:
    """The sets that come along."""
    told = tomllib.loads(files("core.standards").joinpath("data", "sets.toml").read_text(encoding="utf-8"))
    return tuple(
        Set(one["key"], one["name"], one["kind"], one["about"], one["criteria"], one.get("stars", ()))
        for one in told["set"]
    )


def in_list(reach: Reach) -> Select[Any]:
    """The standards of regions within reach and above, those in force first, with how many self-checks each was used for."""
    used = select(func.count(SelfCheck.id)).where(SelfCheck.standard_id == Standard.id).correlate(Standard)
    asked = select(func.count(Criterion.id)).where(Criterion.standard_id == Standard.id).correlate(Standard)
    query = select(Standard, used.scalar_subquery().label("used"), asked.scalar_subquery().label("asked"))
    query = query.where(concerning(reach)).options(joinedload(Standard.region))
    return query.order_by(Standard.valid_to.is_not(None), Standard.kind, Standard.name, Standard.version.desc())


def concerning(reach: Reach) -> ColumnElement[bool]:
    """Whether stations within reach may be held to a standard: of their own regions, or of those above."""
    if reach.everything:
        return true()
    above = {code[:length] for code in reach.region_codes for length in range(1, len(code) + 1)}
    return Standard.in_reach(reach) | Standard.region_code.in_(sorted(above))


def seen(session: Session, reach: Reach, number: int) -> Standard:
    """The standard of this number, if stations within reach may be held to it. Raises :class:`NotFound`."""
    query = select(Standard).where(Standard.id == number, concerning(reach))
    found = session.scalars(query.options(joinedload(Standard.region), joinedload(Standard.criteria))).unique()
    standard = found.one_or_none()
    if standard is None:
        raise NotFound
    return standard


def in_force(region_code: str, begins: date, ends: date) -> Select[Any]:
    """The standards that hold in a region at some time between two days, latest version first."""
    regions = [region_code[:length] for length in range(1, len(region_code) + 1)]
    query = select(Standard).where(
        Standard.region_code.in_(regions),
        Standard.valid_from <= ends,
        Standard.valid_to.is_(None) | (Standard.valid_to >= begins),
    )
    return query.order_by(Standard.name, Standard.version.desc(), Standard.id)


def start_from(session: Session, key: str, region_code: str, today: date) -> Standard:
    """Copy a set into a region, in force from today on; it is the office's own from now on."""
    found = next((one for one in sets() if one.key == key), None)
    if found is None:
        raise NotFound
    standard = Standard(kind=found.kind)
    save(session, standard, name=found.name, region_code=region_code, valid_from=today, stars=found.stars)
    for facts in found.criteria:
        add_criterion(session, standard, **facts)
    return standard


def save(  # noqa: PLR0913 - a standard has so many facts, each said by name
    session: Session,
    standard: Standard,
    *,
    name: str,
    region_code: str,
    valid_from: date,
    valid_to: date | None = None,
    tiers: Iterable[str] = (),
    stars: Iterable[int] = (),
    note: str = "",
) -> Standard:
    """Keep a standard, new or changed; of one that was used only until when it is in force and the note may change."""
    if valid_to and valid_to < valid_from:
        raise StandardDaysTurned
    facts: dict[str, Any] = {
        "name": name,
        "region_code": region_code,
        "valid_from": valid_from,
        "tiers": list(tiers),
        "stars": _rising(stars) if standard.kind == "rating" else [],
    }
    if standard.id and any(getattr(standard, fact) != value for fact, value in facts.items()):
        check_unused(session, standard)
    for fact, value in facts.items():
        setattr(standard, fact, value)
    standard.valid_to, standard.note, standard.version = valid_to, note, standard.version or 1
    with session.no_autoflush:
        taken = select(Standard.id).where(
            Standard.region_code == region_code,
            Standard.name == name,
            Standard.version == standard.version,
            Standard.id != (standard.id or 0),
        )
        if session.scalar(taken):
            raise StandardNameTaken(name=name)
    session.add(standard)
    session.flush()
    return standard


def new_version(session: Session, standard: Standard, today: date) -> Standard:
    """A new version to be changed, in force from today on; the old one ends the day before, and keeps its self-checks."""
    if session.scalar(select(Standard.id).where(Standard.replaces_id == standard.id)):
        raise StandardReplaced
    begins = max(today, standard.valid_from + timedelta(days=1))
    made = Standard(
        region_code=standard.region_code,
        name=standard.name,
        kind=standard.kind,
        version=standard.version + 1,
        replaces_id=standard.id,
        valid_from=begins,
        tiers=list(standard.tiers),
        stars=list(standard.stars),
        note=standard.note,
    )
    made.criteria = [
        Criterion(position=one.position, **{fact: getattr(one, fact) for fact in COPIED}) for one in standard.criteria
    ]
    standard.valid_to = begins - timedelta(days=1)
    session.add(made)
    session.flush()
    return made


def remove(session: Session, standard: Standard) -> None:
    """Remove a standard nobody has used."""
    check_unused(session, standard)
    session.delete(standard)
    session.flush()


def is_used(session: Session, standard: Standard) -> bool:
    """Whether a self-check was made by this version."""
    return bool(session.scalar(select(exists().where(SelfCheck.standard_id == standard.id))))


def check_unused(session: Session, standard: Standard) -> None:
    """Raise :class:`StandardInUse` where a self-check was made by this version."""
    if is_used(session, standard):
        raise StandardInUse


def add_criterion(session: Session, standard: Standard, **facts: Any) -> Criterion:
    """Ask for one thing more, at the end."""
    check_unused(session, standard)
    position = max((one.position for one in standard.criteria), default=0) + 1
    criterion = Criterion(position=position)
    for fact in COPIED:
        if facts.get(fact) is not None:
            setattr(criterion, fact, facts[fact])
    standard.criteria.append(criterion)
    session.flush()
    return criterion


def change_criterion(session: Session, criterion: Criterion, **facts: Any) -> None:
    """Ask for it in another way."""
    check_unused(session, criterion.standard)
    for fact in COPIED:
        if facts.get(fact) is not None:
            setattr(criterion, fact, facts[fact])
    session.flush()


def move_criterion(session: Session, criterion: Criterion, direction: Literal["up", "down"]) -> None:
    """Change places with the neighbour; at the end nothing happens."""
    check_unused(session, criterion.standard)
    ordered = sorted(criterion.standard.criteria, key=lambda one: (one.position, one.id))
    here = ordered.index(criterion)
    there = here + (1 if direction == "down" else -1)
    if 0 <= there < len(ordered):
        ordered[here], ordered[there] = ordered[there], ordered[here]
    for position, one in enumerate(ordered, 1):
        one.position = position
    session.flush()
    session.expire(criterion.standard, ["criteria"])


def retire_criterion(session: Session, criterion: Criterion) -> None:
    """Ask for it no longer; versions that were used keep it."""
    check_unused(session, criterion.standard)
    criterion.standard.criteria.remove(criterion)
    session.flush()


def _rising(stars: Iterable[int]) -> list[int]:
    found = list(stars)
    if not found or len(found) > MOST_STARS or found != sorted(set(found)) or found[0] < 0:
        raise StarsNotRising
    return found
