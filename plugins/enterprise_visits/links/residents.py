"""Residents of a station, and the deputies who keep in touch with them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import Session

from core.api.data import Deputy, Mandate, Person, Placement, Reach, Station, on_at, serving_deputies
from plugins.enterprise_visits.links.errors import LinksChanged, ResidentLeft
from plugins.enterprise_visits.links.proposing import Proposed, Sides, Someone, propose
from plugins.enterprise_visits.models import Resident, ResidentLink


def in_list(station: Station, words: str = "", *, alone: bool = False) -> Select[Any]:
    """The residents of a station: ``id``, ``name``, ``village``, and the ``deputy`` who keeps in touch since ``begins``."""
    query: Any = (
        select(Resident.id, Resident.name, Resident.village, ResidentLink.begins, Person.name.label("deputy"))
        .outerjoin(ResidentLink, (ResidentLink.resident_id == Resident.id) & ResidentLink.ends.is_(None))
        .outerjoin(Deputy, Deputy.id == ResidentLink.deputy_id)
        .outerjoin(Person, Person.id == Deputy.person_id)
        .where(Resident.station_id == station.id, Resident.left_on.is_(None))
    )
    if words:
        found = (each.contains(words, autoescape=True) for each in (Resident.name, Resident.village, Person.name))
        query = query.where(or_(*found))
    listed: Select[Any] = query.where(ResidentLink.id.is_(None)) if alone else query
    return listed


def stations(session: Session, reach: Reach, words: str = "") -> Select[Any]:
    """The stations within reach: ``id``, ``name``, how many ``residents`` each has, and how many of them are ``alone``."""
    here = (Resident.station_id == Station.id, Resident.left_on.is_(None))
    linked = exists().where(ResidentLink.resident_id == Resident.id, ResidentLink.ends.is_(None))
    query: Any = select(
        Station.id,
        Station.name,
        select(func.count(Resident.id)).where(*here).scalar_subquery().label("residents"),
        select(func.count(Resident.id)).where(*here, ~linked).scalar_subquery().label("alone"),
    ).where(
        Station.in_reach(reach), Station.state == "open", on_at(session, "enterprise_visits", Station.id.expression)
    )
    listed: Select[Any] = query.where(Station.name.contains(words, autoescape=True)) if words else query
    return listed


def deputies_of(session: Session, station: Station) -> list[tuple[int, str]]:
    """Number and name of every deputy in office at the station and its rooms, for choices."""
    query = select(Deputy.id, Person.name).join(Deputy.person).where(Deputy.id.in_(_at(station)))
    return [(number, name) for number, name in session.execute(query.order_by(Deputy.sort_key, Deputy.id))]


def deputy_of(session: Session, resident: Resident) -> ResidentLink | None:
    """The open link of a resident."""
    query = select(ResidentLink).where(ResidentLink.resident_id == resident.id, ResidentLink.ends.is_(None))
    return session.scalars(query).one_or_none()


def enter(session: Session, station: Station, today: date, *, deputy: int | None = None, **told: Any) -> Resident:
    """A further resident; with a deputy, who keeps in touch from today."""
    resident = Resident(station_id=station.id, **_clean(told))
    session.add(resident)
    session.flush()
    _link(session, resident, deputy, today)
    return resident


def change(session: Session, resident: Resident, today: date, *, deputy: int | None = None, **told: Any) -> None:
    """Correct what is known of a resident, and who keeps in touch. Raises ResidentLeft."""
    _lock(session, resident)
    for name, value in _clean(told).items():
        setattr(resident, name, value)
    _link(session, resident, deputy, today)


def leave(session: Session, resident: Resident, today: date) -> None:
    """Nobody keeps in touch any more; how to reach them is erased. Raises ResidentLeft."""
    _lock(session, resident)
    _link(session, resident, None, today)
    resident.left_on, resident.phone, resident.address = today, None, ""
    session.flush()


def proposed(session: Session, station: Station, each: int) -> Proposed:
    """Which deputy of the station should keep in touch with whom; three statements. Raises LinksTooMany."""
    return propose(_sides(session, station), each)


def publish(session: Session, station: Station, each: int, digest: str, today: date) -> Proposed:
    """Let what was looked at hold from today. Raises LinksChanged where something else would come out now."""
    session.execute(select(Station.id).where(Station.id == station.id).with_for_update(key_share=True))
    found = proposed(session, station, each)
    if found.digest != digest:
        raise LinksChanged
    for one in session.scalars(select(ResidentLink).where(ResidentLink.id.in_(found.ends))):
        one.ends = max(one.begins, today)
    session.flush()  # before others begin: nobody has two at once
    session.add_all(
        ResidentLink(deputy_id=pair.above.key, resident_id=pair.below.key, begins=today) for pair in found.come
    )
    session.flush()
    return found


def _sides(session: Session, station: Station) -> Sides:
    constituency = (
        select(func.min(Mandate.constituency)).where(Mandate.deputy_id == Deputy.id).correlate(Deputy).scalar_subquery()
    )
    deputies = (
        select(Deputy.id, Person.name, constituency.label("words"))
        .join(Deputy.person)
        .where(Deputy.id.in_(_at(station)))
        .order_by(Deputy.sort_key, Deputy.id)
    )
    here = (Resident.station_id == station.id, Resident.left_on.is_(None))
    residents = select(Resident.id, Resident.name, Resident.village.label("words")).where(*here).order_by(Resident.id)
    links = (
        select(ResidentLink.deputy_id, ResidentLink.resident_id, ResidentLink.id)
        .join(Resident, Resident.id == ResidentLink.resident_id)
        .where(ResidentLink.ends.is_(None), Resident.station_id == station.id)
    )
    return Sides(
        [_someone(row, station) for row in session.execute(deputies)],
        [_someone(row, station) for row in session.execute(residents)],
        {(up, down): number for up, down, number in session.execute(links)},
    )


def _someone(row: Any, station: Station) -> Someone:
    return Someone(row.id, row.name, station.id, station.region_code, row.words or "")


def _at(station: Station) -> Select[int]:
    here = select(Station.id).where(or_(Station.id == station.id, Station.parent_id == station.id))
    placed = select(Placement.deputy_id).where(Placement.ends.is_(None), Placement.station_id.in_(here))
    return placed.where(Placement.deputy_id.in_(serving_deputies()))


def _link(session: Session, resident: Resident, deputy: int | None, today: date) -> None:
    found = deputy_of(session, resident)
    if (found.deputy_id if found else None) == deputy:
        return
    if found is not None:
        found.ends = max(found.begins, today)
        session.flush()
    if deputy is not None:
        session.add(ResidentLink(deputy_id=deputy, resident_id=resident.id, begins=today))
        session.flush()


def _lock(session: Session, resident: Resident) -> None:
    session.execute(select(Resident.id).where(Resident.id == resident.id).with_for_update())
    session.refresh(resident)
    if resident.left_on is not None:
        raise ResidentLeft


def _clean(told: dict[str, Any]) -> dict[str, Any]:
    return {**told, "phone": told.get("phone") or None}


def of_deputy(session: Session, deputy_id: int) -> Sequence[Resident]:
    """The residents a deputy keeps in touch with, by village."""
    query = select(Resident).join(ResidentLink, ResidentLink.resident_id == Resident.id)
    query = query.where(ResidentLink.deputy_id == deputy_id, ResidentLink.ends.is_(None))
    return session.scalars(query.order_by(Resident.village, Resident.name, Resident.id)).all()
