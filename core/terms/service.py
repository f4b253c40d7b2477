"""The steps of a term change: started, put into force, taken back or confirmed, or given up.

``draft -> applied -> confirmed``, with a way back from applied to draft, and out of draft. Each step is one
transaction: it happens whole or not at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core import audit
from core.congresses.models import LEVELS, Congress, Term
from core.congresses.service import congress_at, current_term, term_of
from core.deputies.models import HELD, Mandate
from core.regions.models import Region
from core.terms.applying import apply_to_deputies
from core.terms.ending import end_accounts, forget_elected
from core.terms.errors import ChangeUnderWay, NothingToChange, TermInForce, TermNotBegun, WrongStep
from core.terms.models import OPEN, TermChange
from core.terms.reverting import put_back


def start(
    session: Session,
    region: Region,
    numbers: Mapping[str, int],
    day: date,
    at: datetime,
    account_id: int | None = None,
) -> TermChange:
    """Begin a change of the region's congresses at these levels: level -> number of the new term.

    Mandates that did not say their term are told the one in force. Raises ChangeUnderWay, TermInForce.
    """
    _check_alone(session, region, numbers)
    main = next(level for level in LEVELS if level in numbers)
    congress_at(session, region, main)
    change = TermChange(
        region=region,
        numbers={level: numbers[level] for level in LEVELS if level in numbers},
        day=day,
        state="draft",
        created_at=at,
        account_id=account_id,
    )
    session.add(change)
    session.flush()
    for congress in congresses_of(session, change):
        _announce(session, congress, numbers[congress.level], at.date())
    session.flush()
    return change


def congresses_of(session: Session, change: TermChange) -> list[Congress]:
    """The congresses that the change is about: of the region, and those of the further levels below it."""
    query = select(Congress).where(
        Congress.level.in_(change.numbers), Congress.region_code.startswith(change.region_code, autoescape=True)
    )
    return list(session.scalars(query.order_by(Congress.region_code, Congress.id)))


def bring(session: Session, change: TermChange, batch_id: int) -> None:
    """Remember the roster that was brought for the new term."""
    check(change, "draft")
    change.import_batch_id = batch_id
    session.flush()


def apply(session: Session, change: TermChange, at: datetime, today: date) -> TermChange:
    """Put the new term into force: old mandates end on the day, new ones begin, who leaves hands over.

    Raises WrongStep, TermNotBegun, NothingToChange.
    """
    check(change, "draft")
    if change.day > today:
        raise TermNotBegun(day=change.day)
    counts = apply_to_deputies(session, change)
    if not counts["come"] and not counts["stay"]:
        raise NothingToChange
    _change_terms(session, change)
    change.state, change.applied_at, change.counts = "applied", at, dict(counts)
    audit.record(session, "term_change_applied", change, dict(counts))
    session.flush()
    return change


def revert(session: Session, change: TermChange) -> int:
    """Put back exactly what was there before the change was put into force; it is a draft again.

    Handed back is the number of records that were changed by others meanwhile and stay as they are now.
    """
    check(change, "applied")
    kept = put_back(session, change)
    for term in session.scalars(select(Term).where(Term.id.in_([before["id"] for before in change.terms_before]))):
        before = next(before for before in change.terms_before if before["id"] == term.id)
        term.is_coming = before["is_coming"]
        term.begins = date.fromisoformat(before["begins"]) if before["begins"] else None
        term.ends = date.fromisoformat(before["ends"]) if before["ends"] else None
    change.state, change.applied_at, change.counts, change.terms_before = "draft", None, {}, []
    audit.record(session, "term_change_reverted", change, {"kept": kept})
    session.flush()
    return kept


def confirm(session: Session, change: TermChange, at: datetime) -> int:
    """Make it final: it cannot be taken back any more. How many accounts lost the role of a deputy is handed back."""
    check(change, "applied")
    accounts = end_accounts(session, change)
    change.state, change.confirmed_at = "confirmed", at
    audit.record(session, "term_change_confirmed", change, {"accounts": accounts})
    session.flush()
    return accounts


def drop(session: Session, change: TermChange) -> int:
    """Give the change up: the elected mandates go, and with them the records that were made for these only.

    How many mandates went is handed back. Raises WrongStep.
    """
    check(change, "draft")
    gone = forget_elected(session, change)
    change.state = "dropped"
    audit.record(session, "term_change_dropped", change, {"mandates": gone})
    session.flush()
    return gone


def check(change: TermChange, state: str) -> None:
    """Raise :class:`WrongStep` for a change that is not in this state."""
    if change.state != state:
        raise WrongStep


def _check_alone(session: Session, region: Region, numbers: Mapping[str, int]) -> None:
    above = [region.code[:length] for length in range(2, len(region.code))]
    meeting = or_(TermChange.region_code.startswith(region.code, autoescape=True), TermChange.region_code.in_(above))
    for other in session.scalars(select(TermChange).where(TermChange.state.in_(OPEN), meeting)):
        if set(other.numbers) & set(numbers) or other.region_code == region.code:
            raise ChangeUnderWay(region=other.region.name)


def _announce(session: Session, congress: Congress, number: int, today: date) -> None:
    """Make the coming term, and tell old mandates that did not say theirs the one in force."""
    coming = next((term for term in congress.terms if term.number == number), None)
    if coming is not None and session.scalar(
        select(Mandate.id).where(Mandate.term_id == coming.id, Mandate.state.in_(HELD)).limit(1)
    ):
        raise TermInForce(number=number, congress=congress.name)
    unsaid = session.scalars(
        select(Mandate).where(Mandate.congress_id == congress.id, Mandate.term_id.is_(None), Mandate.state.in_(HELD))
    ).all()
    if unsaid:
        in_force = current_term(session, congress, today)
        if in_force is None or in_force.number == number:
            in_force = term_of(session, congress, max(number - 1, 1)) if number > 1 else None
        for mandate in unsaid:
            mandate.term = in_force
    if coming is None:
        coming = Term(number=number)
        congress.terms.append(coming)
    coming.is_coming = True


def _change_terms(session: Session, change: TermChange) -> None:
    """The old terms end and the new ones begin on the day; what was there before is remembered."""
    before = []
    for congress in congresses_of(session, change):
        number = change.numbers[congress.level]
        for term in congress.terms:
            is_new = term.number == number
            if not is_new and (term.number > number or term.ends is not None):
                continue
            before.append(
                {
                    "id": term.id,
                    "is_coming": term.is_coming,
                    "begins": term.begins.isoformat() if term.begins else None,
                    "ends": term.ends.isoformat() if term.ends else None,
                }
            )
            if is_new:
                term.is_coming, term.begins = False, change.day
            elif term.begins is None or term.begins < change.day:
                term.ends = change.day
    change.terms_before = before
