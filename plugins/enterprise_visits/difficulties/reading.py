"""Who reads which difficulties: within reach, and what was told for the office only by the office and who entered it alone.

Every list, page and count of difficulties asks here (docs/decisions/0049).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Integer, Select, false, func, or_, select, true, type_coerce
from sqlalchemy.orm import Session, joinedload, selectinload

from core.api.data import Account, Deputy, Enterprise, Organ, Person, Reach, Station, Viewer, on_at
from plugins.enterprise_visits.models.difficulties import AT_AN_ORGAN, SOLVED, Difficulty, DifficultyEvent

PLUGIN: Final = "enterprise_visits"
READ: Final = "enterprise_visits.read_difficulties"
CONFIDENTIAL: Final = "enterprise_visits.read_office_only"


def readable(viewer: Viewer) -> ColumnElement[bool]:
    """Whether the viewer reads what was said, and who said it, as a condition; reach is asked besides."""
    reach = viewer.reach(CONFIDENTIAL)
    if reach.everything:
        return true()
    # Of this permission only regions count: no station's manager reads it, whatever roles the permission is given to.
    found = [
        ~Difficulty.office_only,
        Reach(region_codes=reach.region_codes).clause(region=Difficulty.region_code.expression),
    ]
    if viewer.deputy_id is not None:
        # Neither true nor false is no answer: what nobody's deputy entered is somebody else's.
        found.append(Difficulty.deputy_id.is_not(None) & (Difficulty.deputy_id == viewer.deputy_id))
    return or_(*found)


def may_read(viewer: Viewer, difficulty: Difficulty) -> bool:
    """The same of one."""
    if not difficulty.office_only:
        return True
    reach = viewer.reach(CONFIDENTIAL)
    offices = Reach(everything=reach.everything, region_codes=reach.region_codes)
    is_own = viewer.deputy_id is not None and difficulty.deputy_id == viewer.deputy_id
    return is_own or offices.covers(difficulty.scope())


def is_with_organ_of(viewer: Viewer, difficulty: Difficulty) -> bool:
    """Whether it was brought to an organ for which the viewer answers."""
    organ = difficulty.organ
    if organ is None or difficulty.state not in AT_AN_ORGAN:
        return False
    return any(
        held.organ == organ.name and organ.region_code.startswith(held.region_code)
        for held in viewer.held
        if held.role == "organ"
    )


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a list of difficulties is narrowed."""

    words: str = ""
    kind: str = ""
    state: str = ""
    """A state; ``unsolved``: all about which something is still to be done; ``solved``: the others."""
    station_id: int | None = None
    enterprise_id: int | None = None


def in_list(session: Session, viewer: Viewer, wanted: Wanted) -> Select[Any]:
    """The difficulties the viewer reads, as rows of a list. Those of which an organ reads a part only are in its own list."""
    query: Select[Any] = (
        select(  # type: ignore[assignment]  # columns by name, not by type
            Difficulty.id,
            Difficulty.day,
            Difficulty.kind,
            Difficulty.words,
            Difficulty.state,
            Difficulty.office_only,
            Difficulty.said_by,
            Difficulty.passed_to,
            Difficulty.enterprise_id,
            Enterprise.name.label("enterprise"),
            Station.name.label("station"),
            Organ.name.label("organ"),
        )
        .join(Difficulty.enterprise)
        .outerjoin(Difficulty.station)
        .outerjoin(Difficulty.organ)
        .where(Difficulty.in_reach(viewer.reach(READ)), readable(viewer), _is_on(session))
    )
    if wanted.words:
        columns = (Difficulty.words, Difficulty.answer, Enterprise.name)
        query = query.where(or_(*(column.contains(wanted.words, autoescape=True) for column in columns)))
    if wanted.kind:
        query = query.where(Difficulty.kind == wanted.kind)
    if wanted.state:
        query = query.where(_in_state(wanted.state))
    if wanted.station_id is not None:
        query = query.where(Difficulty.station_id == wanted.station_id)
    if wanted.enterprise_id is not None:
        query = query.where(Difficulty.enterprise_id == wanted.enterprise_id)
    return query


def hidden(session: Session, viewer: Viewer, station_id: int | None = None) -> int:
    """How many others there are within reach, told for the office only.

    One number for all there are of a station: were it narrowed by enterprise, kind or day, it would tell who.
    """
    query = select(func.count(Difficulty.id)).where(
        Difficulty.in_reach(viewer.reach(READ)), Difficulty.office_only, ~readable(viewer), _is_on(session)
    )
    if station_id is not None:
        query = query.where(Difficulty.station_id == station_id)
    return session.scalar(query) or 0


def brought_to(viewer: Viewer) -> Select[Any]:
    """What was brought to the organs of the viewer: kind, day and state, and of what all may read also words and enterprise."""
    theirs = [
        (Organ.name == held.organ) & Organ.region_code.startswith(held.region_code, autoescape=True)
        for held in viewer.held
        if held.role == "organ" and held.organ
    ]
    query: Select[Any] = (
        select(  # type: ignore[assignment]  # columns by name, not by type
            Difficulty.id,
            Difficulty.day,
            Difficulty.kind,
            Difficulty.state,
            Difficulty.office_only,
            Difficulty.words,
            Enterprise.name.label("enterprise"),
            Organ.name.label("organ"),
        )
        .join(Difficulty.enterprise)
        .join(Difficulty.organ)
        .where(Difficulty.state.in_(AT_AN_ORGAN), or_(*theirs) if theirs else false())
    )
    return query


EVERYTHING: Final = (
    joinedload(Difficulty.enterprise),
    joinedload(Difficulty.station),
    joinedload(Difficulty.organ),
    joinedload(Difficulty.deputy).joinedload(Deputy.person),
    selectinload(Difficulty.events).joinedload(DifficultyEvent.organ),
)
"""What the page of one shows."""


def names_of(session: Session, difficulty: Difficulty) -> dict[int, str]:
    """Who did what became of it, by account."""
    accounts = {event.account_id for event in difficulty.events if event.account_id is not None}
    if not accounts:
        return {}
    query = select(Account.id, func.coalesce(Person.name, Account.name)).outerjoin(Account.person)
    rows = session.execute(query.where(Account.id.in_(accounts))).all()
    return {row[0]: row[1] for row in rows}


def of_visit(session: Session, viewer: Viewer, visit_id: int) -> list[Any]:
    """What was told at a visit, as far as the viewer reads it: ``id``, ``kind``, ``words``, ``state``, ``office_only``."""
    query = select(Difficulty.id, Difficulty.kind, Difficulty.words, Difficulty.state, Difficulty.office_only)
    found = query.where(Difficulty.visit_id == visit_id, readable(viewer)).order_by(Difficulty.id)
    return list(session.execute(found).all())


def _is_on(session: Session) -> ColumnElement[bool]:
    """Whether the plugin is switched on at the station, where there is one."""
    at = type_coerce(Difficulty.station_id, Integer)
    return or_(Difficulty.station_id.is_(None), on_at(session, PLUGIN, at))


def _in_state(state: str) -> ColumnElement[bool]:
    if state == "unsolved":
        return Difficulty.state.not_in(SOLVED)
    if state == "solved":
        return Difficulty.state.in_(SOLVED)
    return Difficulty.state == state
