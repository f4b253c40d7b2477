"""What weaving adds to enterprise visits: loaded only where that plugin is active."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from plugins.weaving.models import Turn
from sqlalchemy import select

from core.api.data import Deputy, Enterprise, Person, Session, Station
from core.api.declare import _, implements
from plugins.enterprise_visits.api import (
    BecameSuggestion,
    Conflict,
    FitPart,
    PlannedSuggestion,
    enterprise_visits_conflicts,
    enterprise_visits_fit,
    enterprise_visits_suggested,
)


# region enterprise_visits_fit
@implements(enterprise_visits_fit)
def knows_the_loom(session: Session, deputies: Sequence[int], enterprises: Sequence[int]) -> Iterable[FitPart]:
    """Who has taken a turn at the loom fits weaving mills; what it needs is read once for all pairs."""
    weavers = set(session.scalars(select(Turn.deputy_id).distinct())) & set(deputies)
    mills = session.scalars(select(Enterprise.id).where(Enterprise.name.contains("weaving")))
    points = {(deputy, mill): 80 for mill in mills for deputy in weavers}
    yield FitPart(key="weaving.loom", title=_("Knows the loom"), points=points, most=80)


# endregion


# region enterprise_visits_conflicts
@implements(enterprise_visits_conflicts)
def cousins(session: Session, deputies: Sequence[int], enterprises: Sequence[int]) -> Iterable[Conflict]:
    """Whom to call at an enterprise may have the name of a deputy: then the deputy does not look after it."""
    called = (
        select(Deputy.id, Enterprise.id).join(Deputy.person).join(Enterprise, Enterprise.contact_name == Person.name)
    )
    for deputy_id, enterprise_id in session.execute(called):
        yield Conflict(deputy_id=deputy_id, enterprise_id=enterprise_id, reason=_("The deputy is whom to call there."))


# endregion


# region enterprise_visits_suggested
@implements(enterprise_visits_suggested)
def a_turn_for_it(session: Session, station: Station | None, planned: PlannedSuggestion) -> BecameSuggestion | None:
    """What is said about looms is kept as a turn for the deputy who entered it."""
    if station is None or not planned.deputies or "loom" not in planned.words:
        return None
    turn = Turn(station_id=station.id, deputy_id=planned.deputies[0], day=date(2026, 12, 1), words=planned.words)
    session.add(turn)
    session.flush()
    return BecameSuggestion(key=f"weaving:turn:{turn.id}", title=_("Turn %(n)s", n=turn.id))


# endregion
