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
def sides(session: Session, deputies: Sequence[int], enterprises: Sequence[int]) -> Iterable[FitPart]:  # noqa: ARG001 - asked once for the area
    """Points for deputies and enterprises of machinery, agronomy and inputs; two statements, however large the area."""
    of_enterprise = sides_of_enterprises(session)
    of_deputy = _of_deputies(session, of_enterprise)

    def points(some: Sequence[int], others: Sequence[int]) -> npt.ArrayLike:
        import numpy as np

        mine = np.array([of_deputy.get(number, 0) for number in some], np.int8)[:, None]
        theirs = np.array([of_enterprise.get(number, 0) for number in others], np.int8)[None, :]
        both = (mine > 0) & (theirs > 0)
        completes = both & (((mine & ~theirs) > 0) | ((theirs & ~mine) > 0))
        return np.where(completes, COMPLETES, np.where(both, ALIKE, 0))

    return [
        FitPart(
            key="agri_machinery.sides",
            title=_("Machinery, agronomy and inputs together"),
            points=points,
            most=COMPLETES,
        )
    ]


def sides_of_enterprises(session: Session) -> Mapping[int, int]:
    """The sides on which each enterprise of the trade stands."""
    found: dict[int, int] = {}
    makers = select(Product.maker_id, Product.kind).where(Product.maker_id.is_not(None))
    growers = select(Trial.grower_id, Trial.state).where(Trial.grower_id.is_not(None))
    together: Any = makers.distinct().union_all(growers.distinct())
    for number, kind in session.execute(together):
        found[number] = found.get(number, 0) | SIDE_OF.get(kind, AGRONOMY)
    return found


def _of_deputies(session: Session, of_enterprise: Mapping[int, int]) -> Mapping[int, int]:
    makers = select(Product.maker_id).where(Product.maker_id.is_not(None))
    growers = select(Trial.grower_id).where(Trial.grower_id.is_not(None))
    working = select(Deputy.id, Person.employer_id).join(Deputy.person)
    rows: Any = session.execute(working.where(Person.employer_id.in_(makers.union(growers))))
    return {number: of_enterprise[employer] for number, employer in rows if employer in of_enterprise}
