"""Figures: what the core counts, and composing it with what the plugins count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from core.demo.models import Demonstration
from core.deputies.models import Deputy, Placement
from core.errors import DomainError
from core.lifetimes.service import number_open
from core.mandates.service import serving_deputies
from core.plugin_host.declarations import Figure, FigureScope
from core.regions.division import normalised
from core.regions.models import Region
from core.stations.models import Station
from core.words import lazy as _


class UnknownSubject(DomainError):
    """Figures were asked of something that is no place and no station."""

    code = "unknown_subject"
    message = _(
        "There is no demonstration, region or station called %(name)s. Give a place such as xinyi, an official code such as 320381, or a station's name."
    )


class SeveralStations(DomainError):
    """Several regions have a station of this name."""

    code = "several_stations"
    message = _("Several regions have a station called %(name)s. Ask for the region instead: %(codes)s.")


class FigureMisplaced(DomainError):
    """A plugin's figure is no number, or its key is taken by, lies in, or holds another figure."""

    code = "figure_misplaced"
    message = _("%(key)s must be a number of its own; it gave %(given)s, and its key meets %(others)s.")


@dataclass(frozen=True, slots=True)
class Computed:
    """A figure and its number; a figure of a plugin that failed has none."""

    figure: Figure
    number: int | float


def scope_of(session: Session, name: str, begins: date | None = None, ends: date | None = None) -> FigureScope:
    """What a name stands for: a demonstration (up to its own today), a region by code, or a station.

    Raises :class:`UnknownSubject` and :class:`SeveralStations`.
    """
    shown = session.get(Demonstration, name)
    if shown is not None:
        return FigureScope(region_code=shown.region_code, begins=begins, ends=ends or shown.today)
    region = session.get(Region, normalised(name))
    if region is not None:
        return FigureScope(region_code=region.code, begins=begins, ends=ends)
    stations = session.scalars(select(Station).where(Station.name == name)).all()
    if not stations:
        raise UnknownSubject(name=name)
    if len(stations) > 1:
        raise SeveralStations(name=name, codes=", ".join(station.region_code for station in stations))
    return FigureScope(region_code=stations[0].region_code, station_id=stations[0].id, begins=begins, ends=ends)


def compute(session: Session, figures: Iterable[Figure], scope: FigureScope) -> list[Computed]:
    """The figures' numbers, in their order; what has nothing to be computed from is left out."""
    numbers = ((figure, figure.compute(session, scope)) for figure in figures)
    return [Computed(figure, number) for figure, number in numbers if number is not None]


def beside(computed: Iterable[Computed], further: list[Computed]) -> list[Computed]:
    """The further figures. Raises :class:`FigureMisplaced` for one that is no number or would cover another."""
    taken = [one.figure.key for one in computed]
    for one in further:
        key = one.figure.key
        covers = [other for other in taken if f"{other}.".startswith(f"{key}.") or f"{key}.".startswith(f"{other}.")]
        if covers or isinstance(one.number, bool) or not isinstance(one.number, int | float):
            raise FigureMisplaced(key=key, others=", ".join(covers) or "-", given=repr(one.number)[:40])
    return further


def nested(numbers: Mapping[str, int | float]) -> dict[str, Any]:
    """Numbers by key, ``street_station.people_received`` inside ``street_station``."""
    tree: dict[str, Any] = {}
    for key, number in numbers.items():
        *above, last = key.split(".")
        branch = tree
        for part in above:
            branch = branch.setdefault(part, {})
        branch[last] = number
    return tree


def stations_within(scope: FigureScope) -> ColumnElement[bool]:
    """The stations a scope is about: all of a region, or one and the rooms under it."""
    if scope.station_id is not None:
        return or_(Station.id == scope.station_id, Station.parent_id == scope.station_id)
    return Station.region_code.startswith(scope.region_code, autoescape=True)


def _stations(session: Session, scope: FigureScope) -> int:
    """Stations open at the end of the period, as far as their history says; without an end, those open now."""
    within = stations_within(scope)
    if scope.ends is not None:
        return number_open(session, scope.ends, within)
    return session.scalar(select(func.count(Station.id)).where(within, Station.state == "open")) or 0


def _deputies_in_stations(session: Session, scope: FigureScope) -> int:
    """Deputies placed at some time of the period, each once; without an end, those placed now."""
    query = select(func.count(func.distinct(Placement.deputy_id))).join(Station).where(stations_within(scope))
    if scope.ends is None:
        query = query.where(Placement.ends.is_(None))
    else:
        query = query.where(
            or_(Placement.begins.is_(None), Placement.begins <= scope.ends),
            or_(Placement.ends.is_(None), Placement.ends >= (scope.begins or scope.ends)),
        )
    return session.scalar(query) or 0


def _deputies_serving(session: Session, scope: FigureScope) -> int:
    """Deputies who exercised a mandate on the last day of the period; without an end, those who do now.

    Those of a region are the ones its offices look after; those of a station were placed there on that day.
    """
    serving = serving_deputies(scope.ends)
    if scope.station_id is None:
        within = Deputy.region_code.startswith(scope.region_code, autoescape=True)
    else:
        placed = select(Placement.deputy_id).join(Station).where(stations_within(scope))
        within = Deputy.id.in_(placed.where(*_placed_on(scope.ends)))
    return session.scalar(select(func.count(Deputy.id)).where(within, Deputy.id.in_(serving))) or 0


def _placed_on(day: date | None) -> tuple[ColumnElement[bool], ...]:
    if day is None:
        return (Placement.ends.is_(None),)
    return (
        or_(Placement.begins.is_(None), Placement.begins <= day),
        or_(Placement.ends.is_(None), Placement.ends > day),
    )


FIGURES = (
    Figure(key="stations", title=_("Stations"), unit=_("sites"), compute=_stations, endpoint="stations.index"),
    Figure(
        key="deputies_in_stations",
        title=_("Deputies in stations"),
        unit=_("persons"),
        compute=_deputies_in_stations,
        endpoint="deputies.index",
    ),
    Figure(
        key="deputies_serving",
        title=_("Deputies serving"),
        unit=_("persons"),
        compute=_deputies_serving,
        endpoint="deputies.index",
    ),
)
"""What the core counts; plugins add theirs through the hook ``figures``."""
