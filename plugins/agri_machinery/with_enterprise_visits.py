"""What this trade means for pairs: machinery, agronomy and inputs complete each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from core.api.data import Deputy, Person, Session
from core.api.declare import _, implements
from plugins.agri_machinery.models import Product, Trial
from plugins.enterprise_visits.api import FitPart, enterprise_visits_fit

if TYPE_CHECKING:
    import numpy.typing as npt

MACHINERY: Final = 1
INPUTS: Final = 2
AGRONOMY: Final = 4
SIDE_OF: Final = {"machine": MACHINERY, "fertiliser": INPUTS, "variety": INPUTS}
"""On which side of the trade a maker stands; growers on whose land trials are stand for agronomy."""
COMPLETES: Final = 150
"""Whose deputy stands on another side than the enterprise: they have most to tell each other."""
ALIKE: Final = 50
"""Whose deputy stands on the same side."""


@implements(enterprise_visits_fit)
def sides(session: Session, deputies: Sequence[int], enterprises: Sequence[int]) -> Iterable[FitPart]:
    """Points for deputies and enterprises of machinery, agronomy and inputs; one statement, however large the area."""
    yield FitPart(
        key="agri_machinery.sides",
        title=_("Machinery, agronomy and inputs together"),
        points=_Sides(session) if deputies and enterprises else {},
        most=COMPLETES,
    )


class _Sides:
    """The points of many pairs at once: who stands on different sides of the trade completes each other."""

    def __init__(self, session: Session) -> None:
        self._enterprises, self._deputies = sides_of(session)

    def __call__(self, deputies: Sequence[int], enterprises: Sequence[int]) -> npt.ArrayLike:
        """The points of all these deputies, a row each, with all these enterprises."""
        import numpy as np

        mine = np.array([self._deputies.get(number, 0) for number in deputies], np.int8)[:, None]
        theirs = np.array([self._enterprises.get(number, 0) for number in enterprises], np.int8)[None, :]
        both = (mine > 0) & (theirs > 0)
        completes = both & (((mine & ~theirs) > 0) | ((theirs & ~mine) > 0))
        return np.where(completes, COMPLETES, np.where(both, ALIKE, 0))


def sides_of(session: Session) -> tuple[Mapping[int, int], Mapping[int, int]]:
    """The sides on which the enterprises of the trade stand, and those on which their deputies do."""
    makers = select(Product.maker_id.label("enterprise"), Product.kind.label("kind"))
    growers = select(Trial.grower_id, Trial.state).where(Trial.grower_id.is_not(None))
    trade = makers.where(Product.maker_id.is_not(None)).distinct().union_all(growers.distinct()).subquery()
    query: Any = (
        select(trade.c.enterprise, trade.c.kind, Deputy.id)
        .outerjoin(Person, Person.employer_id == trade.c.enterprise)
        .outerjoin(Deputy, Deputy.person_id == Person.id)
    )
    enterprises: dict[int, int] = {}
    works_at: dict[int, int] = {}
    for enterprise, kind, deputy in session.execute(query):
        enterprises[enterprise] = enterprises.get(enterprise, 0) | SIDE_OF.get(kind, AGRONOMY)
        if deputy is not None:
            works_at[deputy] = enterprise
    return enterprises, {deputy: enterprises[enterprise] for deputy, enterprise in works_at.items()}
