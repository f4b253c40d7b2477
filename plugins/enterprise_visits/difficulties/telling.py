"""Who is told of difficulties. No notice says what was told, and none of what is for the office only reaches a station."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from sqlalchemy import ColumnElement, literal, select
from sqlalchemy.orm import Session

from core.api.data import Account, Deputy, notify, tell_staff
from core.api.declare import LazyText, _
from plugins.enterprise_visits.difficulties.words import KINDS, STATES
from plugins.enterprise_visits.models.difficulties import Difficulty, DifficultyEvent
from plugins.enterprise_visits.models.pairing import Pairing

PAGE: Final = "/p/enterprise_visits/difficulties/{0}"


def of_contact(session: Session, difficulty: Difficulty, today: date, at: datetime) -> None:
    """The enterprise's contact told of one: its deputies and its station hear of it, or the office alone."""
    key = f"enterprise_visits.difficulty:{difficulty.id}"
    link = PAGE.format(difficulty.id)
    if difficulty.office_only:
        title = _("An enterprise told the office of a difficulty")
        _tell_offices(session, difficulty, key, title, at)
        return
    title = _("%(enterprise)s told of a difficulty", enterprise=difficulty.enterprise.name)
    paired = (
        select(Deputy.person_id)
        .join(Pairing, Pairing.deputy_id == Deputy.id)
        .where(Pairing.enterprise_id == difficulty.enterprise_id, Pairing.open_on(today))
    )
    for person_id in session.scalars(paired.distinct()).all():
        notify(session, person_id=person_id, key=key, title=title, body=KINDS[difficulty.kind], link=link, at=at)
    if difficulty.station is not None:
        tell_staff(session, difficulty.station, key=key, title=title, body=KINDS[difficulty.kind], link=link, at=at)


def of_change(session: Session, difficulty: Difficulty, event: DifficultyEvent, at: datetime) -> None:
    """Who entered it hears what became of it; the organ it was brought to hears that it was."""
    key = f"enterprise_visits.difficulty:{difficulty.id}-{event.id}"
    if difficulty.deputy is not None:
        notify(
            session,
            person_id=difficulty.deputy.person_id,
            key=key,
            title=_("A difficulty you passed on: %(state)s", state=STATES[event.state]),
            body=KINDS[difficulty.kind],
            link=PAGE.format(difficulty.id),
            at=at,
        )
    if event.state == "with_organ":
        _tell_organ(session, difficulty, key, at)


def _tell_organ(session: Session, difficulty: Difficulty, key: str, at: datetime) -> None:
    organ = difficulty.organ
    if organ is None:
        return
    title = _("A difficulty was brought to %(organ)s", organ=organ.name)
    theirs = Account.grants.any(role="organ", organ=organ.name)
    _tell(session, theirs, difficulty, key, title, at)


def _tell_offices(session: Session, difficulty: Difficulty, key: str, title: LazyText, at: datetime) -> None:
    grant = Account.grants.property.mapper.class_
    above = literal(difficulty.region_code).startswith(grant.region_code)
    offices = Account.grants.any((grant.role == "office") & (grant.region_code != "") & above)
    _tell(session, offices, difficulty, key, title, at)


def _tell(
    session: Session, whose: ColumnElement[bool], difficulty: Difficulty, key: str, title: LazyText, at: datetime
) -> None:
    query = select(Account.id, Account.person_id).where(Account.is_active, whose).order_by(Account.id)
    for account_id, person_id in session.execute(query).all():
        notify(
            session,
            person_id=person_id,
            account_id=account_id if person_id is None else None,
            key=key,
            title=title,
            body=KINDS[difficulty.kind],
            link=PAGE.format(difficulty.id),
            at=at,
        )
