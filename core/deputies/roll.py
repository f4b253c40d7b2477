"""The roll of a term: how many mandates are in which state, in which delegation, and who holds them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.congresses.models import Congress, Term
from core.deputies.models import MANDATE_STATES, Deputy, Mandate
from core.people.models import Person
from core.words import LazyText
from core.words import lazy as _

AGES: Final = ((0, 35), (36, 45), (46, 55), (56, 65), (66, 200))
MOST_LINES: Final = 12
"""Lines of a table of the composition; what is rarer is counted together."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the composition: what, how many, and their share in per cent."""

    words: str | LazyText
    number: int
    share: float


@dataclass(frozen=True, slots=True)
class Composition:
    """One view of who the deputies of a term are."""

    title: LazyText
    lines: Sequence[Line]


def states_of(session: Session, congress: Congress) -> dict[int | None, dict[str, int]]:
    """How many mandates of a congress are in which state, term by term."""
    query = (
        select(Mandate.term_id, Mandate.state, func.count())
        .where(Mandate.congress_id == congress.id)
        .group_by(Mandate.term_id, Mandate.state)
    )
    found: dict[int | None, dict[str, int]] = {}
    for term_id, state, number in session.execute(query):
        found.setdefault(term_id, {})[state] = number
    return found


def members_of(session: Session, term: Term) -> Sequence[Any]:
    """The mandates of a term with what is said of who holds them, as plain rows."""
    query = (
        select(
            Mandate.state,
            Mandate.delegation,
            Person.gender,
            Person.birth,
            Person.party,
            Person.education,
            Person.ethnicity,
        )
        .select_from(Mandate)
        .join(Deputy, Deputy.id == Mandate.deputy_id)
        .join(Deputy.person)
        .where(Mandate.term_id == term.id)
    )
    return session.execute(query).all()


def states(rows: Iterable[Any]) -> list[tuple[str, int]]:
    """How many mandates are in which state; states that nobody is in are left out."""
    counted = Counter(row.state for row in rows)
    return [(state, counted[state]) for state in MANDATE_STATES if counted[state]]


def delegations(rows: Iterable[Any]) -> list[tuple[str, int]]:
    """The delegations with their mandates, by name; those who are in none come last, without a name."""
    counted = Counter(row.delegation for row in rows)
    return sorted(counted.items(), key=lambda item: (not item[0], item[0]))


def composition(rows: Sequence[Any], day: date) -> list[Composition]:
    """Who the deputies are, as far as the roll says it: gender, age, affiliation, education, ethnicity."""
    tables = [
        Composition(_("Gender"), _lines(_GENDERS.get(row.gender, row.gender) for row in rows)),
        Composition(_("Age"), _ages([row.birth for row in rows], day)),
        Composition(_("Political affiliation"), _lines(row.party for row in rows)),
        Composition(_("Education"), _lines(row.education for row in rows)),
        Composition(_("Ethnicity"), _lines(row.ethnicity for row in rows)),
    ]
    return [table for table in tables if any(line.words != NOT_SAID for line in table.lines)]


def rename_delegation(session: Session, term: Term, old: str, new: str) -> int:
    """Give a delegation of a term another name; how many mandates belong to it is handed back."""
    mandates = session.scalars(select(Mandate).where(Mandate.term_id == term.id, Mandate.delegation == old)).all()
    for mandate in mandates:
        mandate.delegation = new
    session.flush()
    return len(mandates)


NOT_SAID: Final = _("Not recorded")
_OTHERS: Final = _("Others")
_GENDERS: Final = {"male": _("Male"), "female": _("Female")}


def _lines(values: Iterable[str | LazyText]) -> list[Line]:
    """The values by how often they are held; those not recorded come last."""
    counted: Counter[str | LazyText] = Counter(value or NOT_SAID for value in values)
    total = counted.total()
    unsaid = counted.pop(NOT_SAID, 0)
    common = counted.most_common()
    shown, rest = common[:MOST_LINES], sum(number for _value, number in common[MOST_LINES:])
    pairs: list[tuple[str | LazyText, int]] = [*shown, (_OTHERS, rest), (NOT_SAID, unsaid)]
    return [Line(value, number, 100 * number / total) for value, number in pairs if number]


def _ages(births: Sequence[str], day: date) -> list[Line]:
    """How old they are on that day, in groups; the year and month of birth say it well enough."""
    ages = [_age(birth, day) for birth in births]
    groups: list[tuple[str | LazyText, int]] = [
        (_age_words(youngest, oldest), sum(1 for age in ages if age is not None and youngest <= age <= oldest))
        for youngest, oldest in AGES
    ]
    groups.append((NOT_SAID, ages.count(None)))
    return [Line(words, number, 100 * number / len(ages)) for words, number in groups if number]


def _age(birth: str, day: date) -> int | None:
    if not birth:
        return None
    year, month = map(int, birth.split("-"))
    return day.year - year - (day.month < month)


def _age_words(youngest: int, oldest: int) -> LazyText:
    if not youngest:
        return _("up to %(age)s", age=oldest)
    if oldest > AGES[-2][1]:
        return _("%(age)s and older", age=youngest)
    return _("%(youngest)s to %(oldest)s", youngest=youngest, oldest=oldest)
