"""The part of fit that asks how far the way is: from the deputy's employer, or station, to the enterprise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from core.api.declare import LazyText, _
from plugins.enterprise_visits.fit.facts import Facts, Integers, Reals
from plugins.enterprise_visits.fit.parts import Points

KEY: Final = "distance"
TITLE: Final = _("Distance")
MOST: Final = 250
NOTHING_AT: Final = 30.0
"""Kilometres from which on the distance gives nothing."""
KM_A_DEGREE: Final = 111.195


@dataclass(frozen=True, slots=True, eq=False)
class Distance:
    """All points next door, none from thirty kilometres on, nor where it is not known where either is."""

    facts: Facts
    key: str = KEY
    title: LazyText = TITLE

    def block(self, first: int, last: int) -> Points:
        """The points of all deputies with these enterprises."""
        there = self.facts.enterprise_at[first:last]
        return _points(_km(self.facts.deputy_at[:, None, :], there[None, :, :]))

    def pairs(self, deputies: Integers, enterprises: Integers) -> Points:
        """The points of these pairs."""
        return _points(_km(self.facts.deputy_at[deputies], self.facts.enterprise_at[enterprises]))

    def words(self, deputy: int, enterprise: int) -> LazyText:
        """How far it is, or what is not known."""
        if np.isnan(self.facts.enterprise_at[enterprise]).any():
            return _("It is not known where the enterprise lies.")
        if np.isnan(self.facts.deputy_at[deputy]).any():
            return _("It is not known where the deputy works, nor where their station lies.")
        km = float(_km(self.facts.deputy_at[deputy], self.facts.enterprise_at[enterprise]))
        return _("%(km)s km apart.", km=f"{km:.1f}")


def _km(one: Reals, other: Reals) -> npt.NDArray[np.float32]:
    """On a map that is flat between the two: what is missing is far below what roads add."""
    north = (one[..., 0] - other[..., 0]).astype(np.float32)
    middle = np.cos(np.radians((one[..., 0] + other[..., 0]) / 2)).astype(np.float32)
    east = ((one[..., 1] - other[..., 1] + 180) % 360 - 180).astype(np.float32) * middle
    found: npt.NDArray[np.float32] = np.hypot(north, east) * np.float32(KM_A_DEGREE)
    return found


def _points(km: npt.NDArray[np.float32]) -> Points:
    near = np.clip(1 - km / np.float32(NOTHING_AT), 0, 1)
    found: Points = np.nan_to_num(near * MOST, nan=0.0).astype(np.int32)
    return found
