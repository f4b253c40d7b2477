"""Publishing a proposal: its pairs hold from a day on, the others of its area end, and both sides are told."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import func, insert, literal, or_, select, union_all, update
from sqlalchemy.orm import Session

from core.api.data import day_in_words, record
from core.api.declare import LazyText, _
from plugins.enterprise_visits.fit.service import fit
from plugins.enterprise_visits.models import Interest, Pairing, Proposal, ProposedPair, Ruling
from plugins.enterprise_visits.pairing import area as areas
from plugins.enterprise_visits.pairing import telling
from plugins.enterprise_visits.pairing.area import Area, stations_of
from plugins.enterprise_visits.pairing.errors import (
    NothingProposed,
    PairDayTooEarly,
    PairDayTooLate,
    PairsChanged,
    ShortNotAccepted,
)
from plugins.enterprise_visits.pairing.names import Named
from plugins.enterprise_visits.pairing.pieces import pieces
from plugins.enterprise_visits.pairing.proposing import hold, opened, versions_of
from plugins.enterprise_visits.pairing.said import Outcome

FURTHEST: Final = timedelta(days=366)
"""So far from today the pairs of a version can begin, or a pairing end."""
_TOGETHER: Final = 500

Pair = tuple[int, int]
"""The numbers of a deputy and an enterprise."""
Refused = tuple[int, int, LazyText]
GONE: Final = _("One of the two does not belong to the area any more")


def stamp(session: Session, proposal: Proposal) -> str:
    """What a page shows of a proposal, in short: who publishes means this, and not what became of it meanwhile."""
    area = areas.of_proposal(session, proposal)
    counted = (
        _counts(1, Pairing, area.pairings(), Pairing.ends.is_(None)),
        _counts(2, Pairing, area.pairings(), Pairing.ends.is_not(None)),
        _counts(3, Ruling, Ruling.deputy_id.in_(area.deputies())),
        _counts(4, Interest, Interest.deputy_id.in_(area.deputies()), Interest.ended_on.is_(None)),
        _counts(5, ProposedPair, ProposedPair.proposal_id == proposal.id),
    )
    known = [list(row) for row in session.execute(union_all(*counted).order_by("which")).columns("number", "sum")]
    shown = json.dumps([proposal.id, proposal.state, proposal.accepted, *known], default=int)
    return hashlib.sha256(shown.encode()).hexdigest()[:20]


def _counts(which: int, model: Any, *where: Any) -> Any:
    number, total = func.count().label("number"), func.coalesce(func.sum(model.id), 0).label("sum")
    return select(literal(which).label("which"), number, total).select_from(model).where(*where)


def publish(
    session: Session,
    proposal: Proposal,
    begins: date,
    *,
    at: datetime,
    today: date,
    account_id: int | None,
    shown: str | None = None,
) -> Outcome:
    """The pairs of the proposal hold from this day on; the others of its area end. Both sides are told.

    `shown` is the :func:`stamp` of the page it was published from. Pairs that may not be any more are left out.
    Raises PairingNoDraft, PairingStillSolving, NothingProposed, PairsChanged, ShortNotAccepted, PairDayTooEarly,
    PairDayTooLate.
    """
    area = areas.of_proposal(session, proposal)
    hold(session, area)
    proposal = opened(session, proposal)
    _check(session, proposal, shown)
    _check_day(session, area, begins, today)
    pairs, refused = _allowed(session, proposal, area)
    changes = _change(session, proposal, area, pairs, begins)
    _become_version(session, proposal, area, begins, at, account_id)
    facts = {"begun": len(changes.begun), "kept": changes.kept, "ended": len(changes.ended)}
    record(session, "publish", proposal, facts)
    telling.tell(session, proposal, area, changes.begun, changes.ended, at)
    return Outcome(refused=_named(session, refused), **facts)


def _check(session: Session, proposal: Proposal, shown: str | None) -> None:
    if proposal.result.get("contradictions"):
        raise NothingProposed
    if shown is not None and shown != stamp(session, proposal):
        raise PairsChanged
    imperfect = proposal.result.get("short_count", 0) + proposal.result.get("beyond_count", 0)
    if imperfect and not proposal.accepted:
        raise ShortNotAccepted(n=imperfect)


def _check_day(session: Session, area: Area, begins: date, today: date) -> None:
    """Not before the version that holds, nor further away than a year."""
    last = session.scalars(versions_of(area.key).limit(1)).one_or_none()
    earliest = max(today - FURTHEST, last.begins if last is not None and last.begins else date.min)
    if begins < earliest:
        raise PairDayTooEarly(day=day_in_words(earliest))
    if begins > today + FURTHEST:
        raise PairDayTooLate(day=day_in_words(today + FURTHEST))


def _allowed(session: Session, proposal: Proposal, area: Area) -> tuple[Mapping[Pair, Any], Sequence[Refused]]:
    """The proposed pairs that may still be, with their points; and those that may not."""
    columns: tuple[Any, ...] = (
        ProposedPair.deputy_id,
        ProposedPair.enterprise_id,
        ProposedPair.score,
        ProposedPair.parts,
    )
    rows = session.execute(select(*columns).where(ProposedPair.proposal_id == proposal.id)).all()
    known = fit(session, area.deputies(), area.enterprises())
    deputies = known.facts.deputy_places([row.deputy_id for row in rows]).tolist()
    enterprises = known.facts.enterprise_places([row.enterprise_id for row in rows]).tolist()
    pairs: dict[Pair, Any] = {}
    refused: list[Refused] = []
    for row, deputy, enterprise in zip(rows, deputies, enterprises, strict=True):
        why = known.refused.of(deputy, enterprise) if deputy >= 0 and enterprise >= 0 else [GONE]
        if why:
            refused.append((row.deputy_id, row.enterprise_id, why[0]))
        else:
            pairs[row.deputy_id, row.enterprise_id] = row
    return pairs, refused


# What changes


@dataclass(frozen=True, slots=True)
class Changes:
    """The pairs that begin and end, and how many stay."""

    begun: Sequence[Pair]
    ended: Sequence[Pair]
    kept: int


def _change(session: Session, proposal: Proposal, area: Area, pairs: Mapping[Pair, Any], begins: date) -> Changes:
    there = _there(session, area, begins)
    goes = [row for pair, row in there.items() if pair not in pairs and (row.ends is None or row.ends > begins)]
    reopened = [row.id for pair, row in there.items() if pair in pairs and row.ends is not None]
    # In their thousands, for a version: it keeps each of its pairs, and its publication is audited as one event.
    for piece in pieces([row.id for row in goes if row.begins <= begins], _TOGETHER):
        _set(session, piece, ends=begins, how_ended="version")
    for row in goes:
        if row.begins > begins:  # never was
            _set(session, [row.id], ends=row.begins, how_ended="version")
    for piece in pieces(reopened, _TOGETHER):
        _set(session, piece, ends=None, how_ended="", end_reason="")
    begun = [pair for pair in pairs if pair not in there]
    _begin(session, proposal, area, {pair: pairs[pair] for pair in begun}, begins)
    ended = [(row.deputy_id, row.enterprise_id) for row in goes]
    back = [pair for pair, row in there.items() if pair in pairs and row.ends is not None and row.ends <= begins]
    return Changes([*begun, *back], ended, len(pairs) - len(begun) - len(back))


def _there(session: Session, area: Area, begins: date) -> Mapping[Pair, Any]:
    """The pairs of the area that hold on the day or later, or end on it: of each two the last."""
    columns: tuple[Any, ...] = (
        Pairing.id,
        Pairing.deputy_id,
        Pairing.enterprise_id,
        Pairing.begins,
        Pairing.ends,
    )
    query = select(*columns).where(area.pairings(), or_(Pairing.ends.is_(None), Pairing.ends >= begins))
    order = (Pairing.ends.is_(None), Pairing.ends, Pairing.id)
    return {(row.deputy_id, row.enterprise_id): row for row in session.execute(query.order_by(*order))}


def _set(session: Session, numbers: Sequence[int], **values: Any) -> None:
    session.execute(
        update(Pairing).where(Pairing.id.in_(numbers)).values(**values).execution_options(synchronize_session="fetch")
    )


def _begin(session: Session, proposal: Proposal, area: Area, pairs: Mapping[Pair, Any], begins: date) -> None:
    station = stations_of(session, area, {pair[0] for pair in pairs})
    rows = (
        {
            "deputy_id": deputy,
            "enterprise_id": enterprise,
            "station_id": station.get(deputy),
            "begins": begins,
            "version_id": proposal.id,
            "score": row.score,
            "parts": row.parts,
        }
        for (deputy, enterprise), row in pairs.items()
    )
    for piece in pieces(rows, _TOGETHER * 10):
        session.execute(insert(Pairing), list(piece))


def _become_version(
    session: Session, proposal: Proposal, area: Area, begins: date, at: datetime, account_id: int | None
) -> None:
    before = session.scalars(versions_of(area.key)).all()
    for one in before:
        one.state = "replaced"
    proposal.number = max((one.number or 0 for one in before), default=0) + 1
    proposal.state, proposal.begins = "published", begins
    proposal.published_at, proposal.published_by = at, account_id
    session.flush()


def _named(session: Session, refused: Sequence[Refused]) -> Sequence[tuple[str, str, LazyText]]:
    """The same with names, a few at most."""
    few = refused[:_TOGETHER]
    names = Named.of(session, {one[0] for one in few}, {one[1] for one in few})
    return [(names.deputies.get(one, ""), names.enterprises.get(other, ""), why) for one, other, why in few]
