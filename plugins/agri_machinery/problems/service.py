"""Technology problems: raised, studied with partners, tried, settled; and the cooperations with those partners."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from core.api.data import Enterprise, Station, day_in_words
from plugins.agri_machinery.models import Cooperation, Problem, ProblemStep
from plugins.agri_machinery.problems.errors import (
    CooperationElsewhere,
    CooperationEndsEarly,
    CooperationUsed,
    RaisedTooLate,
    SettledTooEarly,
    SolutionMissing,
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """How the register is narrowed."""

    words: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What was done about a problem."""

    day: date
    state: str
    words: str = ""
    solution: str = ""
    cooperation_id: int | None = None


def in_register(wanted: Wanted) -> Select[Any]:
    """The problems as rows of a list."""
    query: Any = (
        select(
            Problem.id,
            Problem.title,
            Problem.state,
            Problem.raised_on,
            Problem.settled_on,
            Enterprise.name.label("enterprise"),
            Cooperation.partner,
        )
        .outerjoin(Enterprise, Enterprise.id == Problem.enterprise_id)
        .outerjoin(Cooperation, Cooperation.id == Problem.cooperation_id)
    )
    if wanted.words:
        columns = (Problem.title, Problem.words, Problem.solution, Enterprise.name, Cooperation.partner)
        query = query.where(or_(*(column.contains(wanted.words, autoescape=True) for column in columns)))
    found: Select[Any] = query.where(Problem.state == wanted.state) if wanted.state else query
    return found


def save(session: Session, problem: Problem, **facts: Any) -> Problem:
    """Keep what a problem is; a new one begins as raised. Raises RaisedTooLate."""
    is_new = problem.id is None
    if not is_new:
        _raise_on(problem, facts.get("raised_on", problem.raised_on))
    for fact, value in facts.items():
        setattr(problem, fact, value)
    if is_new:
        problem.state = "raised"
        problem.steps.append(ProblemStep(day=problem.raised_on, state="raised"))
    session.add(problem)
    session.flush()
    return problem


def _raise_on(problem: Problem, day: date) -> None:
    """The first step moves with the day on which it was raised, which lies before all others. Raises RaisedTooLate."""
    first, *others = problem.steps or [ProblemStep(day=day)]
    earliest = min((step.day for step in others), default=day)
    if day > earliest:
        raise RaisedTooLate(day=day_in_words(earliest))
    if first.state == "raised":
        first.day = day


def move(session: Session, problem: Problem, step: Step, today: date) -> None:
    """Write down what was done. Raises SettledTooEarly, SolutionMissing, CooperationElsewhere."""
    last = max((one.day for one in problem.steps), default=problem.raised_on)
    if not last <= step.day <= today:
        raise SettledTooEarly(day=day_in_words(last))
    if step.state == "settled" and not (step.solution or problem.solution):
        raise SolutionMissing
    if step.cooperation_id is not None:
        theirs = session.get(Cooperation, step.cooperation_id)
        if theirs is None or theirs.station_id != problem.station_id:
            raise CooperationElsewhere
    problem.state = step.state
    problem.settled_on = step.day if step.state == "settled" else None
    problem.solution = step.solution or problem.solution
    problem.cooperation_id = step.cooperation_id
    problem.steps.append(ProblemStep(day=step.day, state=step.state, words=step.words))
    session.flush()


def remove(session: Session, problem: Problem) -> None:
    """Take a problem out that was entered by mistake."""
    session.delete(problem)
    session.flush()


# Cooperations


def cooperations_of(session: Session, station: Station) -> list[Any]:
    """Those of a station as rows, the newest first, with how many problems each helps with."""
    helps = (
        select(func.count(Problem.id))
        .where(Problem.cooperation_id == Cooperation.id)
        .correlate(Cooperation)
        .scalar_subquery()
    )
    query = (
        select(
            Cooperation.id,
            Cooperation.partner,
            Cooperation.subject,
            Cooperation.begins,
            Cooperation.ends,
            Enterprise.name.label("enterprise"),
            helps.label("helps"),
        )
        .outerjoin(Enterprise, Enterprise.id == Cooperation.enterprise_id)
        .where(Cooperation.station_id == station.id)
        .order_by(Cooperation.begins.desc(), Cooperation.id.desc())
    )
    return list(session.execute(query))


def offered(session: Session, station_id: int) -> list[tuple[int, str]]:
    """The partners a problem of the station can be solved with."""
    query = select(Cooperation.id, Cooperation.partner, Cooperation.subject).where(Cooperation.station_id == station_id)
    found = session.execute(query.order_by(Cooperation.partner, Cooperation.id))
    return [(number, f"{partner} · {subject}") for number, partner, subject in found]


def save_cooperation(session: Session, cooperation: Cooperation, **facts: Any) -> Cooperation:
    """Keep a cooperation, new or changed. Raises CooperationEndsEarly."""
    if facts["ends"] is not None and facts["ends"] < facts["begins"]:
        raise CooperationEndsEarly
    for fact, value in facts.items():
        setattr(cooperation, fact, value)
    session.add(cooperation)
    session.flush()
    return cooperation


def remove_cooperation(session: Session, cooperation: Cooperation) -> None:
    """Take one out that was entered by mistake. Raises CooperationUsed."""
    used = session.scalar(select(func.count(Problem.id)).where(Problem.cooperation_id == cooperation.id)) or 0
    if used:
        raise CooperationUsed(n=used)
    session.delete(cooperation)
    session.flush()
