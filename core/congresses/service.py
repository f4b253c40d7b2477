"""Congresses and terms: found, or made where a roster or an office names them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.congresses.models import Congress, Term
from core.errors import DomainError
from core.regions.division import ensure_region
from core.regions.models import Region
from core.words import lazy as _

CODE_LENGTH = {"provincial": 2, "prefectural": 4, "county": 6, "township": 9}


class TermExists(DomainError):
    """The congress has a term of this number already."""

    code = "term_exists"
    field = "number"
    message = _("%(congress)s already has term %(number)s.")


class TermComing(DomainError):
    """The number of a term was to be corrected for which a term change is under way."""

    code = "term_coming"
    field = "number"
    message = _("A term change to this term is under way. Give it up first, and start it again with the right number.")


class LevelBelowRegion(DomainError):
    """A region was named that lies above the level of the congress."""

    code = "level_below_region"
    field = "region_code"
    message = _("%(region)s has no congress of this level. Choose a region of that level, or one inside it.")


def congress_at(session: Session, region: Region, level: str) -> Congress:
    """The same for a region people chose. Raises :class:`LevelBelowRegion` where it lies above the level."""
    if CODE_LENGTH.get(level, 0) > len(region.code):
        raise LevelBelowRegion(region=region.name)
    return congress_of(session, region, level)


def congress_of(session: Session, region: Region, level: str) -> Congress:
    """The congress at this level to which the region belongs, made if needed; `region` must lie at or below it."""
    code = None if level == "national" else region.code[: CODE_LENGTH[level]]
    found = session.scalars(select(Congress).where(Congress.region_code == code, Congress.level == level)).one_or_none()
    if found is not None:
        return found
    at = ensure_region(session, code) if code else None
    congress = Congress(region_code=code, level=level, name=at.name if at else "")
    session.add(congress)
    session.flush()
    return congress


def term_of(session: Session, congress: Congress, number: int) -> Term:
    """The term of this number, made if needed."""
    found = session.scalars(select(Term).where(Term.congress_id == congress.id, Term.number == number)).one_or_none()
    if found is None:
        found = Term(congress=congress, number=number)
        session.add(found)
        session.flush()
    return found


def current_term(session: Session, congress: Congress, day: date) -> Term | None:
    """The term in force: the latest that has begun and not ended; None where no term is recorded."""
    terms = session.scalars(select(Term).where(Term.congress_id == congress.id).order_by(Term.number.desc()))
    in_force = (term for term in terms if not term.is_coming and (term.ends is None or term.ends >= day))
    return next(in_force, None)


def change_term(session: Session, term: Term, number: int, begins: date | None, ends: date | None) -> None:
    """Correct a term. Raises :class:`TermExists` and :class:`TermComing`."""
    if term.is_coming and number != term.number:
        raise TermComing
    other = select(Term.id).where(Term.congress_id == term.congress_id, Term.number == number, Term.id != term.id)
    if session.scalar(other):
        raise TermExists(congress=term.congress.name, number=number)
    term.number, term.begins, term.ends = number, begins, ends
    session.flush()


def add_term(session: Session, congress: Congress, number: int, begins: date | None, ends: date | None) -> Term:
    """A new term. Raises :class:`TermExists`."""
    if session.scalar(select(Term.id).where(Term.congress_id == congress.id, Term.number == number)):
        raise TermExists(congress=congress.name, number=number)
    term = Term(congress=congress, number=number, begins=begins, ends=ends)
    session.add(term)
    session.flush()
    return term
