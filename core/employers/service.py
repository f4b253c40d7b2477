"""Employers that are still words: which there are, which enterprise each means, and keeping what was said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, exists, func, select
from sqlalchemy.orm import Session

from core.access import Reach
from core.deputies.models import Deputy
from core.employers.models import TEXT_LENGTH, EmployerAnswer
from core.enterprises.models import Enterprise
from core.errors import DomainError
from core.people.models import Person
from core.words import lazy as _

COUNTY_CODE: Final = 6
MOST_OFFERED: Final = 3000


class NoSuchEnterprise(DomainError):
    """The name that was typed is no enterprise's."""

    code = "no_such_enterprise"
    field = "name"
    message = _(
        "There is no enterprise named \u201c%(name)s\u201d within your reach. Choose one from the list, or enter it first."
    )


class AlreadySettled(DomainError):
    """Nobody's employer is this text any more."""

    code = "employer_settled"
    status = 409
    message = _("\u201c%(text)s\u201d is settled already. Look at the list again.")


def unsettled(reach: Reach) -> Select[Any]:
    """The texts within reach that name no enterprise, with how many deputies have each."""
    number = func.count(Person.id)
    query: Select[Any] = select(Person.employer_text, number.label("deputies"))  # type: ignore[assignment]  # by name, not by type
    return query.where(*_open(reach)).join(Deputy, Deputy.person_id == Person.id).group_by(Person.employer_text)


def how_many(reach: Reach) -> Select[int]:
    """How many such texts there are."""
    texts = select(Person.employer_text).join(Deputy, Deputy.person_id == Person.id).where(*_open(reach)).distinct()
    return select(func.count()).select_from(texts.subquery())


def settled(reach: Reach) -> Select[Any]:
    """What was said to be no enterprise of ours."""
    return select(EmployerAnswer).where(EmployerAnswer.in_reach(reach), EmployerAnswer.enterprise_id.is_(None))


def offered(session: Session, reach: Reach) -> list[tuple[int, str]]:
    """The enterprises that may be meant."""
    query = (
        select(Enterprise.id, Enterprise.name)
        .where(Enterprise.in_reach(reach))
        .order_by(Enterprise.sort_key, Enterprise.id)
    )
    return [(id_, name) for id_, name in session.execute(query.limit(MOST_OFFERED))]


def named(session: Session, reach: Reach, name: str) -> Enterprise:
    """The enterprise of this name within reach. Raises :class:`NoSuchEnterprise`."""
    query = select(Enterprise).where(Enterprise.in_reach(reach), Enterprise.name == name.strip())
    found = session.scalars(query.order_by(Enterprise.id).limit(1)).first()
    if found is None:
        raise NoSuchEnterprise(name=name.strip())
    return found


def link(
    session: Session, reach: Reach, text: str, enterprise: Enterprise, at: datetime, account_id: int | None
) -> int:
    """All deputies within reach with this text work for the enterprise; how many there were."""
    people = _people(session, reach, text)
    for person, _region in people:
        person.employer_id = enterprise.id
    _remember(session, people, text, enterprise.id, at, account_id)
    return len(people)


def leave(session: Session, reach: Reach, text: str, at: datetime, account_id: int | None) -> int:
    """The text is no enterprise of ours, and is asked about no more; how many deputies have it."""
    people = _people(session, reach, text)
    _remember(session, people, text, None, at, account_id)
    return len(people)


def ask_again(session: Session, answer: EmployerAnswer) -> None:
    """Forget what was said of a text."""
    session.delete(answer)
    session.flush()


def answered(session: Session, region_code: str) -> dict[str, int | None]:
    """What was said of texts in the county of this region: the enterprise each means, or None."""
    query = select(EmployerAnswer.text, EmployerAnswer.enterprise_id).where(
        EmployerAnswer.region_code == region_code[:COUNTY_CODE]
    )
    return {text: enterprise_id for text, enterprise_id in session.execute(query)}  # noqa: C416 - rows are no pairs to mypy


def employer_unsettled() -> ColumnElement[bool]:
    """Whether a deputy's employer is known in words only, as a condition over ``Deputy`` and their ``Person``.

    Words that somebody said are no enterprise of ours are settled.
    """
    county = func.substr(Deputy.region_code, 1, COUNTY_CODE)
    is_none_of_ours = exists().where(
        EmployerAnswer.region_code == county,
        EmployerAnswer.text == Person.employer_text,
        EmployerAnswer.enterprise_id.is_(None),
    )
    return and_(Person.employer_id.is_(None), Person.employer_text != "", ~is_none_of_ours)


def _open(reach: Reach) -> Sequence[ColumnElement[bool]]:
    return (Deputy.in_reach(reach), employer_unsettled())


def _people(session: Session, reach: Reach, text: str) -> list[tuple[Person, str]]:
    query = select(Person, Deputy.region_code).join(Deputy, Deputy.person_id == Person.id)
    found = session.execute(query.where(*_open(reach), Person.employer_text == text)).all()
    if not found:
        raise AlreadySettled(text=text)
    return [(person, region) for person, region in found]


def _remember(
    session: Session,
    people: Sequence[tuple[Person, str]],
    text: str,
    enterprise_id: int | None,
    at: datetime,
    account_id: int | None,
) -> None:
    counties = sorted({region[:COUNTY_CODE] for _person, region in people})
    query = select(EmployerAnswer).where(EmployerAnswer.region_code.in_(counties), EmployerAnswer.text == text)
    before = {answer.region_code: answer for answer in session.scalars(query)}
    for county in counties:
        answer = before.get(county) or EmployerAnswer(region_code=county, text=text[:TEXT_LENGTH])
        answer.enterprise_id, answer.account_id, answer.created_at = enterprise_id, account_id, at
        session.add(answer)
    session.flush()
