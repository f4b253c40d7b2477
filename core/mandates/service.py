"""What becomes of mandates: by-elections, suspensions, resignations and ends, each on a day and for a reason.

The rows of :class:`MandateEvent` are the history; the state of a mandate is what the last of them says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, ScalarSelect, Select, case, func, literal, or_, select
from sqlalchemy.orm import Session

from core import hookspecs as hooks
from core.congresses.models import Term
from core.deputies.models import ELECTED, SERVING, Deputy, Mandate, MandateEvent
from core.deputies.service import MandateTwice
from core.errors import DomainError
from core.plugin_host.asking import ask
from core.words import lazy as _

BY_ELECTED: Final = "by-elected"
OVER: Final = ("resigned", "ended")
"""The states in which a mandate has come to its end."""
MAY_BECOME: Final = ("suspended", "serving", *OVER)
"""What a mandate may become by hand; ``serving`` restores it."""
MOST_SUGGESTED = 300


class DayToCome(DomainError):
    """A day that is still to come was given for something that has happened."""

    code = "day_to_come"
    field = "day"
    message = _("%(day)s is still to come. Record it when it has happened.")


class DayBeforeBegin(DomainError):
    """Something was said to have happened before it began."""

    code = "day_before_begin"
    field = "day"
    message = _("It began on %(begins)s. Give that day or a later one.")


class SameState(DomainError):
    """The mandate is in this state on that day already."""

    code = "same_state"
    field = "state"
    message = _("The mandate is in this state on that day already. Choose what has changed, or correct the history.")


class NotBegun(DomainError):
    """A mandate of a coming term was to be exercised, or suspended, before that term has begun."""

    code = "mandate_not_begun"
    field = "state"
    message = _("This mandate begins with its term. Before, it can only be given up: choose “resigned” or “ended”.")


# Changing


def change_state(
    session: Session, mandate: Mandate, state: str, day: date, reason: str, *, today: date
) -> MandateEvent:
    """Record what a mandate became on a day. Raises NotBegun, DayToCome, DayBeforeBegin, SameState.

    Who exercises no mandate any more leaves what is to come: plugins are told.
    """
    if mandate.state == ELECTED and state not in OVER:
        raise NotBegun
    check_day(day, today, mandate.begins)
    if state_at(mandate, day) == state:
        raise SameState
    event = MandateEvent(mandate=mandate, day=day, state=state, reason=reason)
    session.add(event)
    recount(session, mandate)
    leave_what_is_to_come(session, mandate.deputy, today)
    return event


def correct_event(session: Session, event: MandateEvent, *, state: str, day: date, reason: str, today: date) -> None:
    """Correct a line of the history. Raises DayToCome, DayBeforeBegin."""
    mandate = event.mandate
    check_day(day, today, mandate.begins if event.state != BY_ELECTED else None)
    if event.state == BY_ELECTED:
        mandate.begins, state = day, BY_ELECTED
    event.state, event.day, event.reason = state, day, reason
    recount(session, mandate)
    leave_what_is_to_come(session, mandate.deputy, today)


def remove_event(session: Session, event: MandateEvent, today: date) -> None:
    """Take a line out of the history that should never have stood there; the audit keeps it."""
    mandate = event.mandate
    mandate.events.remove(event)
    recount(session, mandate)
    leave_what_is_to_come(session, mandate.deputy, today)


def add_mandate(  # noqa: PLR0913 - what a mandate is, by name
    session: Session,
    deputy: Deputy,
    term: Term,
    *,
    constituency: str = "",
    delegation: str = "",
    begins: date | None = None,
    is_by_election: bool = False,
    reason: str = "",
    today: date,
) -> Mandate:
    """A further mandate of a deputy, by-elected on a day or not. Raises MandateTwice, DayToCome."""
    if any(held.term_id == term.id for held in deputy.mandates):
        raise MandateTwice(name=deputy.person.name)
    if begins:
        check_day(begins, today, None)
    mandate = Mandate(
        deputy=deputy,
        level=term.congress.level,
        congress=term.congress,
        term=term,
        constituency=constituency,
        delegation=delegation,
        state=ELECTED if term.is_coming else BY_ELECTED if is_by_election else "serving",
        begins=begins or (today if is_by_election else None),
    )
    session.add(mandate)
    if is_by_election and not term.is_coming:
        mandate.events.append(MandateEvent(day=mandate.begins or today, state=BY_ELECTED, reason=reason))
    session.flush()
    return mandate


def recount(session: Session, mandate: Mandate) -> None:
    """Let the mandate be in the state that its history ends with."""
    session.flush()
    last = max(mandate.events, key=lambda event: (event.day, event.id), default=None)
    if last is None:
        mandate.state = ELECTED if mandate.term and mandate.term.is_coming else "serving"
    elif last.state == "serving" and any(event.state == BY_ELECTED for event in mandate.events):
        mandate.state = BY_ELECTED
    else:
        mandate.state = last.state
    mandate.ends = last.day if last is not None and last.state in OVER else None
    session.flush()


def state_at(mandate: Mandate, day: date) -> str:
    """The state of the mandate at the end of a day, as far as its history tells."""
    before = [event for event in mandate.events if event.day <= day]
    if before:
        return max(before, key=lambda event: (event.day, event.id)).state
    return "serving" if mandate.events else mandate.state


def leave_what_is_to_come(session: Session, deputy: Deputy, today: date) -> None:
    """Let plugins release what a deputy holds in the days to come, once no mandate is exercised any more."""
    if not deputy.is_serving:
        ask(hooks.deputies_left, session, [deputy.id], today)


def check_day(day: date, today: date, begins: date | None) -> None:
    """Raise :class:`DayToCome` or :class:`DayBeforeBegin` for a day on which it cannot have happened."""
    if day > today:
        raise DayToCome(day=day)
    if begins and day < begins:
        raise DayBeforeBegin(begins=begins)


# Asking


def serving_deputies(day: date | None = None) -> Select[int]:
    """The numbers of the deputies who exercise a mandate: now, or on a day that may have passed."""
    query = select(Mandate.deputy_id)
    if day is None:
        return query.where(Mandate.state.in_(SERVING))
    return query.outerjoin(Term, Term.id == Mandate.term_id).where(*exercised_on(day))


def exercised_on(day: date) -> tuple[ColumnElement[bool], ...]:
    """The conditions under which a mandate was exercised on a day; its term must be joined, by an outer join."""
    begun = func.coalesce(Mandate.begins, Term.begins)
    return (
        or_(begun.is_(None), begun <= day),
        or_(Term.id.is_(None), Term.is_coming.is_(False)),
        func.coalesce(_state_on(day), _first_state()).in_(SERVING),
    )


def _state_on(day: date) -> ScalarSelect[str]:
    """What the history says of a day; nothing where it begins later."""
    said = select(MandateEvent.state).where(MandateEvent.mandate_id == Mandate.id, MandateEvent.day <= day)
    last = said.order_by(MandateEvent.day.desc(), MandateEvent.id.desc()).limit(1)
    return last.correlate(Mandate).scalar_subquery()


def _first_state() -> ColumnElement[str]:
    """The state before the history: that of a mandate without any is the present one."""
    has_history = select(MandateEvent.id).where(MandateEvent.mandate_id == Mandate.id).exists()
    return case((has_history.correlate(Mandate), literal("serving")), else_=Mandate.state)


@dataclass(frozen=True, slots=True)
class Suggested:
    """What stands in other mandates of the same congresses, to choose from while typing."""

    constituencies: Sequence[str]
    delegations: Sequence[str]


def suggested(session: Session, congress_ids: Sequence[int]) -> Suggested:
    """The electoral districts, electing units and delegations already known there, in one statement."""
    found: dict[str, list[str]] = {"constituency": [], "delegation": []}
    rows: Any = session.execute(
        _values(Mandate.constituency, "constituency", congress_ids).union_all(
            _values(Mandate.delegation, "delegation", congress_ids)
        )
    )
    for kind, value in rows:
        found[kind].append(value)
    return Suggested(sorted(found["constituency"]), sorted(found["delegation"]))


def _values(column: Any, kind: str, congress_ids: Sequence[int]) -> Select[Any]:
    known = select(column).where(Mandate.congress_id.in_(congress_ids), column != "").distinct().limit(MOST_SUGGESTED)
    subquery = known.subquery()
    return select(literal(kind), subquery.c[column.key])
