"""Which congresses and terms somebody may choose from: those of their regions, of all below and of all above."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from core.access import Reach
from core.congresses.models import Congress, Term
from core.congresses.words import congress_title, term_title


def congresses_for(session: Session, reach: Reach) -> Sequence[Congress]:
    """The congresses that deputies within reach may belong to, with their terms; the highest level first."""
    query = select(Congress).where(_concerns(reach)).options(selectinload(Congress.terms), joinedload(Congress.region))
    return session.scalars(query.order_by(Congress.region_code.nulls_first(), Congress.id)).all()


def terms_for(session: Session, reach: Reach) -> Sequence[Term]:
    """The terms that mandates within reach may belong to."""
    query = select(Term).join(Term.congress).where(_concerns(reach)).options(joinedload(Term.congress))
    return session.scalars(query.order_by(Congress.region_code.nulls_first(), Term.number.desc())).all()


def choices(terms: Sequence[Term]) -> list[tuple[int, str]]:
    """Terms as a form offers them."""
    return [(term.id, f"{congress_title(term.congress)} · {term_title(term.number)}") for term in terms]


def _concerns(reach: Reach) -> ColumnElement[bool]:
    above = {code[:length] for code in reach.region_codes for length in (2, 4, 6, 9) if length < len(code)}
    return or_(Congress.in_reach(reach), Congress.region_code.is_(None), Congress.region_code.in_(sorted(above)))
