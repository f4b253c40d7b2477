"""The core's part of a demonstration that has grown over the years: liaisons, standards, the stars of last year."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from core.liaison.service import enter_words
from core.standards import checks, service
from core.standards.checks import Verdict
from core.standards.models import Standard
from core.stations.models import Station


def furnish(session: Session, region_code: str, told: Mapping[str, Any]) -> None:
    """Enter the liaisons of the roster, and what the place tells of its standards; loaded twice it is there once."""
    if session.scalar(select(exists().where(Standard.region_code == region_code))):
        return
    query = select(Station).where(Station.region_code == region_code).order_by(Station.id)
    stations = session.scalars(query).all()
    for station in stations:
        enter_words(session, station)
    if not told:
        return
    year = told["year"]
    standards = [service.start_from(session, key, region_code, date(year, 1, 1)) for key in told["sets"]]
    rating = next(standard for standard in standards if standard.kind == "rating")
    for number, (station, points) in enumerate(zip(stations, told["points"], strict=False)):
        _check(session, station, rating, year, points, told, number)


def _check(
    session: Session,
    station: Station,
    standard: Standard,
    year: int,
    points: list[int],
    told: Mapping[str, Any],
    number: int,
) -> None:
    """One station's self-check of the year, handed in in December and reviewed; its photos were never taken."""
    submitted = datetime.combine(date(year, 12, 10), time(2), UTC)
    check = checks.start(session, station, standard, year, submitted)
    for line, claimed, words in zip(checks.lines(session, check), points, told["words"], strict=True):
        checks.answer(session, check, line.criterion, claimed=claimed, words=words)
    check.state, check.submitted_at, check.submitted_by = "submitted", submitted, station.name
    changed = told["changed"]
    if number == changed["station"]:
        criterion = standard.criteria[changed["criterion"]]
        checks.keep_review(session, check, {criterion.id: Verdict(changed["points"], changed["reason"])}, "")
    checks.finish(session, check, station.region.name, datetime.combine(date(year, 12, 20), time(2), UTC))
