"""What other plugins give pairing: a part of fit, and conflicts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy.typing as npt

from core.api.declare import LazyText

Pair: TypeAlias = tuple[int, int]
"""The number of a deputy, and that of an enterprise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FitPart:
    """A further part of how well deputies and enterprises fit; a manager weighs it like the others."""

    key: str
    """It begins with the plugin's name, as ``weaving.looms``."""
    title: LazyText
    """What managers read beside the weight."""
    points: Mapping[Pair, int] | Callable[[Sequence[int], Sequence[int]], npt.ArrayLike]
    """The points of pairs that have any, by their numbers; or a function from the numbers of deputies and enterprises
    to all their points, a row a deputy. It is called for pieces of a large area, so it must not ask the database."""
    most: int = 200
    """The most points a pair can have, or lose: more are cut off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A deputy and an enterprise who must not be paired."""

    deputy_id: int
    """Who must not look after it."""
    enterprise_id: int
    """What they must not look after."""
    reason: LazyText
    """Why, in a sentence that a manager reads."""
