"""What is known before anybody is paired: what enterprises ask for, what deputies declare, what both would rather."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, literal, select, union_all
from sqlalchemy.orm import Session, aliased, joinedload

from core.api.data import Deputy, Enterprise, Person
from plugins.enterprise_visits.known.errors import InterestDeclared
from plugins.enterprise_visits.models import Competitor, Competitors, Interest, Need, Wanted, Wish


@dataclass(frozen=True, slots=True)
class OfEnterprise:
    """What is known of an enterprise."""

    needs: Sequence[tuple[int, str]] = ()
    """The specialities it asks for: the number of each ``Need``, and its words."""
    wanted: int = 1
    """How many deputies it should have."""
    group: tuple[int, str] | None = None
    """The group of competitors it is in."""
    bars_employers: bool = False
    """Whether employees of the others of that group are kept from it."""
    rivals: Sequence[tuple[int, str]] = ()
    """The others of that group."""
    wishes: Sequence[Any] = ()
    """Rows of ``Wish`` with the names of ``deputy`` and ``enterprise``, of both sides."""


def of_enterprise(session: Session, enterprise_id: int) -> OfEnterprise:
    """What is known of an enterprise; two statements."""
    said: dict[str, list[tuple[int, str]]] = {kind: [] for kind in _KINDS}
    for kind, number, words in session.execute(_SAID, {"enterprise": enterprise_id}):
        said[kind].append((number, words))
    return OfEnterprise(
        needs=said["need"],
        wanted=said["wanted"][0][0] if said["wanted"] else 1,
        group=next(iter(said["barring"] + said["group"]), None),
        bars_employers=bool(said["barring"]),
        rivals=sorted(said["rival"], key=lambda one: one[1]),
        wishes=_wishes(session, Wish.enterprise_id == enterprise_id),
    )


def _said() -> Any:
    """Everything an enterprise said, in one statement: what it is, its number, its words."""
    asked: Any = bindparam("enterprise")
    rival = aliased(Competitor)
    named = case((Competitors.bars_employers, "barring"), else_="group")
    group = select(Competitor.competitors_id).where(Competitor.enterprise_id == asked).scalar_subquery()
    return union_all(
        select(literal("need"), Need.id, Need.speciality).where(Need.enterprise_id == asked),
        select(literal("wanted"), Wanted.deputies, literal("")).where(Wanted.enterprise_id == asked),
        select(named, Competitors.id, Competitors.name).where(Competitors.id == group),
        select(literal("rival"), Enterprise.id, Enterprise.name)
        .join(rival, rival.enterprise_id == Enterprise.id)
        .where(rival.competitors_id == group, Enterprise.id != asked),
    )


_KINDS = ("need", "wanted", "group", "barring", "rival")
_SAID = _said()


def need(session: Session, enterprise: Enterprise, speciality: str) -> Need:
    """The enterprise asks for a speciality; asked for twice it is asked for once."""
    _one_at_a_time(session, enterprise.id)
    query = select(Need).where(Need.enterprise_id == enterprise.id, Need.speciality == speciality)
    found = session.scalars(query).one_or_none()
    if found is None:
        found = Need(enterprise_id=enterprise.id, speciality=speciality)
        session.add(found)
        session.flush()
    return found


def need_no_more(session: Session, asked: Need) -> None:
    """The enterprise does not ask for it any more."""
    session.delete(asked)
    session.flush()


def want(session: Session, enterprise: Enterprise, deputies: int) -> None:
    """The enterprise should have so many deputies."""
    _one_at_a_time(session, enterprise.id)
    found = session.get(Wanted, enterprise.id)
    if found is None and deputies != 1:
        session.add(Wanted(enterprise_id=enterprise.id, deputies=deputies))
    elif found is not None:
        found.deputies = deputies
    session.flush()


# Deputies


@dataclass(frozen=True, slots=True)
class OfDeputy:
    """What is known of a deputy."""

    interests: Sequence[Interest]
    """Those that last, and after them those that are over."""
    wishes: Sequence[Any]
    """Rows of ``Wish`` and the enterprise's ``name``, of both sides."""

    @property
    def open(self) -> list[Interest]:
        """The interests that keep the deputy from enterprises."""
        return [one for one in self.interests if one.is_open]


def of_deputy(session: Session, deputy_id: int) -> OfDeputy:
    """What is known of a deputy; two statements."""
    query = select(Interest).where(Interest.deputy_id == deputy_id).options(joinedload(Interest.enterprise))
    found = session.scalars(query.order_by(Interest.ended_on.is_not(None), Interest.id.desc())).all()
    return OfDeputy(interests=found, wishes=_wishes(session, Wish.deputy_id == deputy_id))


def declare(session: Session, deputy_id: int, enterprise_id: int, reason: str, today: date) -> Interest:
    """The deputy has an interest in the enterprise from today on. Raises InterestDeclared."""
    session.execute(select(Deputy.id).where(Deputy.id == deputy_id).with_for_update(key_share=True))
    same = select(Interest).where(Interest.deputy_id == deputy_id, Interest.enterprise_id == enterprise_id)
    found = session.scalars(same.where(Interest.ended_on.is_(None))).one_or_none()
    if found is not None:
        raise InterestDeclared(name=found.enterprise.name)
    made = Interest(deputy_id=deputy_id, enterprise_id=enterprise_id, reason=reason, declared_on=today)
    session.add(made)
    session.flush()
    return made


def end_interest(session: Session, interest: Interest, today: date) -> None:
    """There is no such interest any more; that there was one stays on record."""
    if interest.ended_on is None:
        interest.ended_on = max(today, interest.declared_on)
        session.flush()


# What both would rather


def wish(session: Session, *, deputy_id: int, enterprise_id: int, side: str, wanted: bool, note: str = "") -> Wish:
    """One side would like to be paired with the other, or would rather not; said again it is said anew."""
    _one_at_a_time(session, enterprise_id)
    same = (Wish.deputy_id == deputy_id, Wish.enterprise_id == enterprise_id, Wish.side == side)
    found = session.scalars(select(Wish).where(*same)).one_or_none()
    if found is None:
        found = Wish(deputy_id=deputy_id, enterprise_id=enterprise_id, side=side)
        session.add(found)
    found.wanted, found.note = wanted, note
    session.flush()
    return found


def wish_no_more(session: Session, wished: Wish) -> None:
    """The wish is taken back."""
    session.delete(wished)
    session.flush()


def _wishes(session: Session, whose: ColumnElement[bool]) -> Sequence[Any]:
    query = (
        select(Wish, Person.name.label("deputy"), Enterprise.name.label("enterprise"))
        .join(Wish.deputy)
        .join(Deputy.person)
        .join(Wish.enterprise)
        .where(whose)
        .order_by(Wish.side, Wish.wanted.desc(), Wish.id)
    )
    return session.execute(query).all()


def _one_at_a_time(session: Session, enterprise_id: int) -> None:
    """Whoever says something of an enterprise holds it meanwhile: what is said twice at once is said once."""
    session.execute(select(Enterprise.id).where(Enterprise.id == enterprise_id).with_for_update(key_share=True))
