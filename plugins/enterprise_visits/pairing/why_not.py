"""Why two are not paired in a proposal: what refuses them, or what it would cost and who would change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

import numpy as np
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core.api.data import Enterprise
from core.api.declare import LazyText, _
from plugins.enterprise_visits.fit.parts import weighed
from plugins.enterprise_visits.fit.service import Fit, fit
from plugins.enterprise_visits.models import Proposal, ProposedPair
from plugins.enterprise_visits.pairing import area as areas
from plugins.enterprise_visits.pairing.area import Area
from plugins.enterprise_visits.pairing.errors import NotOfTheArea
from plugins.enterprise_visits.pairing.gathering import Asked, Few, Gathered, gather
from plugins.enterprise_visits.pairing.names import Named
from plugins.enterprise_visits.pairing.said import PartWords, WhyNot
from plugins.enterprise_visits.solving.contradictions import Contradiction
from plugins.enterprise_visits.solving.problem import Solution
from plugins.enterprise_visits.solving.words import contradiction_in_words, loss_in_words

LARGEST: Final = 1_000_000
"""In areas of more deputies times enterprises, what a pair would cost is looked for among a few of them."""
NEIGHBOURS: Final = 120
"""So many deputies then: those who fit the enterprise best."""


def why_not(session: Session, proposal: Proposal, deputy_id: int, enterprise_id: int, today: date) -> WhyNot:
    """Why these two are not paired in the proposal: the refusal, or what it would cost. Raises NotOfTheArea."""
    area = areas.of_proposal(session, proposal)
    asked = Asked(proposal.at_least, proposal.at_most, proposal.weights)
    size = areas.sizes(session, area, today)
    few = None
    if size.deputies * size.enterprises > LARGEST:
        few = _few(session, area, proposal, deputy_id, enterprise_id)
    gathered = gather(session, area, asked, today, most=size.enterprises, few=few)
    deputy = int(gathered.fit.facts.deputy_places([deputy_id])[0])
    enterprise = int(gathered.fit.facts.enterprise_places([enterprise_id])[0])
    if deputy < 0 or enterprise < 0:
        raise NotOfTheArea(area=area.name)
    names = Named.of(session, {deputy_id}, {enterprise_id})
    parts = parts_in_words(gathered.fit, deputy, enterprise)
    common: dict[str, Any] = {
        "deputy": names.deputies[deputy_id],
        "enterprise": names.enterprises[enterprise_id],
        "parts": parts,
    }
    refused = gathered.refusals(deputy, enterprise)
    if refused:
        return WhyNot(**common, refusals=refused, is_paired=False, loss=None, words=refused[0])
    return _loss(session, proposal, gathered, (deputy, enterprise), common, few=few is not None)


def _few(session: Session, area: Area, proposal: Proposal, deputy_id: int, enterprise_id: int) -> Few:
    """The two, the deputies who fit the enterprise best, who has it now, and all that these have in the proposal."""
    this = select(Enterprise.id).where(Enterprise.id == enterprise_id, Enterprise.id.in_(area.enterprises()))
    known = fit(session, area.deputies(), this, proposal.weights)
    if not known.facts.enterprises.size:
        raise NotOfTheArea(area=area.name)
    best = np.argsort(-known.block(0, 1)[:, 0], kind="stable")[:NEIGHBOURS]
    near = {deputy_id, *known.facts.deputies[best].tolist()}
    pairs = select(ProposedPair.deputy_id, ProposedPair.enterprise_id).where(ProposedPair.proposal_id == proposal.id)
    holders = select(ProposedPair.deputy_id).where(
        ProposedPair.proposal_id == proposal.id, ProposedPair.enterprise_id == enterprise_id
    )
    theirs = or_(ProposedPair.deputy_id.in_(sorted(near)), ProposedPair.deputy_id.in_(holders))
    rows = session.execute(pairs.where(theirs)).all()
    return Few(frozenset(near | {row[0] for row in rows}), frozenset({enterprise_id, *(row[1] for row in rows)}))


def _loss(
    session: Session,
    proposal: Proposal,
    gathered: Gathered,
    pair: tuple[int, int],
    common: Mapping[str, Any],
    *,
    few: bool,
) -> WhyNot:
    from plugins.enterprise_visits.solving.why import loss  # late: it brings OR-Tools along

    solution = _solution(session, proposal, gathered)
    score = sum(part.points for part in common["parts"])
    found = loss(gathered.problem, solution, *pair, score=score)
    at = gathered.problem.pair(*pair)
    is_paired = at is not None and bool(solution.chosen[at])
    if found is None or is_paired:
        words: LazyText = _("The two are paired in this proposal.")
        return WhyNot(**common, refusals=(), is_paired=is_paired, loss=None, words=words)
    names = Named.of(session, *_concerned(gathered, [*found.gone, *found.come], found.blocked))
    placed = names.by_place(gathered)
    return WhyNot(
        **common,
        refusals=(),
        is_paired=False,
        loss=None if found.after is None else found.points,
        words=_among(loss_in_words(found, placed), few=few),
        gone=[names.change(gathered, one) for one in found.gone],
        come=[names.change(gathered, one) for one in found.come],
        blocked=[contradiction_in_words(one, placed) for one in found.blocked],
    )


def _among(words: LazyText, *, few: bool) -> LazyText:
    if not few:
        return words
    return _("Among the deputies who fit best, and what they have: %(what)s", what=words)


def _solution(session: Session, proposal: Proposal, gathered: Gathered) -> Solution:
    """The pairs of the proposal, as an answer to what is gathered now."""
    query = select(ProposedPair.deputy_id, ProposedPair.enterprise_id).where(ProposedPair.proposal_id == proposal.id)
    rows = session.execute(query).all()
    deputies = gathered.fit.facts.deputy_places([row[0] for row in rows])
    enterprises = gathered.fit.facts.enterprise_places([row[1] for row in rows])
    there = (deputies >= 0) & (enterprises >= 0)
    problem = gathered.problem
    chosen = np.isin(
        problem.enterprise * problem.deputies + problem.deputy,
        enterprises[there] * problem.deputies + deputies[there],
    )
    return Solution(problem=problem, chosen=chosen | problem.locked)


def _concerned(
    gathered: Gathered, pairs: Iterable[tuple[int, int]], blocked: Iterable[Contradiction]
) -> tuple[set[int], set[int]]:
    deputies, enterprises = set(), set()
    for deputy, enterprise in pairs:
        deputies.add(gathered.deputy(deputy))
        enterprises.add(gathered.enterprise(enterprise))
    for one in blocked:
        deputies |= {gathered.deputy(each) for each in one.deputies}
        enterprises |= {gathered.enterprise(each) for each in one.enterprises}
    return deputies, enterprises


def parts_in_words(known: Fit, deputy: int, enterprise: int) -> Sequence[PartWords]:
    """What each part gives two that stand at these places, and why."""
    at = np.array([deputy]), np.array([enterprise])
    return [
        PartWords(
            part.key,
            part.title,
            int(weighed(part.pairs(*at), known.weight(part.key))[0]),
            part.words(deputy, enterprise),
        )
        for part in known.parts
    ]
