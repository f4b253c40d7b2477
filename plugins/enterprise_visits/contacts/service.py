"""What is said by an enterprise's link: that a visit took place or not, a difficulty, thanks, whom they need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.api.data import Deputy, Person, day_in_words, tell_staff
from core.api.declare import _
from plugins.enterprise_visits.contacts.errors import (
    NeedWordless,
    NotSoWordless,
    TooMuchSaid,
    VisitAnswered,
    VisitElsewhere,
)
from plugins.enterprise_visits.difficulties import service as difficulties
from plugins.enterprise_visits.difficulties.service import Told
from plugins.enterprise_visits.models.contacts import ContactDeed, ContactLink, VisitAnswer
from plugins.enterprise_visits.models.difficulties import Difficulty
from plugins.enterprise_visits.models.known import Need
from plugins.enterprise_visits.models.visits import Visit, VisitDeputy

MOST_A_DAY: Final = 20
"""So much is taken by one link in a day."""
LOOKED_BACK: Final = timedelta(days=120)
"""Visits of so many days are shown to be confirmed."""
MOST_VISITS: Final = 6
MOST_DIFFICULTIES: Final = 10
LONGEST_THANKS: Final = 500


@dataclass(frozen=True, slots=True)
class ShownVisit:
    """A visit as the contact sees it."""

    id: int
    day: date
    names: Sequence[str]
    """The deputies who were there."""
    answer: bool | None
    """Whether it was confirmed; None: they have not said."""
    thanks: str


def visits_of(session: Session, enterprise_id: int, today: date) -> list[ShownVisit]:
    """The last visits to an enterprise, the newest first; two statements."""
    rows = session.execute(
        select(Visit.id, Visit.day, Visit.thanks, VisitAnswer.took_place)
        .outerjoin(VisitAnswer, VisitAnswer.visit_id == Visit.id)
        .where(
            Visit.enterprise_id == enterprise_id, Visit.state == "held", Visit.day.between(today - LOOKED_BACK, today)
        )
        .order_by(Visit.day.desc(), Visit.id.desc())
        .limit(MOST_VISITS)
    ).all()
    names = _names(session, [row.id for row in rows])
    return [ShownVisit(row.id, row.day, names.get(row.id, []), row.took_place, row.thanks) for row in rows]


def difficulties_of(session: Session, enterprise_id: int) -> Sequence[Any]:
    """What the enterprise told, with what became of it: ``kind``, ``day``, ``state``, ``answer``.

    What it told for the office only is not among it: a station's manager, who prints the letter, could read it here.
    """
    query = (
        select(Difficulty.kind, Difficulty.day, Difficulty.words, Difficulty.state, Difficulty.answer)
        .where(Difficulty.enterprise_id == enterprise_id, ~Difficulty.office_only)
        .order_by(Difficulty.day.desc(), Difficulty.id.desc())
        .limit(MOST_DIFFICULTIES)
    )
    return session.execute(query).all()


def asked_about(session: Session, link: ContactLink, visit_id: int) -> Visit:
    """The visit, about which the contact has not answered yet. Raises VisitElsewhere, VisitAnswered."""
    query = select(Visit).where(Visit.id == visit_id, Visit.enterprise_id == link.enterprise_id, Visit.state == "held")
    visit = session.scalars(query).one_or_none()
    if visit is None:
        raise VisitElsewhere
    if answer_of(session, visit.id) is not None:
        raise VisitAnswered
    return visit


def confirm(session: Session, link: ContactLink, visit_id: int, thanks: str, at: datetime) -> VisitAnswer:
    """The visit took place, and perhaps a word of thanks. Raises VisitElsewhere, VisitAnswered, TooMuchSaid."""
    visit = asked_about(session, link, visit_id)
    _note(session, link, "confirmed", at)
    visit.confirmed_at, visit.thanks = at, thanks
    return _answer(session, visit, at, took_place=True)


def deny(session: Session, link: ContactLink, visit_id: int, words: str, at: datetime) -> VisitAnswer:
    """It is not so; the station is told. Raises VisitElsewhere, VisitAnswered, NotSoWordless, TooMuchSaid."""
    visit = asked_about(session, link, visit_id)
    if not words.strip():
        raise NotSoWordless
    _note(session, link, "denied", at)
    answer = _answer(session, visit, at, took_place=False, words=words)
    tell_staff(
        session,
        visit.station,
        key=f"enterprise_visits.not_so:{visit.id}",
        title=_("%(enterprise)s says of a visit: not so", enterprise=link.enterprise.name),
        body=_("The visit of %(day)s was contradicted. Look at its record.", day=day_in_words(visit.day)),
        link=f"/p/enterprise_visits/visits/{visit.id}",
        at=at,
    )
    return answer


def tell(session: Session, link: ContactLink, told: Told, today: date, at: datetime) -> Difficulty:
    """A difficulty of the enterprise. Raises DifficultyWordless, DifficultyKindless, TooMuchSaid."""
    _note(session, link, "difficulty", at)
    return difficulties.by_contact(session, link.enterprise, told, today, at)


def ask_for(session: Session, link: ContactLink, speciality: str, at: datetime) -> Need:
    """Whom the enterprise needs; said twice it is one need. Raises NeedWordless, TooMuchSaid."""
    wanted = " ".join(speciality.split())
    if not wanted:
        raise NeedWordless
    query = select(Need).where(Need.enterprise_id == link.enterprise_id, Need.speciality == wanted)
    found = session.scalars(query).one_or_none()
    if found is not None:
        return found
    _note(session, link, "need", at)
    need = Need(enterprise_id=link.enterprise_id, speciality=wanted)
    session.add(need)
    session.flush()
    return need


def answer_of(session: Session, visit_id: int) -> VisitAnswer | None:
    """What the contact says of a visit, if anything: for the visit's own page."""
    return session.scalars(select(VisitAnswer).where(VisitAnswer.visit_id == visit_id)).one_or_none()


def _answer(session: Session, visit: Visit, at: datetime, *, took_place: bool, words: str = "") -> VisitAnswer:
    answer = VisitAnswer(visit_id=visit.id, took_place=took_place, words=words, at=at)
    session.add(answer)
    session.flush()
    return answer


def _note(session: Session, link: ContactLink, kind: str, at: datetime) -> None:
    """Count what comes in by the link; raises TooMuchSaid."""
    # One at a time says something by a link; SQLite has one writer anyway.
    session.execute(select(ContactLink.id).where(ContactLink.id == link.id).with_for_update(key_share=True))
    recent = select(func.count(ContactDeed.id)).where(
        ContactDeed.link_id == link.id, ContactDeed.at > at - timedelta(days=1)
    )
    if (session.scalar(recent) or 0) >= MOST_A_DAY:
        raise TooMuchSaid
    session.add(ContactDeed(link_id=link.id, kind=kind, at=at))
    session.flush()


def _names(session: Session, visits: Sequence[int]) -> dict[int, list[str]]:
    query = (
        select(VisitDeputy.visit_id, Person.name)
        .join(Deputy, Deputy.id == VisitDeputy.deputy_id)
        .join(Person, Person.id == Deputy.person_id)
        .where(VisitDeputy.visit_id.in_(visits), VisitDeputy.was_there)
        .order_by(VisitDeputy.deputy_id)
    )
    found: dict[int, list[str]] = {}
    for visit_id, name in session.execute(query):
        found.setdefault(visit_id, []).append(name)
    return found
