"""Self-checks: a station answers a standard once a year, the office reviews it, the result stays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from core.access import Reach
from core.files.models import StoredFile
from core.standards.errors import (
    CheckNotOpen,
    CheckNotWaiting,
    NotForThisStation,
    NothingSentBack,
    NothingToCheck,
    ReasonNeeded,
    StillSentBack,
    TooManyPoints,
    Unanswered,
)
from core.standards.models import Answer, AnswerPhoto, Criterion, SelfCheck, Standard
from core.standards.service import concerning, in_force
from core.stations.models import Station

CHECKED = ("checklist", "rating")
"""The kinds of standard a station checks itself by."""


@dataclass(frozen=True, slots=True)
class Due:
    """A standard the station is held to in a year, and its self-check if it was begun."""

    standard: Standard
    check: SelfCheck | None


@dataclass(frozen=True, slots=True)
class Line:
    """A criterion with what the station says about it."""

    criterion: Criterion
    answer: Answer | None

    @property
    def most(self) -> int:
        """The points it gives at most; 1 where it is yes or no."""
        return self.criterion.points or 1

    @property
    def lacks_photo(self) -> bool:
        """Whether a photo is asked for and missing, where the station says that something is there."""
        return bool(self.criterion.wants_evidence and self.answer and self.answer.claimed and not self.answer.photos)

    @property
    def is_complete(self) -> bool:
        """Whether it can be handed in."""
        return self.answer is not None and self.answer.claimed is not None and not self.lacks_photo


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the office says to one answer."""

    given: int | None
    reason: str = ""
    again: bool = False


def due(session: Session, station: Station, year: int) -> list[Due]:
    """What the station checks itself by in this year; the latest version of each standard, or the one it began with."""
    return due_in(session, station, [year])[year]


def due_in(session: Session, station: Station, years: Sequence[int]) -> dict[int, list[Due]]:
    """The same for several years, in two statements."""
    here = select(SelfCheck).where(SelfCheck.station_id == station.id, SelfCheck.year.in_(years))
    begun = {(check.standard_id, check.year): check for check in session.scalars(here)}
    found = session.scalars(in_force(station.region_code, date(min(years), 1, 1), date(max(years), 12, 31)))
    standards = [one for one in found if one.kind in CHECKED and one.is_for(station.tier)]
    return {year: _due(standards, begun, year) for year in years}


def _due(standards: Iterable[Standard], begun: Mapping[tuple[int, int], SelfCheck], year: int) -> list[Due]:
    found: dict[tuple[str, str], Due] = {}
    for standard in standards:
        if standard.holds_in(year):
            key, check = (standard.region_code, standard.name), begun.get((standard.id, year))
            if key not in found or (found[key].check is None and check is not None):
                found[key] = Due(standard, check)
    return list(found.values())


def history(session: Session, station: Station) -> Sequence[SelfCheck]:
    """The reviewed self-checks of a station, latest first."""
    query = select(SelfCheck).where(SelfCheck.station_id == station.id, SelfCheck.state == "reviewed")
    query = query.options(joinedload(SelfCheck.standard).selectinload(Standard.criteria))
    return session.scalars(query.order_by(SelfCheck.year.desc(), SelfCheck.id.desc())).all()


def start(session: Session, station: Station, standard: Standard, year: int, at: datetime) -> SelfCheck:
    """Begin the self-check of a year; the one that was begun, if it was."""
    wanted = next((one for one in due(session, station, year) if one.standard.id == standard.id), None)
    if wanted is None:
        raise NotForThisStation(name=standard.name)
    if wanted.check is not None:
        return wanted.check
    if not standard.criteria:
        raise NothingToCheck(name=standard.name)
    check = SelfCheck(station=station, standard=standard, year=year, begun_at=at)
    session.add(check)
    session.flush()
    return check


def lines(session: Session, check: SelfCheck) -> list[Line]:
    """The criteria in their order, each with its answer and photos, in three statements."""
    query = select(Answer).where(Answer.self_check_id == check.id)
    query = query.options(selectinload(Answer.photos).joinedload(AnswerPhoto.photo))
    answers = {answer.criterion_id: answer for answer in session.scalars(query)}
    criteria = session.scalars(
        select(Criterion).where(Criterion.standard_id == check.standard_id).order_by(Criterion.position, Criterion.id)
    )
    return [Line(criterion, answers.get(criterion.id)) for criterion in criteria]


def answer(
    session: Session,
    check: SelfCheck,
    criterion: Criterion,
    *,
    claimed: int | None,
    words: str,
    photos: Iterable[StoredFile] = (),
) -> Answer:
    """Keep what the station says about one criterion; new photos are added to those that are there."""
    if not check.is_open:
        raise CheckNotOpen
    if claimed is not None and not 0 <= claimed <= (criterion.points or 1):
        raise TooManyPoints(name=criterion.name, most=criterion.points or 1)
    kept = _answer(session, check, criterion)
    kept.claimed, kept.words = claimed, words
    kept.photos += [AnswerPhoto(photo=photo) for photo in photos]
    session.flush()
    return kept


def remove_photo(session: Session, photo: AnswerPhoto) -> StoredFile:
    """Take a photo out of an answer; returns its file, to be forgotten."""
    if not photo.answer.self_check.is_open:
        raise CheckNotOpen
    file = photo.photo
    photo.answer.photos.remove(photo)
    session.flush()
    return file


def submit(session: Session, check: SelfCheck, by: str, at: datetime) -> None:
    """Hand it in. Raises :class:`Unanswered` with what is missing."""
    if not check.is_open:
        raise CheckNotOpen
    missing = [line.criterion.name for line in lines(session, check) if not line.is_complete]
    if missing:
        raise Unanswered(names=", ".join(missing))
    check.state, check.submitted_by, check.submitted_at = "submitted", by, at
    session.flush()


def keep_review(session: Session, check: SelfCheck, verdicts: Mapping[int, Verdict], words: str) -> None:
    """Keep what the office says so far, by the numbers of the criteria."""
    if check.state != "submitted":
        raise CheckNotWaiting
    check.words = words
    for line in lines(session, check):
        verdict = verdicts.get(line.criterion.id)
        if verdict is None:
            continue
        if verdict.given is not None and not 0 <= verdict.given <= line.most:
            raise TooManyPoints(name=line.criterion.name, most=line.most)
        kept = line.answer or _answer(session, check, line.criterion)
        differs = verdict.given is not None and verdict.given != kept.claimed
        if (differs or verdict.again) and not verdict.reason:
            raise ReasonNeeded(name=line.criterion.name)
        kept.given, kept.reason = verdict.given, verdict.reason
        kept.verdict = (
            "returned" if verdict.again else "" if verdict.given is None else "changed" if differs else "accepted"
        )
    session.flush()


def finish(session: Session, check: SelfCheck, by: str, at: datetime) -> None:
    """Finish the review: what is not judged is accepted as the station says; points and stars stand from now on."""
    if check.state != "submitted":
        raise CheckNotWaiting
    judged = lines(session, check)
    again = [line.criterion.name for line in judged if line.answer and line.answer.verdict == "returned"]
    if again:
        raise StillSentBack(names=", ".join(again))
    points = 0
    for line in judged:
        kept = line.answer or _answer(session, check, line.criterion)
        if kept.given is None:
            kept.given, kept.verdict = kept.claimed or 0, "accepted"
        points += kept.given
    check.points = points
    check.stars = check.standard.stars_for(points) if check.standard.kind == "rating" else None
    check.state, check.reviewed_by, check.reviewed_at = "reviewed", by, at
    session.flush()


def send_back(session: Session, check: SelfCheck, by: str, at: datetime) -> None:
    """Send it back to the station, to do again what is ticked."""
    if check.state != "submitted":
        raise CheckNotWaiting
    if not any(line.answer and line.answer.verdict == "returned" for line in lines(session, check)):
        raise NothingSentBack
    check.state, check.reviewed_by, check.reviewed_at = "returned", by, at
    session.flush()


@dataclass(frozen=True, slots=True)
class Wanted:
    """How the list of self-checks is narrowed."""

    words: str = ""
    state: str = ""


def board(reach: Reach, standard: Standard, year: int, wanted: Wanted) -> Select[Any]:
    """Every open station held to a standard, with its self-check of the year if there is one."""
    here = and_(SelfCheck.station_id == Station.id, SelfCheck.standard_id == standard.id, SelfCheck.year == year)
    query: Select[Any] = (
        select(  # type: ignore[assignment]  # columns by name, not by type
            Station.id,
            Station.name,
            Station.tier,
            SelfCheck.id.label("check"),
            SelfCheck.state,
            SelfCheck.points,
            SelfCheck.stars,
            SelfCheck.submitted_at,
        )
        .outerjoin(SelfCheck, here)
        .where(Station.in_reach(reach), Station.region_code.startswith(standard.region_code, autoescape=True))
        .where((Station.state == "open") | SelfCheck.id.is_not(None))
    )
    if standard.tiers:
        query = query.where(Station.tier.in_(standard.tiers))
    if wanted.words:
        query = query.where(Station.name.contains(wanted.words, autoescape=True))
    if wanted.state == "none":
        query = query.where(SelfCheck.id.is_(None))
    elif wanted.state:
        query = query.where(SelfCheck.state == wanted.state)
    return query


def of_year(session: Session, reach: Reach, year: int) -> list[Standard]:
    """The standards stations within reach are checked by in a year: those of the viewer's regions and those above."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    query = select(Standard).where(
        Standard.kind.in_(CHECKED),
        Standard.valid_from <= last,
        Standard.valid_to.is_(None) | (Standard.valid_to >= first),
    )
    query = query.where(concerning(reach))
    return list(session.scalars(query.order_by(Standard.name, Standard.version.desc(), Standard.id)))


def _answer(session: Session, check: SelfCheck, criterion: Criterion) -> Answer:
    query = select(Answer).where(Answer.self_check_id == check.id, Answer.criterion_id == criterion.id)
    found = session.scalars(query).one_or_none()
    if found is None:
        found = Answer(self_check=check, criterion=criterion)
        session.add(found)
    return found
