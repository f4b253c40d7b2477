"""Putting a new term into force: what happens to each deputy, remembered so that it can be taken back."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from core import hookspecs as hooks
from core.congresses.models import Congress, Term
from core.deputies.models import ELECTED, HELD, ComingPlacement, Deputy, Mandate, MandateEvent, Placement
from core.plugin_host.host import host_of
from core.stations.models import Station
from core.terms.models import TermChange, TermChangeHandover, TermChangeItem
from core.terms.words import reason_of
from core.words import packed

_TOGETHER: Final = 400  # numbers asked for in one statement


def concerned(change: TermChange) -> ColumnElement[bool]:
    """The mandates of the congresses that change; their congress must be joined."""
    return and_(
        Congress.level.in_(change.numbers), Congress.region_code.startswith(change.region_code, autoescape=True)
    )


def is_old() -> ColumnElement[bool]:
    """Whether a mandate has not come to its end, of a term that is not the coming one; its term must be joined."""
    return and_(Mandate.state.in_(HELD), or_(Term.id.is_(None), Term.is_coming.is_(False)))


def is_new(change: TermChange) -> ColumnElement[bool]:
    """Whether a mandate is one of the coming term; its congress and term must be joined."""
    numbers = [and_(Congress.level == level, Term.number == number) for level, number in change.numbers.items()]
    return and_(Mandate.state == ELECTED, Term.is_coming, or_(*numbers))


def apply_to_deputies(session: Session, change: TermChange, today: date) -> Counter[str]:
    """Close, open, end and place, for everybody concerned; how many stay, go and come is handed back.

    Of what those who leave hold, only what is still to come is released: who served between the first session and
    today did serve.
    """
    old, new = _mandates(session, change, is_old()), _mandates(session, change, is_new(change))
    deputies = _deputies(session, sorted({*old, *new}))
    counts: Counter[str] = Counter(stay=0, go=0, come=0)
    made: list[tuple[TermChangeItem, list[MandateEvent], list[Placement]]] = []
    with session.no_autoflush:
        for deputy in deputies:
            item, events, placed = _one(change, deputy, old.get(deputy.id, []), new.get(deputy.id, []))
            counts[item.part] += 1
            made.append((item, events, placed))
            session.add_all(events)
            session.add_all(placed)
    session.flush()
    for item, events, placed in made:
        item.facts["events"] = [event.id for event in events]
        item.facts["placed"] = [placement.id for placement in placed]
    session.add_all(item for item, _events, _placed in made)
    session.flush()
    leaving = [item.deputy_id for item, _events, _placed in made if item.leaves]
    _hand_over(session, change, leaving, max(change.day, today))
    return counts


def _one(
    change: TermChange, deputy: Deputy, old: Sequence[Mandate], new: Sequence[Mandate]
) -> tuple[TermChangeItem, list[MandateEvent], list[Placement]]:
    item = TermChangeItem(
        term_change_id=change.id,
        deputy_id=deputy.id,
        part="stay" if old and new else "go" if old else "come",
        facts={
            "old": [[mandate.id, mandate.state, _said(mandate.ends)] for mandate in old],
            "new": [mandate.id for mandate in new],
            "placements": [],
            "memberships": [],
        },
    )
    events = []
    for mandate in old:
        mandate.state, mandate.ends = "ended", last_day(mandate, change.day)
        events.append(MandateEvent(mandate=mandate, day=mandate.ends, state="ended", reason=reason_of(change)))
    for mandate in new:
        mandate.state, mandate.begins = "serving", change.day
    item.leaves = bool(old) and not deputy.is_serving
    _end_places(change, deputy, item, new)
    return item, events, _place(change, deputy, new)


def _end_places(change: TermChange, deputy: Deputy, item: TermChangeItem, new: Sequence[Mandate]) -> None:
    """Who leaves leaves stations and groups; who moves leaves the stations of before."""
    moves = any(mandate.coming is not None and mandate.coming.is_move for mandate in new)
    if item.leaves or moves:
        for placement in deputy.placements:
            if placement.ends is None:
                item.facts["placements"].append(placement.id)
                placement.ends = end_of(placement.begins, change.day)
                placement.end_reason = reason_of(change)
    if item.leaves:
        for member in deputy.memberships:
            if member.ends is None:
                item.facts["memberships"].append(member.id)
                member.ends = end_of(member.begins, change.day)


def _place(change: TermChange, deputy: Deputy, new: Sequence[Mandate]) -> list[Placement]:
    """Where the new roster places the deputy."""
    stay_at = {placement.station_id for placement in deputy.placements if placement.ends is None}
    named = dict.fromkeys(_now(mandate.coming.station) for mandate in new if mandate.coming is not None)
    return [
        Placement(deputy_id=deputy.id, station_id=station.id, begins=change.day, reason=reason_of(change))
        for station in named
        if station is not None and station.id not in stay_at
    ]


def _now(station: Station) -> Station | None:
    """The station, or the one it was merged into since the roster named it; none where it was closed."""
    seen = set[int]()
    while station.state == "closed" and station.merged_into is not None and station.id not in seen:
        seen.add(station.id)
        station = station.merged_into
    return None if station.state == "closed" else station


def _hand_over(session: Session, change: TermChange, leaving: Sequence[int], day: date) -> None:
    """Let plugins release what those who leave hold, and keep what they say they did."""
    if not leaving:
        return
    for plugin, released in host_of(session).ask(hooks.deputies_left, session, list(leaving), day):
        session.add(
            TermChangeHandover(
                term_change_id=change.id,
                plugin=plugin,
                deputy_id=released.deputy_id,
                words=packed(released.title),
                facts={"kind": released.kind, **released.facts},
            )
        )
    session.flush()


def _mandates(session: Session, change: TermChange, which: ColumnElement[bool]) -> dict[int, list[Mandate]]:
    found: dict[int, list[Mandate]] = defaultdict(list)
    query: Select[Any] = (
        select(Mandate)
        .join(Mandate.congress)
        .outerjoin(Mandate.term)
        .where(concerned(change), which)
        .order_by(Mandate.id)
        .with_for_update(of=Mandate)
    )
    for mandate in session.scalars(query):
        found[mandate.deputy_id].append(mandate)
    return found


def _deputies(session: Session, numbers: Sequence[int]) -> Iterator[Deputy]:
    loading = (
        selectinload(Deputy.mandates).options(
            selectinload(Mandate.coming).joinedload(ComingPlacement.station), selectinload(Mandate.events)
        ),
        selectinload(Deputy.placements),
        selectinload(Deputy.memberships),
        joinedload(Deputy.person),
    )
    for piece in pieces(numbers):
        yield from session.scalars(select(Deputy).where(Deputy.id.in_(piece)).options(*loading).order_by(Deputy.id))


def pieces(numbers: Sequence[int]) -> Iterable[Sequence[int]]:
    """Numbers in portions that one statement can ask for."""
    return (numbers[start : start + _TOGETHER] for start in range(0, len(numbers), _TOGETHER))


def last_day(mandate: Mandate, day: date) -> date:
    """The day a mandate ends with its term: never before it began, or before the last that became of it."""
    return max([end_of(mandate.begins, day), *(event.day for event in mandate.events)])


def end_of(begins: date | None, day: date) -> date:
    """The day something ends with the term: never before it began."""
    return max(begins, day) if begins else day


def _said(day: date | None) -> str | None:
    return day.isoformat() if day else None
