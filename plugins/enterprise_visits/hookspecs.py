"""The hooks of enterprise visits: what other plugins add to them. They import them from :mod:`plugins.enterprise_visits.api`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from core.api.declare import extension_point
from plugins.enterprise_visits.difficulties.suggesting import BecameSuggestion, PlannedSuggestion
from plugins.enterprise_visits.fit.offered import Conflict, FitPart

if TYPE_CHECKING:
    from core.api.data import Session, Station


@extension_point(when="question", gives=FitPart, costs="Pairs are proposed without its part.")
def enterprise_visits_fit(  # type: ignore[empty-body]  # a hook has a promise, not a body
    session: Session, deputies: Sequence[int], enterprises: Sequence[int]
) -> Iterable[FitPart]:
    """Further parts of how well deputies and enterprises fit, asked once for all pairs of an area: up to millions.

    Managers weigh them like the built-in parts; their keys begin with the plugin's name.
    """


@extension_point(when="question", gives=Conflict, costs="Pairs that it would refuse may be proposed.")
def enterprise_visits_conflicts(  # type: ignore[empty-body]
    session: Session, deputies: Sequence[int], enterprises: Sequence[int]
) -> Iterable[Conflict]:
    """Pairs that must not be, with the reason, asked once for all deputies and enterprises of an area.

    No proposal pairs them, and nobody can lock them together or pair them by hand.
    """


@extension_point(
    when="question",
    gives=BecameSuggestion,
    one=True,
    costs="The difficulty stays planned as a suggestion, and says so on its page.",
)
def enterprise_visits_suggested(
    session: Session, station: Station | None, planned: PlannedSuggestion
) -> BecameSuggestion | None:
    """A difficulty of an enterprise is planned as a deputies' suggestion: who takes it over answers with their record.

    The first that answers has it. May write: the call has a savepoint of its own. Asked again every night, as long as
    nobody has taken it over. The station is None where none looks after the enterprise.
    """
