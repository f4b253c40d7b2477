"""Proposals of pairs: asking for one, accepting what is imperfect, publishing, versions and rolling back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy.orm import Session

from core.api.declare import LazyText
from plugins.enterprise_visits.models import Pairing, Proposal, ProposedPair, Ruling
from plugins.enterprise_visits.pairing.area import Area


@dataclass(frozen=True, slots=True)
class Asked:
    """What a manager asks of a proposal."""

    at_least: int = 3
    at_most: int = 4
    weights: Mapping[str, int] = field(default_factory=dict)
    """In per cent, by the key of the part of fit; one that is not there counts in full."""


@dataclass(frozen=True, slots=True)
class PartWords:
    """A part of fit, as people read it."""

    key: str
    title: LazyText | str
    points: int
    words: LazyText | str
    """Why it gave so many: 'Same segment of the chain', '3 km apart', 'It is not known where the enterprise lies'."""


@dataclass(frozen=True, slots=True)
class ShortDeputy:
    """A deputy who falls short, by how many, and why in sentences."""

    deputy_id: int
    name: str
    missing: int
    reasons: Sequence[LazyText]


@dataclass(frozen=True, slots=True)
class UncoveredEnterprise:
    """An enterprise without a deputy, and what would help, in sentences."""

    enterprise_id: int
    name: str
    helps: Sequence[LazyText]


@dataclass(frozen=True, slots=True)
class Change:
    """A pair that would begin or end, with names."""

    deputy_id: int
    deputy: str
    enterprise_id: int
    enterprise: str


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why two are not paired: what refuses them, or what it would cost and who would change."""

    deputy: str
    enterprise: str
    refusals: Sequence[LazyText | str]
    """Not empty: they may not be paired, for these reasons."""
    is_paired: bool
    """They are paired in this proposal."""
    parts: Sequence[PartWords]
    loss: int | None
    """How many points worse the whole would be; None where they may not be paired."""
    gone: Sequence[Change]
    come: Sequence[Change]
    blocked: Sequence[LazyText]
    """What locks or competitors stand in the way."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a publication changed."""

    begun: int
    kept: int
    ended: int
    refused: Sequence[tuple[str, str, LazyText]] = ()
    """Pairs that may not be any more, since the proposal was made: deputy, enterprise, why."""


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

    Raises DraftThere, NobodyToPair, NothingToPair, NumbersOutOfOrder, UnknownPart.
    """
    raise NotImplementedError


def draft_of(session: Session, area: Area) -> Proposal | None:
    """The draft of the area, if it has one."""
    raise NotImplementedError


def drop(session: Session, proposal: Proposal, at: datetime) -> None:
    """Nobody goes by it, and another one can be asked for. Raises NoDraft."""
    raise NotImplementedError


def accept(session: Session, proposal: Proposal, *, at: datetime, account_id: int | None) -> None:
    """Somebody answers for it that deputies fall short. Raises NoDraft, StillSolving."""
    raise NotImplementedError


def stamp(session: Session, proposal: Proposal) -> str:
    """What a page shows of a proposal, in short: who publishes means this, and not what became of it meanwhile."""
    raise NotImplementedError


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

    Raises NoDraft, StillSolving, PairsChanged, NotAccepted, BeginsTooEarly, BeginsTooLate.
    """
    raise NotImplementedError


def versions(session: Session, area: Area) -> Sequence[Proposal]:
    """All that was published for the area, the newest first."""
    raise NotImplementedError


def roll_back(session: Session, version: Proposal, *, at: datetime, today: date, account_id: int | None) -> Proposal:
    """A draft with the pairs of a former version that may still be, to be looked at and published. Raises DraftThere, NotAVersion."""
    raise NotImplementedError


def lock(session: Session, deputy_id: int, enterprise_id: int, reason: str = "") -> Ruling:
    """Every proposal pairs the two. Raises MayNotBePaired."""
    raise NotImplementedError


def forbid(session: Session, deputy_id: int, enterprise_id: int, reason: str = "") -> Ruling:
    """No proposal pairs the two."""
    raise NotImplementedError


def free(session: Session, deputy_id: int, enterprise_id: int) -> None:
    """Nothing is ruled about the two any more."""
    raise NotImplementedError


def pair(
    session: Session, deputy_id: int, enterprise_id: int, begins: date, reason: str, *, today: date, at: datetime
) -> Pairing:
    """Pair the two by hand. Raises MayNotBePaired, PairedAlready, NotServing, BeginsTooEarly, BeginsTooLate."""
    raise NotImplementedError


def end(session: Session, pairing: Pairing, day: date, reason: str, *, today: date, at: datetime) -> None:
    """The pairing does not hold from this day on. Raises EndedAlready, BeginsTooEarly, BeginsTooLate."""
    raise NotImplementedError


def why(session: Session, of: ProposedPair | Pairing) -> Sequence[PartWords]:
    """Why the two are paired: the parts of their fit, in words."""
    raise NotImplementedError


def why_not(session: Session, proposal: Proposal, deputy_id: int, enterprise_id: int, today: date) -> WhyNot:
    """Why these two are not paired in the proposal. Raises NotOfTheArea."""
    raise NotImplementedError


def shortfalls(session: Session, proposal: Proposal) -> Sequence[ShortDeputy]:
    """Who falls short in the proposal, and why."""
    raise NotImplementedError


def uncovered(session: Session, proposal: Proposal) -> Sequence[UncoveredEnterprise]:
    """Enterprises without a deputy in the proposal, and what would help each."""
    raise NotImplementedError


def notes(session: Session, proposal: Proposal) -> Sequence[LazyText]:
    """What else is to be known of the proposal: how candidates were chosen, what contradicts, how many changes."""
    raise NotImplementedError


def parts_of_fit(session: Session) -> Mapping[str, LazyText | str]:
    """The parts of fit a manager weighs, by key, with their titles: those of plugins too."""
    raise NotImplementedError
