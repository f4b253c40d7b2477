"""When a station is merged or closed: what it kept goes to the station it was merged into."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.api.data import Station
from core.api.declare import HandOver, _
from plugins.agri_machinery.models import Cooperation, Problem, Product, Trial


def handed_over(session: Session, station: Station, into: Station | None) -> Iterator[HandOver]:
    """How many trials and problems that are not at an end would move."""
    trials = select(func.count(Trial.id)).where(Trial.station_id == station.id, Trial.state.in_(("proposed", "agreed")))
    problems = select(func.count(Problem.id)).where(
        Problem.station_id == station.id, Problem.state.in_(("raised", "studied", "tried"))
    )
    running, unsolved = session.execute(select(trials.scalar_subquery(), problems.scalar_subquery())).one()
    if running or unsolved:
        told = {"trials": running, "problems": unsolved}
        if into is None:
            yield HandOver(
                sentence=_(
                    "Field trials that are not finished: %(trials)s; technology problems that are not settled: %(problems)s. They stay as they are.",
                    **told,
                )
            )
        else:
            yield HandOver(
                sentence=_(
                    "Field trials that are not finished: %(trials)s; technology problems that are not settled: %(problems)s. With the whole catalogue they move to %(name)s.",
                    name=into.name,
                    **told,
                )
            )


def hand_over(session: Session, station: Station, into: Station | None) -> None:
    """Move trials, problems, cooperations and the catalogue; entries the other station has as well stay."""
    if into is None:
        return
    there = set(_entries(session, into))
    for product in session.scalars(select(Product).where(Product.station_id == station.id)):
        if (product.kind, product.name) not in there:
            product.station_id = into.id
    kept: tuple[type[Any], ...] = (Trial, Problem, Cooperation)
    for model in kept:
        for record in session.scalars(select(model).where(model.station_id == station.id)):
            record.station_id = into.id
    session.flush()


def _entries(session: Session, station: Station) -> Iterable[tuple[str, str]]:
    query = select(Product.kind, Product.name).where(Product.station_id == station.id)
    return [(kind, name) for kind, name in session.execute(query)]
