"""Who stays, goes and comes: as it would be while a change is prepared, as it was once it is in force."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, cast

from sqlalchemy import ColumnElement, Select, case, func, literal, select, union_all
from sqlalchemy.orm import Session, joinedload

from core import hookspecs as hooks
from core.congresses.models import Congress, Term
from core.deputies.models import ELECTED, HELD, SERVING, Deputy, Mandate, Placement
from core.mandates.service import serving_deputies
from core.people.models import Person
from core.people.service import matching
from core.plugin_host.asking import ask
from core.plugin_host.declarations import Holding
from core.stations.models import Station
from core.terms.applying import concerned, is_new, is_old
from core.terms.models import PARTS, TermChange, TermChangeHandover, TermChangeItem
from core.words import unpacked

BETWEEN: Final = "\n"
MOST_SHOWN: Final = 200
UNSAID, LEAVES = "unsaid", "leaves"


@dataclass(frozen=True, slots=True)
class CongressRow:
    """One congress of a change, with how many mandates end and begin there."""

    id: int
    name: str
    level: str
    old: int
    new: int


@dataclass(frozen=True, slots=True)
class Glance:
    """A change at a glance."""

    counts: dict[str, int]
    """How many stay, go and come."""
    unsaid: int
    """While it is prepared, of how many mandates nobody can tell."""
    leaving: Sequence[int]
    """The deputies who will exercise, or exercise, no mandate any more, as long as it is open."""


def counts(session: Session, change: TermChange) -> dict[str, int]:
    """How many stay, go and come."""
    return at_a_glance(session, change).counts


def at_a_glance(session: Session, change: TermChange) -> Glance:
    """How a change looks; one statement."""
    if change.state != "draft":
        left = _have_left(session, change) if change.is_open else []
        return Glance({part: change.counts.get(part, 0) for part in PARTS}, 0, left)
    sides = _sides(change).subquery()
    part = _part(sides)
    of_parts = select(part, func.count()).select_from(sides).group_by(part)
    rows: Sequence[Any] = session.execute(union_all(of_parts, _unsaid(change), _leaving(change))).all()
    found = {str(name): int(number) for name, number in rows if name != LEAVES}
    of_unsaid = found.pop(UNSAID, 0)
    leaving = sorted(int(number) for name, number in rows if name == LEAVES)
    return Glance(dict.fromkeys(PARTS, 0) | found, of_unsaid, leaving)


def congresses(session: Session, change: TermChange) -> list[CongressRow]:
    """The congresses of the change with the numbers of their mandates; those whose new roster is missing come first."""
    if change.state == "draft":
        old, new = is_old(), is_new(change)
    else:
        old, new = (
            (Mandate.ends == change.day) & (Mandate.state == "ended"),
            ((Mandate.begins == change.day) & Term.number.in_(change.numbers.values())),
        )
    query = (
        select(
            Congress.id,
            Congress.name,
            Congress.level,
            func.count(case((old, 1))),
            func.count(case((new, 1))),
        )
        .outerjoin(Mandate, Mandate.congress_id == Congress.id)
        .outerjoin(Term, Term.id == Mandate.term_id)
        .where(concerned(change))
        .group_by(Congress.id, Congress.name, Congress.level, Congress.region_code)
        .order_by(Congress.region_code, Congress.id)
    )
    rows = [CongressRow(*row) for row in session.execute(query)]
    return sorted(rows, key=lambda row: row.new > 0 or not row.old)


def _unsaid(change: TermChange) -> Select[str, int]:
    """How many mandates there do not say their congress: nobody can tell whether they change, and they go on."""
    return (
        select(literal(UNSAID), func.count(Mandate.id))
        .join(Mandate.deputy)
        .where(Deputy.region_code.startswith(change.region_code, autoescape=True))
        .where(Mandate.congress_id.is_(None), Mandate.level.in_(change.numbers), Mandate.state.in_(HELD))
    )


def people(change: TermChange, part: str, words: str = "") -> Select[Any]:
    """Those who stay, go or come, as rows of what the list shows."""
    query = _PEOPLE.where(Deputy.id.in_(_numbers(change, part)))
    return query.where(matching(words)) if words else query


def _have_left(session: Session, change: TermChange) -> Sequence[int]:
    left = select(TermChangeItem.deputy_id).where(TermChangeItem.term_change_id == change.id, TermChangeItem.leaves)
    return session.scalars(left.where(TermChangeItem.deputy_id.not_in(serving_deputies()))).all()


def _leaving(change: TermChange) -> Select[str, int]:
    """Those who go and exercise no other mandate."""
    serving_on = (
        select(Mandate.deputy_id)
        .outerjoin(Congress, Congress.id == Mandate.congress_id)
        .where(Mandate.state.in_(SERVING), Congress.id.is_(None) | ~concerned(change))
    )
    gone = (Deputy.id.in_(_numbers(change, "go")), Deputy.id.not_in(serving_on))
    return select(literal(LEAVES), Deputy.id).where(*gone)


def held(session: Session, deputies: Sequence[int], day: date) -> list[Holding]:
    """What plugins say these deputies still hold from this day on."""
    return ask(hooks.deputies_hold, session, list(deputies), day) if deputies else []


def by_deputy(holdings: Sequence[Holding]) -> dict[int, list[Holding]]:
    """The same, deputy by deputy."""
    found: dict[int, list[Holding]] = {}
    for one in holdings:
        found.setdefault(one.deputy_id, []).append(one)
    return found


def seats(session: Session, change: TermChange, deputies: Sequence[int]) -> dict[int, list[Mandate]]:
    """The mandates of these deputies, with congress and term, in one statement."""
    query = (
        select(Mandate)
        .where(Mandate.deputy_id.in_(deputies))
        .options(joinedload(Mandate.congress), joinedload(Mandate.term))
        .order_by(Mandate.id)
    )
    found: dict[int, list[Mandate]] = {}
    for mandate in session.scalars(query):
        if mandate.state in (*HELD, ELECTED) or mandate.ends == change.day:
            found.setdefault(mandate.deputy_id, []).append(mandate)
    return found


def released(session: Session, change: TermChange) -> list[tuple[str, str]]:
    """What plugins have released: who held it, and what it was."""
    query = (
        select(Person.name, TermChangeHandover.words)
        .select_from(TermChangeHandover)
        .join(Deputy, Deputy.id == TermChangeHandover.deputy_id)
        .join(Deputy.person)
        .where(TermChangeHandover.term_change_id == change.id)
        .order_by(TermChangeHandover.id)
        .limit(MOST_SHOWN)
    )
    return [(name, str(unpacked(words))) for name, words in session.execute(query)]


def in_all(holdings: Sequence[Holding]) -> list[tuple[str, int]]:
    """How much of each kind there is: title and number."""
    counted: Counter[str] = Counter()
    for one in holdings:
        counted[str(one.title)] += one.count
    return list(counted.items())


def _sides(change: TermChange) -> Select[Any]:
    """Each deputy concerned, and how many old and new mandates there are."""
    query: Any = (
        select(
            Mandate.deputy_id.label("deputy_id"),
            func.count(case((is_old(), 1))).label("old"),
            func.count(case((is_new(change), 1))).label("new"),
        )
        .join(Congress, Congress.id == Mandate.congress_id)
        .outerjoin(Term, Term.id == Mandate.term_id)
        .where(concerned(change), is_old() | is_new(change))
        .group_by(Mandate.deputy_id)
    )
    return cast("Select[Any]", query)


def _part(sides: Any) -> ColumnElement[str]:
    return case((sides.c.old == 0, "come"), (sides.c.new == 0, "go"), else_="stay")


def _numbers(change: TermChange, part: str) -> Select[Any]:
    """The numbers of the deputies of one part."""
    if change.state == "draft":
        sides = _sides(change).subquery()
        return select(sides.c.deputy_id).where(_part(sides) == part)
    items = TermChangeItem.__table__.c
    return select(items.deputy_id).where(items.term_change_id == change.id, items.part == part)


def _people() -> Select[Any]:
    stations = (
        select(func.aggregate_strings(Station.name, BETWEEN))
        .join(Placement, Placement.station_id == Station.id)
        .where(Placement.deputy_id == Deputy.id, Placement.ends.is_(None))
        .correlate(Deputy)
        .scalar_subquery()
    )
    return select(
        Deputy.id,
        Person.name,
        Person.employer_text,
        stations.label("stations"),
    ).join(Deputy.person)


_PEOPLE = _people()
