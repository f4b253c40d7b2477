"""Why: the parts of a pair, why two are not paired, who falls short, what stays uncovered and what would help."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy.orm import Session

from core.api.declare import LazyText, _
from plugins.enterprise_visits.fit.service import CONTINUITY, CONTINUITY_TITLE
from plugins.enterprise_visits.models import Pairing, Proposal, ProposedPair
from plugins.enterprise_visits.pairing.by_hand import fit_of
from plugins.enterprise_visits.pairing.names import Named
from plugins.enterprise_visits.pairing.said import PartWords, ShortDeputy, UncoveredEnterprise
from plugins.enterprise_visits.solving import short
from plugins.enterprise_visits.solving.contradictions import Contradiction
from plugins.enterprise_visits.solving.words import (
    contradiction_in_words,
    help_in_words,
    reason_in_words,
)

_NAMED: Final = 6
"""So many are named where there may be hundreds."""


# Why


def why(session: Session, of: ProposedPair | Pairing) -> Sequence[PartWords]:
    """Why the two are paired: the parts of their fit, in words. What was by hand says so."""
    known = fit_of(session, of.deputy_id, of.enterprise_id)
    said = {part.key for part in known.parts}
    parts = [
        PartWords(part.key, part.title, of.parts.get(part.key, 0), part.words(0, 0))
        for part in known.parts
        if part.key in of.parts or part.key in _BUILT_IN
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
    found += _numbers(session, proposal)
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


def _numbers(session: Session, proposal: Proposal) -> Iterator[LazyText]:
    """Who has too many and which enterprises have too few, with the first of their names."""
    result = proposal.result
    beyond, unfilled = result.get("beyond", [])[:_NAMED], result.get("unfilled", [])[:_NAMED]
    names = Named.of(session, {one[0] for one in beyond}, {one[0] for one in unfilled})
    if beyond:
        yield _(
            "Deputies who would have more than %(most)s enterprises, so that none is left without a deputy: %(n)s (%(names)s).",
            most=proposal.at_most,
            n=result.get("beyond_count", len(beyond)),
            names=_listed(names.deputies.get(one[0], "") for one in beyond),
        )
    if unfilled:
        yield _(
            "Enterprises that would have fewer deputies than they should: %(n)s (%(names)s).",
            n=result.get("unfilled_count", len(unfilled)),
            names=_listed(names.enterprises.get(one[0], "") for one in unfilled),
        )


def _listed(names: Iterable[str]) -> LazyText | str:
    words: LazyText | str = ""
    for name in names:
        words = _("%(before)s, %(last)s", before=words, last=name) if words else name
    return words
