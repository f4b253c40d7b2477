"""Asking for a proposal, what the search writes into it, accepting what is imperfect, dropping it, rolling back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Select, delete, func, insert, or_, select
from sqlalchemy.orm import Session

from core.api.data import Chain, Deputy, Enterprise, Region, Station, Task, cancel_task, enqueue
from core.api.declare import _
from plugins.enterprise_visits.fit.service import titles
from plugins.enterprise_visits.models import Pairing, Proposal, ProposedPair
from plugins.enterprise_visits.models.pairing import DRAFTS, VERSIONS
from plugins.enterprise_visits.pairing import area as areas
from plugins.enterprise_visits.pairing.area import CHAIN, REGION, STATION, Area
from plugins.enterprise_visits.pairing.errors import (
    NobodyToPair,
    NotAVersion,
    NothingToPair,
    PairingDraftThere,
    PairingNoDraft,
    PairingStillSolving,
    PairNumbersOutOfOrder,
    UnknownPart,
)
from plugins.enterprise_visits.pairing.gathering import Asked, gather
from plugins.enterprise_visits.pairing.pieces import pieces
from plugins.enterprise_visits.pairing.solved import Found, solve

TASK: Final = "enterprise_visits.pair"
AT_ONCE: Final = 60_000
"""Up to so many deputies times enterprises the best pairs are found while somebody waits."""
HEAVIEST: Final = 300
"""The most a part of fit can count, in per cent."""
_TOGETHER: Final = 5000


def propose(
    session: Session,
    area: Area,
    asked: Asked,
    *,
    at: datetime,
    today: date,
    account_id: int | None,
    instead_of: Proposal | None = None,
) -> Proposal:
    """A draft for the area: solved at once where it is small, otherwise by a task. `instead_of`: the draft it re-runs.

    Raises PairingDraftThere, NobodyToPair, NothingToPair, PairNumbersOutOfOrder, UnknownPart.
    """
    _check(session, asked)
    hold(session, area)
    _make_way(session, area, instead_of, at)
    size = areas.sizes(session, area, today)
    if not size.deputies:
        raise NobodyToPair(area=area.name)
    if not size.enterprises:
        raise NothingToPair(area=area.name)
    made = _draft(session, area, asked, at, account_id)
    if size.deputies * size.enterprises <= AT_ONCE:
        write(session, made, solve(gather(session, area, asked, today)))
    else:
        made.task_id = _search(session, area, made, at).id
    session.flush()
    return made


def _check(session: Session, asked: Asked) -> None:
    if not 0 <= asked.at_least <= asked.at_most:
        raise PairNumbersOutOfOrder(at_least=asked.at_least, at_most=asked.at_most)
    known = titles(session)
    if any(key not in known or not 0 <= weight <= HEAVIEST for key, weight in asked.weights.items()):
        raise UnknownPart(most=HEAVIEST)


def hold(session: Session, area: Area) -> None:
    """One at a time asks for, or publishes, pairs of an area."""
    places: dict[str, Select[Any]] = {
        STATION: select(Station.id).where(Station.id == area.station_id),
        CHAIN: select(Chain.id).where(Chain.id == area.chain_id),
        REGION: select(Region.code).where(Region.code == area.region_code),
    }
    session.execute(places[area.kind].with_for_update(key_share=True))


def draft_of(session: Session, area: Area) -> Proposal | None:
    """The draft of the area, if it has one."""
    return session.scalars(select(Proposal).where(Proposal.area == area.key, Proposal.state.in_(DRAFTS))).one_or_none()


def _make_way(session: Session, area: Area, instead_of: Proposal | None, at: datetime) -> None:
    """Drop the draft that is made anew; any other stays, and nothing else is begun beside it."""
    there = draft_of(session, area)
    if there is None:
        return
    if instead_of is None or there.id != instead_of.id:
        raise PairingDraftThere(area=area.name)
    drop(session, there, at)


def _draft(session: Session, area: Area, asked: Asked, at: datetime, account_id: int | None) -> Proposal:
    made = Proposal(
        kind=area.kind,
        area=area.key,
        station_id=area.station_id if area.kind == STATION else None,
        chain_id=area.chain_id if area.kind == CHAIN else None,
        region_code=area.region_code,
        at_least=asked.at_least,
        at_most=asked.at_most,
        weights=dict(asked.weights),
        account_id=account_id,
        made_at=at,
    )
    session.add(made)
    session.flush()
    return made


def _search(session: Session, area: Area, made: Proposal, at: datetime) -> Task:
    return enqueue(
        session,
        TASK,
        {"proposal": made.id},
        title=_("Pairs of deputies and enterprises: %(area)s", area=area.name),
        region_code=area.region_code,
        station_id=made.station_id,
        account_id=made.account_id,
        at=at,
        link=f"/p/enterprise_visits/proposals/{made.id}",
    )


# What the search found


def write(session: Session, proposal: Proposal, found: Found) -> None:
    """Put what was found into the draft, in place of what stood there: it is ready."""
    session.execute(delete(ProposedPair).where(ProposedPair.proposal_id == proposal.id))
    there = set(session.scalars(select(Enterprise.id)))
    deputies = set(session.scalars(select(Deputy.id)))
    rows = (row for row in found.rows(proposal.id) if row["enterprise_id"] in there and row["deputy_id"] in deputies)
    _insert(session, rows)
    proposal.result, proposal.state = found.result, "ready"
    session.flush()


def _insert(session: Session, rows: Iterable[dict[str, Any]]) -> None:
    # Thousands, in a draft that nobody goes by; publishing them is audited.
    for piece in pieces(rows, _TOGETHER):
        session.execute(insert(ProposedPair), list(piece))


# What becomes of it


def opened(session: Session, proposal: Proposal) -> Proposal:
    """The draft, for us alone. Raises PairingNoDraft, PairingStillSolving."""
    query = select(Proposal).where(Proposal.id == proposal.id).with_for_update(of=Proposal)
    found = session.scalars(query.execution_options(populate_existing=True)).one()
    if not found.is_draft:
        raise PairingNoDraft
    if found.state == "waiting":
        raise PairingStillSolving
    return found


def drop(session: Session, proposal: Proposal, at: datetime) -> None:
    """Nobody goes by it, its pairs are forgotten, and another one can be asked for. Raises PairingNoDraft."""
    if not proposal.is_draft:
        raise PairingNoDraft
    if proposal.state == "waiting" and proposal.task_id:
        task = session.get(Task, proposal.task_id)
        if task is not None and task.is_open:
            cancel_task(session, task, at)
    session.execute(delete(ProposedPair).where(ProposedPair.proposal_id == proposal.id))
    proposal.state = "dropped"
    session.flush()


def accept(session: Session, proposal: Proposal, *, at: datetime, account_id: int | None) -> None:
    """Somebody answers for it that deputies fall short. Raises PairingNoDraft, PairingStillSolving."""
    opened(session, proposal).accepted = {"account_id": account_id, "at": at.isoformat()}
    session.flush()


# Versions


def versions_of(area: str) -> Select[Proposal]:
    """All that was published for an area, by its key, the newest first."""
    query = select(Proposal).where(Proposal.area == area, Proposal.state.in_(VERSIONS))
    return query.order_by(Proposal.number.desc())


def versions(session: Session, area: Area) -> Sequence[Proposal]:
    """All that was published for the area, the newest first."""
    return session.scalars(versions_of(area.key)).all()


def roll_back(session: Session, version: Proposal, *, at: datetime, today: date, account_id: int | None) -> Proposal:
    """A draft with the pairs of a former version, to be looked at and published: it becomes a version of its own.

    Pairs that may not be any more are left out when it is published. Raises PairingDraftThere, NotAVersion.
    """
    if not version.is_version:
        raise NotAVersion
    area = areas.of_proposal(session, version)
    hold(session, area)
    _make_way(session, area, None, at)
    made = _draft(session, area, Asked(version.at_least, version.at_most, version.weights), at, account_id)
    made.brings_back, made.result = version.number, {**version.result, "contradictions": []}
    _insert(session, _copied(session, made.id, version.id, area, today))
    made.state = "ready"
    session.flush()
    return made


def _copied(session: Session, made: int, version: int, area: Area, day: date) -> list[dict[str, Any]]:
    held = select(Pairing.deputy_id, Pairing.enterprise_id).where(
        area.pairings(), or_(Pairing.ends.is_(None), Pairing.ends > day)
    )
    there = {(row[0], row[1]) for row in session.execute(held)}
    columns: tuple[Any, ...] = (
        ProposedPair.deputy_id,
        ProposedPair.enterprise_id,
        ProposedPair.score,
        ProposedPair.parts,
    )
    pairs = select(*columns).where(
        ProposedPair.proposal_id == version,
        ProposedPair.deputy_id.in_(area.deputies()),
        ProposedPair.enterprise_id.in_(area.enterprises()),
    )
    return [
        {
            "proposal_id": made,
            "deputy_id": row.deputy_id,
            "enterprise_id": row.enterprise_id,
            "score": row.score,
            "parts": row.parts,
            "kept": (row.deputy_id, row.enterprise_id) in there,
        }
        for row in session.execute(pairs.order_by(ProposedPair.id))
    ]


def count_pairs(session: Session, proposal_id: int) -> int:
    """How many pairs a proposal has."""
    return session.scalar(select(func.count()).where(ProposedPair.proposal_id == proposal_id)) or 0
