"""What pairing answers with: for pages to show, with names and sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.api.declare import LazyText


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
    words: LazyText | str
    """The same in a sentence."""
    gone: Sequence[Change] = ()
    come: Sequence[Change] = ()
    blocked: Sequence[LazyText] = ()
    """What locks or competitors stand in the way."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a publication changed."""

    begun: int
    kept: int
    ended: int
    refused: Sequence[tuple[str, str, LazyText]] = ()
    """Pairs that may not be any more since the proposal was made: the names of deputy and enterprise, and why."""
