"""Taking a term change back: exactly what was there, but for what others have changed meanwhile."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import delete, select
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload, selectinload

from core import hookspecs as hooks
from core.deputies.models import ELECTED, Mandate, MandateEvent, Placement
from core.groups.models import GroupMember
from core.plugin_host.asking import announce
from core.plugin_host.declarations import Released
from core.terms.applying import end_of, last_day, pieces
from core.terms.models import TermChange, TermChangeHandover, TermChangeItem
from core.words import unpacked

M = TypeVar("M", Mandate, MandateEvent, Placement, GroupMember)


def put_back(session: Session, change: TermChange) -> int:
    """Undo what the items remember, and let plugins give back; how many records were left alone is handed back."""
    items = session.scalars(select(TermChangeItem).where(TermChangeItem.term_change_id == change.id)).all()
    kept = 0
    with session.no_autoflush:
        kept += _new_mandates(session, change, items)
        kept += _old_mandates(session, change, items)
        kept += _places(session, change, items)
    session.flush()
    _give_back(session, change)
    session.execute(delete(TermChangeItem).where(TermChangeItem.term_change_id == change.id))
    return kept


def _new_mandates(session: Session, change: TermChange, items: Iterable[TermChangeItem]) -> int:
    kept = 0
    for mandate in _all(session, Mandate, _numbers(items, "new")):
        if mandate.state == "serving" and mandate.begins == change.day:
            mandate.state, mandate.begins = ELECTED, None
        else:
            kept += 1
    return kept


def _old_mandates(session: Session, change: TermChange, items: Iterable[TermChangeItem]) -> int:
    kept = 0
    before = {old[0]: old[1:] for item in items for old in item.facts["old"]}
    ours = set(_numbers(items, "events"))
    for mandate in _all(session, Mandate, list(before), selectinload(Mandate.events)):
        state, ends = before[mandate.id]
        for event in [event for event in mandate.events if event.id in ours]:
            mandate.events.remove(event)
        if mandate.state == "ended" and mandate.ends == last_day(mandate, change.day):
            mandate.state, mandate.ends = state, date.fromisoformat(ends) if ends else None
        else:
            kept += 1
    return kept


def _places(session: Session, change: TermChange, items: Iterable[TermChangeItem]) -> int:
    kept = 0
    for placement in _all(session, Placement, _numbers(items, "placed")):
        if placement.ends is None:
            session.delete(placement)
        else:
            kept += 1
    session.flush()  # first out, then in: a deputy has one open placement at a station
    ended = list(_all(session, Placement, _numbers(items, "placements"), joinedload(Placement.station)))
    again = _open_again(session, Placement, Placement.deputy_id, Placement.station_id, ended)
    for placement in ended:
        is_free = placement.station.state == "open" and (placement.deputy_id, placement.station_id) not in again
        if is_free and placement.ends == end_of(placement.begins, change.day):
            placement.ends, placement.end_reason = None, ""
        else:
            kept += 1
    left = list(_all(session, GroupMember, _numbers(items, "memberships"), joinedload(GroupMember.group)))
    again = _open_again(session, GroupMember, GroupMember.deputy_id, GroupMember.group_id, left)
    for member in left:
        is_free = member.group.ends is None and (member.deputy_id, member.group_id) not in again
        if is_free and member.ends == end_of(member.begins, change.day):
            member.ends = None
        else:
            kept += 1
    return kept


def _numbers(items: Iterable[TermChangeItem], of: str) -> list[int]:
    return [number for item in items for number in item.facts[of]]


def _open_again(
    session: Session,
    model: type[Placement] | type[GroupMember],
    deputy: InstrumentedAttribute[int],
    place: InstrumentedAttribute[int],
    ended: Iterable[Placement | GroupMember],
) -> set[tuple[int, int]]:
    """Which of these deputies somebody has brought back meanwhile: deputy and station, or deputy and group."""
    found = set[tuple[int, int]]()
    for piece in pieces(sorted({one.deputy_id for one in ended})):
        rows = session.execute(select(deputy, place).where(deputy.in_(piece), model.ends.is_(None)))
        found.update((who, where) for who, where in rows)
    return found


def _give_back(session: Session, change: TermChange) -> None:
    rows = session.scalars(
        select(TermChangeHandover).where(TermChangeHandover.term_change_id == change.id).order_by(TermChangeHandover.id)
    ).all()
    released = [
        Released(
            deputy_id=row.deputy_id,
            kind=str(row.facts["kind"]),
            title=unpacked(row.words),
            facts={key: value for key, value in row.facts.items() if key != "kind"},
        )
        for row in rows
    ]
    if released:
        announce(hooks.deputies_back, session, released)
    session.execute(delete(TermChangeHandover).where(TermChangeHandover.term_change_id == change.id))


def _all(session: Session, model: type[M], numbers: list[int], *loading: Any) -> Iterable[M]:
    for piece in pieces(numbers):
        yield from session.scalars(select(model).where(model.id.in_(piece)).options(*loading)).all()
