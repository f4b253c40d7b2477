"""Why: the parts of a pair, why two are not paired, who falls short, what stays uncovered and what would help."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.api.declare import LazyText, _
from plugins.enterprise_visits.fit.parts import weighed
from plugins.enterprise_visits.fit.service import CONTINUITY, CONTINUITY_TITLE, Fit, titles
from plugins.enterprise_visits.models import Pairing, Proposal, ProposedPair
from plugins.enterprise_visits.pairing import area as areas
from plugins.enterprise_visits.pairing.by_hand import fit_of
from plugins.enterprise_visits.pairing.errors import NotOfTheArea
from plugins.enterprise_visits.pairing.gathering import Asked, Gathered, gather
from plugins.enterprise_visits.pairing.names import Named
from plugins.enterprise_visits.pairing.said import PartWords, ShortDeputy, UncoveredEnterprise, WhyNot
from plugins.enterprise_visits.solving import short
from plugins.enterprise_visits.solving.contradictions import Contradiction
from plugins.enterprise_visits.solving.problem import Solution
from plugins.enterprise_visits.solving.words import (
    contradiction_in_words,
    help_in_words,
    loss_in_words,
    reason_in_words,
)

LARGEST: Final = 2_000_000
"""In areas of so many deputies times enterprises, what a pair would cost is found among the best candidates only."""


# Why


def why(session: Session, of: ProposedPair | Pairing) -> Sequence[PartWords]:
    """Why the two are paired: the parts of their fit, in words. What was by hand says so."""
    known = fit_of(session, of.deputy_id, of.enterprise_id)
    said = {part.key: part.words(0, 0) for part in known.parts}
    title = titles(session)
    parts = [
        PartWords(key, title.get(key, key), of.parts.get(key, 0), said[key])
        for key in said
        if key in of.parts or key in _BUILT_IN
    ]
    gone = [
        PartWords(key, key, points, _("Of a plugin that is off now."))
        for key, points in of.parts.items()
        if key not in said
    ]
    return [*parts, *gone, *_by_itself(of)]


_BUILT_IN: Final = ("chain", "speciality", "distance", "wishes")


def _by_itself(of: ProposedPair | Pairing) -> Iterator[PartWords]:
    """What is no part of fit and counted all the same."""
    if isinstance(of, ProposedPair) and of.kept:
        yield PartWords(CONTINUITY, CONTINUITY_TITLE, 0, _("They are paired already, and stay so."))
    if isinstance(of, Pairing) and of.version_id is None:
        words = _("Paired by hand: %(reason)s", reason=of.reason) if of.reason else _("Paired by hand.")
        yield PartWords("hand", _("Decided by hand"), 0, words)


# Why not


def why_not(session: Session, proposal: Proposal, deputy_id: int, enterprise_id: int, today: date) -> WhyNot:
    """Why these two are not paired in the proposal: the refusal, or what it would cost. Raises NotOfTheArea."""
    area = areas.of_proposal(session, proposal)
    asked = Asked(proposal.at_least, proposal.at_most, proposal.weights)
    size = areas.sizes(session, area, today)
    most = 0 if size.deputies * size.enterprises > LARGEST else size.enterprises
    gathered = gather(session, area, asked, today, most=most)
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
    return _loss(session, proposal, gathered, (deputy, enterprise), common)


def _loss(
    session: Session, proposal: Proposal, gathered: Gathered, pair: tuple[int, int], common: Mapping[str, Any]
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
        words=loss_in_words(found, placed),
        gone=[names.change(gathered, one) for one in found.gone],
        come=[names.change(gathered, one) for one in found.come],
        blocked=[contradiction_in_words(one, placed) for one in found.blocked],
    )


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


# What is imperfect


def shortfalls(session: Session, proposal: Proposal) -> Sequence[ShortDeputy]:
    """Who falls short in the proposal, and why."""
    said = proposal.result.get("short", [])
    reasons = [reason for one in said for reason in one["reasons"]]
    names = Named.of(
        session,
        {one["deputy"] for one in said} | {each for one in reasons for each in one["deputies"]},
        {each for one in reasons for each in one["enterprises"]},
    )
    return [
        ShortDeputy(
            one["deputy"],
            names.deputies.get(one["deputy"], ""),
            one["missing"],
            [reason_in_words(_reason(reason), names.by_number()) for reason in one["reasons"]],
        )
        for one in said
    ]


def _reason(kept: Mapping[str, Any]) -> short.Reason:
    return short.Reason(kept["code"], tuple(kept["enterprises"]), tuple(kept["deputies"]), kept["count"])


def uncovered(session: Session, proposal: Proposal) -> Sequence[UncoveredEnterprise]:
    """Enterprises without a deputy in the proposal, and what would help each."""
    said = proposal.result.get("uncovered", [])
    helps = [each for one in said for each in one["helps"]]
    names = Named.of(
        session,
        {each["deputy"] for each in helps if each["deputy"]},
        {one["enterprise"] for one in said} | {each["enterprise"] for each in helps if each["enterprise"]},
    )
    return [
        UncoveredEnterprise(
            one["enterprise"],
            names.enterprises.get(one["enterprise"], ""),
            [help_in_words(short.Help(**each), names.by_number()) for each in one["helps"]],
        )
        for one in said
    ]


def notes(session: Session, proposal: Proposal) -> Sequence[LazyText]:
    """What else is to be known of the proposal: how candidates were chosen, what contradicts, who has too many."""
    result = proposal.result
    found: list[LazyText] = []
    if result.get("best"):
        found.append(
            _(
                "The area has %(n)s enterprises. For each of them, the %(best)s deputies who fit best were looked at, and those who are paired with it now.",
                n=result["enterprises"],
                best=result["best"],
            )
        )
    if proposal.brings_back:
        found.append(_("These are the pairs of version %(number)s again.", number=proposal.brings_back))
    if result.get("too_few"):
        found.append(
            _(
                "There are too few enterprises: pairs that are missing however they are shared out: %(n)s.",
                n=result["too_few"],
            )
        )
    found += _contradictions(session, result.get("contradictions", []))
    found += _numbers(session, result)
    return found


def _contradictions(session: Session, said: Sequence[Mapping[str, Any]]) -> Iterator[LazyText]:
    names = Named.of(
        session,
        {each for one in said for each in one["deputies"]},
        {each for one in said for each in one["enterprises"]},
    )
    for one in said:
        known = Contradiction(
            one["code"], tuple(one["deputies"]), tuple(one["enterprises"]), one["limit"], one["count"]
        )
        yield _("This cannot hold: %(what)s.", what=contradiction_in_words(known, names.by_number()))


def _numbers(session: Session, result: Mapping[str, Any]) -> Iterator[LazyText]:
    beyond, unfilled = result.get("beyond", []), result.get("unfilled", [])
    names = Named.of(session, {one[0] for one in beyond}, {one[0] for one in unfilled})
    for number, n in beyond:
        yield _(
            "%(deputy)s has more enterprises than the most: %(n)s too many.", deputy=names.deputies.get(number, ""), n=n
        )
    for number, n in unfilled:
        yield _(
            "%(enterprise)s has fewer deputies than it should: %(n)s are missing.",
            enterprise=names.enterprises.get(number, ""),
            n=n,
        )
