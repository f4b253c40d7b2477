"""Who may serve in which sitting, who would rather not, and what each sitting wants of those who serve."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from plugins.duty_days.models import Sitting
from plugins.duty_days.rota.solving.problem import Wanted


@dataclass(frozen=True)
class Willing:
    """What signing up knows of some sittings and deputies."""

    def why_not(self, sitting_id: int, deputy_id: int) -> str:
        """Why the deputy is out of the question for the sitting; empty where they are not."""
        return ""

    def wish(self, sitting_id: int, deputy_id: int) -> int:
        """How much the deputy would rather not serve in it, from 0 to 3."""
        return 0

    def minimum(self, sitting: Sitting) -> int:
        """With how few deputies it can be held."""
        return 1

    def wanted(self, sitting: Sitting) -> tuple[Wanted, ...]:
        """Whom it wants to have among them."""
        return ()

    def one_of_an_enterprise(self, sitting: Sitting) -> bool:
        """Whether colleagues of one enterprise are kept apart."""
        return True


def willing(session: Session, sittings: Sequence[Sitting], deputies: Collection[int]) -> Willing:
    """What is known about these sittings and deputies."""
    return Willing()
