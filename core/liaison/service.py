"""Who looks after stations: entering them, turning the roster's words into records, and the list of organs."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session, joinedload

from core.access import Reach
from core.accounts.models import Grant
from core.errors import DomainError
from core.liaison.models import KINDS, Liaison, Organ
from core.liaison.words import LIAISONS
from core.regions.models import Region
from core.stations.models import Station
from core.words import lazy as _

LONGEST_NAME = 80
BETWEEN = re.compile(r"[\N{IDEOGRAPHIC COMMA}\N{FULLWIDTH COMMA}\N{FULLWIDTH SEMICOLON},;/\n]+")
"""What stands between two names in a roster's cell."""
IN_BRACKETS = re.compile(r"^(.+?)\s*[(\N{FULLWIDTH LEFT PARENTHESIS}](.+)[)\N{FULLWIDTH RIGHT PARENTHESIS}]$")
"""A name with a post behind it in brackets."""


class LiaisonTwice(DomainError):
    """The same leader, committee or organ looks after the station already."""

    code = "liaison_twice"
    field = "name"
    message = _("%(name)s is in the list of this station already. Change that entry instead.")


class DaysTurned(DomainError):
    """Something was to end before it began."""

    code = "days_turned"
    field = "ends"
    message = _("The last day lies before the first. Check both.")


class OrganNameTaken(DomainError):
    """The region has an organ of this name."""

    code = "organ_name_taken"
    field = "name"
    message = _("There is already an organ named %(name)s in this region.")


def of_station(session: Session, station: Station) -> Sequence[Liaison]:
    """Who looks after the station now, then who did: leaders, committees, organs."""
    query = select(Liaison).where(Liaison.station_id == station.id).options(joinedload(Liaison.organ))
    found = session.scalars(query.order_by(Liaison.ends.is_not(None), Liaison.ends.desc(), Liaison.id)).all()
    return sorted(found, key=lambda one: (one.ends is not None, KINDS.index(one.kind)))


def save(
    session: Session,
    liaison: Liaison,
    *,
    kind: str,
    name: str,
    post: str = "",
    duties: str = "",
    begins: date | None = None,
    ends: date | None = None,
) -> Liaison:
    """Keep who looks after a station; an organ is linked with the list of organs, and enters it where it is new."""
    if begins and ends and ends < begins:
        raise DaysTurned
    with session.no_autoflush:
        twin = select(Liaison.id).where(
            Liaison.station_id == liaison.station.id,
            Liaison.kind == kind,
            Liaison.name == name,
            Liaison.ends.is_(None),
            Liaison.id != (liaison.id or 0),
        )
        if ends is None and session.scalar(twin):
            raise LiaisonTwice(name=name)
        organ = _organ(session, liaison.station.region_code, name) if kind == "organ" else None
    liaison.kind, liaison.name, liaison.post, liaison.duties = kind, name, post, duties
    liaison.begins, liaison.ends, liaison.organ = begins, ends, organ
    session.add(liaison)
    session.flush()
    return liaison


def names_in_words(station: Station) -> list[tuple[str, str, str]]:
    """Kind, name and post of everybody the roster's words name."""
    found = []
    for kind, column in LIAISONS.items():
        for part in BETWEEN.split(getattr(station, column)):
            words = part.strip()[:LONGEST_NAME]
            if words:
                bracketed = IN_BRACKETS.match(words)
                name, post = bracketed.groups() if bracketed else _name_and_post(kind, words)
                found.append((kind, name.strip(), post.strip()))
    return found


def _name_and_post(kind: str, words: str) -> tuple[str, str]:
    """A leader's name, and the post written right behind it; a committee or organ is all name."""
    post = next((one for one in _posts() if words.endswith(one) and len(words) > len(one) + 1), "")
    return (words.removesuffix(post), post) if kind == "leader" else (words, "")


@cache
def _posts() -> tuple[str, ...]:
    """The posts rosters write behind names, longest first."""
    told = tomllib.loads(files("core.liaison").joinpath("posts.toml").read_text(encoding="utf-8"))
    return tuple(sorted(told["posts"], key=len, reverse=True))


def missing_from_words(session: Session, station: Station) -> list[tuple[str, str, str]]:
    """Those of the roster's words who never were in the records: what one click would enter."""
    known = {
        (kind, name)
        for kind, name in session.execute(select(Liaison.kind, Liaison.name).where(Liaison.station_id == station.id))
    }
    return list(
        {
            (kind, name): (kind, name, post)
            for kind, name, post in names_in_words(station)
            if (kind, name) not in known
        }.values()
    )


def enter_words(session: Session, station: Station) -> int:
    """Enter everybody the roster's words name and the records do not; how many they were. The words stay."""
    waiting = missing_from_words(session, station)
    for kind, name, post in waiting:
        save(session, Liaison(station=station), kind=kind, name=name, post=post)
    return len(waiting)


def organs(reach: Reach, words: str = "") -> Select[Any]:
    """The organs within reach, as rows of what a list shows: with the stations they are stationed at now."""
    stations = (
        select(func.count(func.distinct(Liaison.station_id)))
        .where(Liaison.organ_id == Organ.id, Liaison.ends.is_(None))
        .correlate(Organ)
        .scalar_subquery()
    )
    query = select(Organ.id, Organ.name, Organ.duties, Region.name.label("region"), stations.label("stations")).join(
        Organ.region
    )
    query = query.where(Organ.in_reach(reach))
    return query.where(Organ.name.contains(words, autoescape=True)) if words else query


def stationed(session: Session, organ: Organ) -> Sequence[Liaison]:
    """Where the organ is stationed, and was."""
    query = select(Liaison).where(Liaison.organ_id == organ.id).options(joinedload(Liaison.station))
    return session.scalars(query.order_by(Liaison.ends.is_not(None), Liaison.ends.desc(), Liaison.id)).all()


def organ_names(session: Session, reach: Reach) -> list[Row[int, str]]:
    """Number and name of every organ within reach, for choices."""
    return list(
        session.execute(select(Organ.id, Organ.name).where(Organ.in_reach(reach)).order_by(Organ.sort_key, Organ.id))
    )


def save_organ(session: Session, organ: Organ, *, name: str, region_code: str, duties: str = "") -> Organ:
    """Keep an organ, new or changed; those stationed under its name, and its accounts, follow."""
    taken = select(Organ.id).where(Organ.region_code == region_code, Organ.name == name, Organ.id != (organ.id or 0))
    with session.no_autoflush:
        if session.scalar(taken):
            raise OrganNameTaken(name=name)
    name_before = organ.name if organ.id else None
    organ.name, organ.region_code, organ.duties = name, region_code, duties
    session.add(organ)
    session.flush()
    if name_before and name_before != name:
        _call_by_new_name(session, organ, name_before)
    return organ


def _call_by_new_name(session: Session, organ: Organ, name_before: str) -> None:
    """Those stationed now, and the accounts of the organ, go by its new name; what has ended keeps the old one."""
    for one in session.scalars(select(Liaison).where(Liaison.organ_id == organ.id, Liaison.ends.is_(None))):
        one.name = organ.name
    for grant in session.scalars(select(Grant).where(Grant.organ == name_before)):
        if grant.region_code.startswith(organ.region_code):
            grant.organ = organ.name
    session.flush()


def _organ(session: Session, region_code: str, name: str) -> Organ:
    """The organ of this name in the region or one above it; a new one of the county where there is none."""
    above = {region_code[:length] for length in range(2, len(region_code) + 1)}
    known = (
        select(Organ)
        .where(Organ.name == name, Organ.region_code.in_(above))
        .order_by(func.length(Organ.region_code).desc())
    )
    found = session.scalars(known.limit(1)).one_or_none()
    if found is None:
        county = region_code[:6] if session.get(Region, region_code[:6]) else region_code
        found = Organ(region_code=county, name=name)
        session.add(found)
    return found
