"""The steps of a term change: started, put into force, taken back or confirmed, or given up.

``draft -> applied -> confirmed``, with a way back from applied to draft, and out of draft. Each step is one
transaction: it happens whole or not at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from core import audit
from core.congresses.models import LEVELS, Congress, Term
from core.congresses.service import congress_at, current_term, term_of
from core.congresses.words import congress_title
from core.deputies.models import HELD, Mandate
from core.imports import staging
from core.imports.models import ImportBatch
from core.regions.models import Region
from core.terms.applying import apply_to_deputies
from core.terms.ending import end_accounts, forget_elected
from core.terms.errors import (
    ChangeUnderWay,
    DayBesideTerms,
    NothingToChange,
    RosterUnfinished,
    TermInForce,
    TermNotBegun,
    WrongStep,
)
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

    Mandates that did not say their term are told the one in force.
    Raises ChangeUnderWay, TermInForce, DayBesideTerms.
    """
    _wait_for_others(session, region)
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
        _check_days(congress, numbers[congress.level], day)
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

    Raises WrongStep, TermNotBegun, RosterUnfinished, DayBesideTerms, NothingToChange.
    """
    check(change, "draft")
    if change.day > today:
        raise TermNotBegun(day=change.day)
    if unfinished := rosters(session, change):
        raise RosterUnfinished(name=unfinished[0].file_name)
    for congress in congresses_of(session, change):
        _check_days(congress, change.numbers[congress.level], change.day)
    counts = apply_to_deputies(session, change, today)
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
    for before in change.terms_before:
        kept += _put_back_term(session.get_one(Term, before["id"]), before, change.day)
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

    How many mandates went is handed back. Raises WrongStep, RosterUnfinished.
    """
    check(change, "draft")
    for batch in rosters(session, change):
        if batch.state != "staged":
            raise RosterUnfinished(name=batch.file_name)
        staging.drop(session, batch)
    gone = forget_elected(session, change)
    change.state = "dropped"
    audit.record(session, "term_change_dropped", change, {"mandates": gone})
    session.flush()
    return gone


def rosters(session: Session, change: TermChange) -> list[ImportBatch]:
    """The rosters brought for the change that are neither written nor dropped yet, the latest first."""
    query = select(ImportBatch).where(
        ImportBatch.state.in_(("staged", "reading", "writing")),
        ImportBatch.options["term_change"].as_integer() == change.id,
    )
    return list(session.scalars(query.order_by(ImportBatch.id.desc())))


def check(change: TermChange, state: str) -> None:
    """Raise :class:`WrongStep` for a change that is not in this state."""
    if change.state != state:
        raise WrongStep


def _wait_for_others(session: Session, region: Region) -> None:
    """Let two offices of one county start one after the other, so that the second one sees the first one's change."""
    session.scalar(select(Region.code).where(Region.code == region.code[:6]).with_for_update(key_share=True))


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
    _tell_term(session, congress, number, today)
    if coming is None:
        coming = Term(number=number)
        congress.terms.append(coming)
    coming.is_coming = True


def _tell_term(session: Session, congress: Congress, number: int, today: date) -> None:
    """Tell mandates that did not say their term the one in force; but not where the deputy holds that one as well."""
    unsaid = select(Mandate).where(
        Mandate.congress_id == congress.id, Mandate.term_id.is_(None), Mandate.state.in_(HELD)
    )
    if session.scalar(unsaid.with_only_columns(Mandate.id).limit(1)) is None:
        return
    in_force = current_term(session, congress, today)
    if in_force is None or in_force.number == number:
        in_force = term_of(session, congress, max(number - 1, 1))
    other = aliased(Mandate)
    has_both = select(other.id).where(other.deputy_id == Mandate.deputy_id, other.term_id == in_force.id)
    told = set[int]()
    for mandate in session.scalars(unsaid.where(~has_both.exists()).order_by(Mandate.id)).all():
        if mandate.deputy_id not in told:
            mandate.term = in_force
            told.add(mandate.deputy_id)


def _check_days(congress: Congress, number: int, day: date) -> None:
    """Raise :class:`DayBesideTerms` where a term of the congress cannot end, or begin, on this day."""
    for term in congress.terms:
        begins_late = term.number < number and term.ends is None and term.begins is not None and term.begins >= day
        if begins_late or (term.number == number and term.ends is not None and term.ends <= day):
            raise DayBesideTerms(day=day, number=term.number, congress=congress_title(congress))


def _put_back_term(term: Term, before: Mapping[str, Any], day: date) -> int:
    """Undo what was done to the days of a term; 1 where somebody has corrected them since, and they stay."""
    if before["is_coming"] != term.is_coming:  # the new one
        term.is_coming = before["is_coming"]
        if term.begins != day:
            return 1
        term.begins = _day(before["begins"])
    elif term.ends == day:
        term.ends = _day(before["ends"])
    elif term.ends != _day(before["ends"]):
        return 1
    return 0


def _day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None


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
