"""Who may serve in which sitting, who would rather not, and what each sitting wants of those who serve."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy.orm import Session

from plugins.duty_days.models import MOST_PLACES, Sitting
from plugins.duty_days.rota.solving.problem import Wanted
from plugins.duty_days.signing_up import availability
from plugins.duty_days.signing_up.composition import Want

WISHED: Final = 20
"""What one short of a wish costs: more than anybody's own wishes, less than an unfair turn."""


@dataclass(frozen=True)
class Willing:
    """What signing up knows of some sittings and deputies."""

    away: availability.Reasons = field(default_factory=dict)
    wishes: availability.Costs = field(default_factory=dict)
    wants: Mapping[int, tuple[Want, ...]] = field(default_factory=dict)

    def why_not(self, sitting_id: int, deputy_id: int) -> str:
        """Why the deputy is out of the question for the sitting; empty where they are not."""
        return self.away.get(sitting_id, {}).get(deputy_id, "")

    def wish(self, sitting_id: int, deputy_id: int) -> int:
        """How much the deputy would rather not serve in it, from 0 to 3."""
        return self.wishes.get(sitting_id, {}).get(deputy_id, 0)

    def minimum(self, sitting: Sitting) -> int:
        """With how few deputies it can be held."""
        return sitting.minimum

    def wanted(self, sitting: Sitting) -> tuple[Wanted, ...]:
        """Whom it wants to have among them."""
        return tuple(_wanted(want) for want in self.wants.get(sitting.id, ()) if want.of != "enterprise")

    def one_of_an_enterprise(self, sitting: Sitting) -> bool:
        """Whether colleagues of one enterprise are kept apart, as a rule and not as a wish."""
        return any(want.of == "enterprise" and want.must for want in self.wants.get(sitting.id, ()))


def willing(session: Session, sittings: Sequence[Sitting], deputies: Collection[int]) -> Willing:
    """What is known about these sittings and deputies."""
    return Willing(
        away=availability.away(session, sittings, deputies),
        wishes=availability.wishes_of(session, sittings, deputies),
        wants=availability.wants_of(session, sittings),
    )


def _wanted(want: Want) -> Wanted:
    of = "group" if want.of in ("group", "turn") else "speciality" if want.of == "speciality" else "level"
    return Wanted(
        of=of,  # type: ignore[arg-type]  # one of the three
        anyof=frozenset(want.anyof),  # type: ignore[arg-type]  # levels and specialities are words, groups are numbers
        at_least=want.at_least or MOST_PLACES,
        weight=None if want.must else WISHED,
    )
