"""The ends of a term change: the accounts of those who left, and forgetting one that was given up."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload, selectinload

from core.access import Role
from core.accounts.models import Account
from core.congresses.models import Term
from core.deputies.models import Deputy, Mandate
from core.mandates.service import serving_deputies
from core.people.models import Person
from core.terms.applying import concerned, is_new, pieces
from core.terms.models import TermChange, TermChangeItem


def end_accounts(session: Session, change: TermChange) -> int:
    """Take the role of a deputy from the accounts of those who left, and have not come back by another mandate."""
    items = select(TermChangeItem.deputy_id).where(TermChangeItem.term_change_id == change.id, TermChangeItem.leaves)
    left = session.scalars(items.where(TermChangeItem.deputy_id.not_in(serving_deputies()))).all()
    ended = 0
    for piece in pieces(left):
        people = select(Deputy.person_id).where(Deputy.id.in_(piece))
        accounts = select(Account).where(Account.person_id.in_(people)).options(selectinload(Account.grants))
        for account in session.scalars(accounts):
            for grant in [grant for grant in account.grants if grant.role == Role.DEPUTY.value]:
                account.grants.remove(grant)
                ended += 1
    session.flush()
    return ended


def forget_elected(session: Session, change: TermChange) -> int:
    """Remove the mandates of the coming term, the terms, and the deputies who are on record for nothing else."""
    elected = session.scalars(
        select(Mandate)
        .join(Mandate.congress)
        .join(Mandate.term)
        .where(concerned(change), is_new(change))
        .options(selectinload(Mandate.events), selectinload(Mandate.coming))
    ).all()
    concerned_deputies = sorted({mandate.deputy_id for mandate in elected})
    terms = {mandate.term_id for mandate in elected}
    for mandate in elected:
        session.delete(mandate)
    session.flush()
    session.expire_all()
    _forget_newcomers(session, concerned_deputies)
    _forget_terms(session, change, terms)
    return len(elected)


def _forget_newcomers(session: Session, numbers: Sequence[int]) -> None:
    """Those who have no mandate and no history go, with the person behind them, unless anything else names them."""
    for piece in pieces(numbers):
        found = session.scalars(
            select(Deputy)
            .where(Deputy.id.in_(piece), ~Deputy.mandates.any(), ~Deputy.placements.any(), ~Deputy.memberships.any())
            .options(joinedload(Deputy.person))
        ).all()
        for deputy in found:
            person = deputy.person
            _try_to_delete(session, deputy)
            _try_to_delete(session, person)


def _try_to_delete(session: Session, record: Deputy | Person) -> None:
    """Delete a record that nothing else names; one that something names stays."""
    try:
        with session.begin_nested():
            session.delete(record)
    except IntegrityError:
        pass  # an account, a staff member, a plugin's record: somebody else knows them


def _forget_terms(session: Session, change: TermChange, known: set[int | None]) -> None:
    query = select(Term).join(Term.congress).where(concerned(change), Term.is_coming)
    for term in chain(session.scalars(query).all()):
        if term.number == change.numbers[term.congress.level] or term.id in known:
            term.is_coming = False
            if not session.scalar(select(Mandate.id).where(Mandate.term_id == term.id).limit(1)):
                session.delete(term)
    session.flush()
