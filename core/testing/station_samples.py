"""Samples for the URLs of what stations go through over the years: liaisons, plans, standards, self-checks."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.buildup import service as buildup
from core.buildup.models import BuildPlan
from core.files.store import Store
from core.liaison import service as liaison
from core.liaison.models import Liaison, Organ
from core.plugin_host.declarations import UrlSample
from core.plugin_host.host import host_of
from core.standards import checks
from core.standards import service as standards
from core.standards.models import Answer, AnswerPhoto, Criterion, SelfCheck, Standard
from core.stations.models import Station
from core.testing.factories import make_photo

AT = datetime(2026, 11, 1, tzinfo=UTC)
USED, UNUSED = "Rating in use", "Checklist nobody has used"


def _liaison(session: Session, station: Station) -> Liaison:
    of_an_organ = (Liaison.station_id == station.id, Liaison.organ_id.is_not(None))
    found = session.scalars(select(Liaison).where(*of_an_organ)).first()
    return found or liaison.save(
        session, Liaison(station=station), kind="organ", name=f"Bureau of {station.region_code}"
    )


def _organ(session: Session, station: Station) -> Organ | None:
    return _liaison(session, station).organ


def _build_plan(session: Session, station: Station) -> BuildPlan:
    found = session.scalars(select(BuildPlan).where(BuildPlan.region_code == station.region_code)).first()
    if found is None:
        facts = {"region_code": station.region_code, "first_year": 2026, "last_year": 2028}
        found = buildup.save(session, BuildPlan(targets=[]), name="Three years", **facts)  # type: ignore[arg-type]
        buildup.set_targets(session, found, {("chain_station", 2026): 3, ("room", 2027): 7})
    return found


def _of_region(session: Session, station: Station, name: str) -> Standard:
    """A standard of the station's region with two criteria."""
    query = select(Standard).where(Standard.region_code == station.region_code, Standard.name == name)
    found = session.scalars(query).first()
    if found is None:
        found = Standard(kind="rating" if name == USED else "checklist")
        facts = {"region_code": station.region_code, "valid_from": date(2020, 1, 1), "stars": [5, 8]}
        standards.save(session, found, name=name, **facts)  # type: ignore[arg-type]
        points = 5 if name == USED else 0
        standards.add_criterion(session, found, name="Premises", points=points, wants_evidence=True)
        standards.add_criterion(session, found, name="Rules", points=points)
    return found


def _unused(session: Session, station: Station) -> Standard:
    return _of_region(session, station, UNUSED)


def _criterion(session: Session, station: Station) -> Criterion:
    return _unused(session, station).criteria[0]


def _self_check(session: Session, station: Station, year: int = 2026) -> SelfCheck:
    """A self-check that is being filled in."""
    return checks.start(session, station, _of_region(session, station, USED), year, AT)


def _answered(session: Session, station: Station, year: int) -> SelfCheck:
    check = _self_check(session, station, year)
    files = Store(host_of(session).settings.data_dir / "files")
    for line in checks.lines(session, check):
        if line.answer is None:
            photo = make_photo(session, files, scope=station.scope())
            checks.answer(session, check, line.criterion, claimed=4, words="It is there.", photos=[photo])
    return check


def _handed_in(session: Session, station: Station) -> SelfCheck:
    """A self-check that waits for its review."""
    check = _answered(session, station, 2025)
    if check.is_open:
        checks.submit(session, check, "Manager", AT)
    return check


def _photo(session: Session, station: Station) -> AnswerPhoto:
    check = _answered(session, station, 2024)
    query = select(AnswerPhoto).join(Answer).where(Answer.self_check_id == check.id).order_by(AnswerPhoto.id)
    return session.scalars(query.limit(1)).one()


SAMPLES = (
    UrlSample(parameter="liaison", make=_liaison),
    UrlSample(parameter="organ", make=_organ),
    UrlSample(parameter="build_plan", make=_build_plan),
    UrlSample(parameter="standard", make=_unused),
    UrlSample(parameter="criterion", make=_criterion),
    UrlSample(parameter="self_check", make=_self_check),
    UrlSample(parameter="self_check", make=_handed_in, endpoint="standards.review"),
    UrlSample(
        parameter="criterion",
        make=lambda session, station: _self_check(session, station).standard.criteria[0].id,
        endpoint="standards.answer",
    ),
    UrlSample(parameter="self_check_photo", make=_photo),
)
