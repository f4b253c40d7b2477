"""What stands behind each figure, as rows of one kind of list: a day, what it is about, and who or what belongs to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, literal, select
from sqlalchemy.orm import aliased

from core.api.data import Deputy, Enterprise, Person, Station, Viewer
from core.api.declare import FigureScope, LazyText, _
from plugins.enterprise_visits.counting import records
from plugins.enterprise_visits.difficulties.reading import readable
from plugins.enterprise_visits.difficulties.words import KINDS as DIFFICULTIES
from plugins.enterprise_visits.difficulties.words import STATES
from plugins.enterprise_visits.figures import PLANNED, STILL_OPEN
from plugins.enterprise_visits.helping.words import KINDS as HELP
from plugins.enterprise_visits.helping.words import OUTCOMES
from plugins.enterprise_visits.leads.service import readable as readable_leads
from plugins.enterprise_visits.models import (
    Difficulty,
    Introduction,
    Lead,
    LeadEvent,
    Measure,
    MutualHelp,
    Pairing,
    Visit,
    VisitDeputy,
    VisitMeasure,
)

GROUPS: Final = {"any_plan": PLANNED, "still_open": STILL_OPEN}
"""Groups of states that figures count together, by their name in an address."""
BETWEEN: Final = "\n"
"""What stands between several names in one row."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record behind figures. Its rows have ``id``, ``day``, ``about``, ``who``, ``station``, ``code``."""

    title: LazyText
    about: LazyText
    who: LazyText
    query: Callable[[Viewer, FigureScope, date, str], Select[Any]]
    endpoint: str
    parameter: str
    permission: str
    """What the page of a record asks for: without it the row is no link."""
    codes: Mapping[str, LazyText]
    narrowed: bool = False
    """Whether the address may name a state."""


def _pairs(_viewer: Viewer, scope: FigureScope, today: date, _state: str) -> Select[Any]:
    query = (
        _row(Pairing.id, Pairing.begins, Enterprise.name, Person.name, Station.name)
        .join(Pairing.enterprise)
        .join(Pairing.deputy)
        .join(Deputy.person)
        .outerjoin(Pairing.station)
    )
    return _narrowed(records.pairs(query, scope, today))


def _coverage(_viewer: Viewer, scope: FigureScope, today: date, _state: str) -> Select[Any]:
    """The enterprises of the scope, with those who look after them."""
    names = (
        select(func.aggregate_strings(Person.name, BETWEEN))
        .select_from(Pairing)
        .join(Pairing.deputy)
        .join(Deputy.person)
        .where(Pairing.enterprise_id == Enterprise.id, Pairing.id.in_(records.pairs(select(Pairing.id), scope, today)))
        .correlate(Enterprise)
        .scalar_subquery()
    )
    query = _row(Enterprise.id, literal(None), Enterprise.name, names, literal(None))
    return _narrowed(query.where(records.enterprises(scope)))


def _visits(_viewer: Viewer, scope: FigureScope, today: date, _state: str) -> Select[Any]:
    there = (
        select(func.aggregate_strings(Person.name, BETWEEN))
        .select_from(VisitDeputy)
        .join(VisitDeputy.deputy)
        .join(Deputy.person)
        .where(VisitDeputy.visit_id == Visit.id, VisitDeputy.was_there)
        .correlate(Visit)
        .scalar_subquery()
    )
    query = _row(Visit.id, Visit.day, Enterprise.name, there, Station.name)
    query = query.join(Enterprise, Enterprise.id == Visit.enterprise_id).join(Station, Station.id == Visit.station_id)
    return _narrowed(records.visits(query, scope, today))


def _measures(_viewer: Viewer, scope: FigureScope, today: date, _state: str) -> Select[Any]:
    """Each measure once, with the day it was explained last and how often it was."""
    counted = records.visits(
        select(
            VisitMeasure.measure_id.label("measure"),
            func.max(Visit.day).label("last"),
            func.count().label("times"),
        ).join(VisitMeasure.visit),
        scope,
        today,
    )
    of = counted.group_by(VisitMeasure.measure_id).subquery()
    return _narrowed(
        _row(Measure.id, of.c.last, Measure.name, of.c.times, literal(None)).join(of, of.c.measure == Measure.id)
    )


def _difficulties(viewer: Viewer, scope: FigureScope, today: date, state: str) -> Select[Any]:
    """Those the viewer reads: how many there are besides, the page says."""
    query = _row(Difficulty.id, Difficulty.counted_on, Enterprise.name, Difficulty.kind, Station.name, Difficulty.state)
    query = query.join(Difficulty.enterprise).outerjoin(Difficulty.station).where(readable(viewer))
    if state:
        query = query.where(Difficulty.state.in_(GROUPS.get(state, (state,))))
    return _narrowed(records.difficulties(query, scope, today))


def _introductions(_viewer: Viewer, scope: FigureScope, today: date, state: str) -> Select[Any]:
    offer, seek = aliased(MutualHelp), aliased(MutualHelp)
    giver, taker = aliased(Enterprise), aliased(Enterprise)
    query = (
        _row(Introduction.id, Introduction.day, taker.name, giver.name, Station.name, Introduction.outcome)
        .join(offer, offer.id == Introduction.offer_id)
        .join(seek, seek.id == Introduction.seek_id)
        .join(giver, giver.id == offer.enterprise_id)
        .join(taker, taker.id == seek.enterprise_id)
        .join(Station, Station.id == seek.station_id)
    )
    if state:
        query = query.where(Introduction.outcome == state)
    return _narrowed(records.introductions(query, scope, today))


def _projects(viewer: Viewer, scope: FigureScope, today: date, _state: str) -> Select[Any]:
    query = _row(Lead.id, LeadEvent.day, Lead.title, Person.name, Station.name)
    query = records.projects(query.where(readable_leads(viewer)), scope, today)
    return _narrowed(query.join(Lead.station).outerjoin(Lead.deputy).outerjoin(Deputy.person))


def _row(number: Any, day: Any, about: Any, who: Any, station: Any, code: Any = None) -> Any:
    columns: tuple[ColumnElement[Any], ...] = (
        number.label("id"),
        day.label("day"),
        about.label("about"),
        who.label("who"),
        station.label("station"),
        (literal("") if code is None else code).label("code"),
    )
    return select(*columns)


def _narrowed(query: Any) -> Select[Any]:
    found: Select[Any] = query
    return found


KINDS: Final[Mapping[str, Kind]] = {
    "pairs": Kind(
        _("Pairs of deputies and enterprises"),
        _("Enterprise"),
        _("Deputy"),
        _pairs,
        "enterprise_visits.why_paired",
        "pairing",
        "enterprise_visits.browse",
        {},
    ),
    "coverage": Kind(
        _("Enterprises, and who looks after them"),
        _("Enterprise"),
        _("Deputies"),
        _coverage,
        "enterprises.show",
        "enterprise",
        "enterprises.browse",
        {},
    ),
    "visits": Kind(
        _("Visits to enterprises"),
        _("Enterprise"),
        _("Deputies at the visit"),
        _visits,
        "enterprise_visits.visit",
        "visit",
        "enterprise_visits.read_visits",
        {},
    ),
    "measures": Kind(
        _("Policy measures explained"),
        _("Measure"),
        _("How often explained"),
        _measures,
        "enterprise_visits.measure",
        "measure",
        "enterprise_visits.read_measures",
        {},
    ),
    "difficulties": Kind(
        _("Difficulties that enterprises told of"),
        _("Enterprise"),
        _("Kind"),
        _difficulties,
        "enterprise_visits.difficulty",
        "difficulty",
        "enterprise_visits.read_difficulties",
        STATES,
        narrowed=True,
    ),
    "introductions": Kind(
        _("Introductions of enterprises"),
        _("Who sought"),
        _("Who offered"),
        _introductions,
        "enterprise_visits.introduction",
        "introduction",
        "enterprise_visits.help",
        OUTCOMES,
        narrowed=True,
    ),
    "projects": Kind(
        _("Investment projects"),
        _("What is to be built or bought"),
        _("Deputy"),
        _projects,
        "enterprise_visits.lead",
        "lead",
        "enterprise_visits.see_leads",
        {},
    ),
}
WORDS_OF_WHO: Final[Mapping[str, Mapping[str, LazyText]]] = {"difficulties": DIFFICULTIES, "help": HELP}
"""Where the column `who` holds a code: what people read for it."""
