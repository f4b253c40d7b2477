"""How long personal data are kept: rules with a period, a dry run of each, and a nightly job where it is wanted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from dateutil.relativedelta import relativedelta
from sqlalchemy import ColumnElement, Select, Subquery, and_, func, or_, select, update
from sqlalchemy.orm import Session

from core import audit
from core.accounts.models import Account
from core.audit.models import AuditEntry, AuditHead
from core.clock import STATION_ZONE
from core.deputies.models import SERVING, Deputy, Mandate
from core.errors import DomainError
from core.options.kinds import Number, Switch
from core.options.service import option
from core.people.models import Person
from core.personal_data.erasing import erase
from core.plugin_host.declarations import SettingsForm
from core.stations.models import Staff
from core.watch.logs import log
from core.words import LazyText
from core.words import lazy as _

_YEARS: Final = _("years")
Condition = Callable[[date], ColumnElement[bool]]
"""Whose time ended before a day."""

FORMER_DEPUTIES: Final = Number(
    key="retention.former_deputies",
    title=_("Deputies whose last mandate has ended"),
    hint=_("After so many years what says who they were is erased; 0 keeps it for ever."),
    default=0,
    highest=100,
    unit=_YEARS,
)
FORMER_STAFF: Final = Number(
    key="retention.former_staff",
    title=_("People who no longer run a station"),
    hint=_(
        "Of those who never were deputies and cannot sign in. After so many years what says who they were is erased; 0 keeps it for ever."
    ),
    default=0,
    highest=100,
    unit=_YEARS,
)
AUDIT_DETAILS: Final = Number(
    key="retention.audit_details",
    title=_("Details in the audit"),
    hint=_(
        "After so many years the details go; who did what, and when, stays, and so does the proof. 0 keeps them for ever."
    ),
    default=0,
    highest=100,
    unit=_YEARS,
)
BY_ITSELF: Final = Switch(
    key="retention.by_itself",
    title=_("Erase every night what has served its time"),
    hint=_("Otherwise an administrator looks at the list and erases by hand."),
)
SETTINGS: Final = SettingsForm(
    key="retention",
    title=_("How long personal data are kept"),
    lead=_("Nothing is erased unless a period is set here. What would go can be looked at before."),
    options=(FORMER_DEPUTIES, FORMER_STAFF, AUDIT_DETAILS, BY_ITSELF),
    order=60,
)
MOST_AT_ONCE: Final = 500
"""People erased in one transaction; the next night, or the next press of the button, goes on."""


@dataclass(frozen=True, slots=True)
class Due:
    """What a rule would erase now: how many, the oldest of them, and their names where they are people."""

    title: LazyText
    years: int
    count: int
    oldest: date | None = None
    names: Sequence[str] = ()


def dry_run(session: Session, today: date) -> list[Due]:
    """What every rule would erase today; nothing is written."""
    return [rule(session, today) for rule in (_former_deputies, _former_staff, _audit_details)]


def apply(session: Session, today: date) -> int:
    """Erase what has served its time; returns how many people and entries. The rest of many goes the next time."""
    people = 0
    for person in _people_due(session, today):
        try:
            with session.begin_nested():
                erase(session, person, today, reason=str(_("The period of keeping has passed.")))
        except DomainError as problem:
            log.warning("not_erased", person=person.id, code=problem.code)
        else:
            people += 1
    entries = 0
    if (clause := _entries_due(session, today)) is not None:
        entries = session.scalar(select(func.count(AuditEntry.id)).where(clause)) or 0
        if entries:
            session.execute(
                update(AuditEntry).where(clause).values(facts=None, salt=None),
                execution_options={"synchronize_session": False},
            )
            audit.record(session, "retention", session.get_one(AuditHead, 1), {"entries": entries})
    return people + entries


def every_night(session: Session, at: datetime) -> None:
    """The job: erases only where it was decided so."""
    if option(session, BY_ITSELF):
        apply(session, at.astimezone(STATION_ZONE).date())


def _former_deputies(session: Session, today: date) -> Due:
    ended = (
        select(Deputy.person_id, func.max(Mandate.ends).label("day"))
        .join(Deputy.mandates)
        .group_by(Deputy.person_id)
        .subquery()
    )
    return _due(session, FORMER_DEPUTIES, _is_former_deputy, ended, today)


def _former_staff(session: Session, today: date) -> Due:
    ended = select(Staff.person_id, func.max(Staff.ends).label("day")).group_by(Staff.person_id).subquery()
    return _due(session, FORMER_STAFF, _is_former_staff, ended, today)


def _due(session: Session, period: Number, is_former: Condition, ended: Subquery, today: date) -> Due:
    """Whom a rule would erase, those first whose time ended first."""
    years = option(session, period)
    if not years:
        return Due(period.title, 0, 0)
    people = session.execute(
        select(Person.name, ended.c.day)
        .join(ended, ended.c.person_id == Person.id)
        .where(is_former(today - relativedelta(years=years)))
        .order_by(ended.c.day, Person.id)
    ).all()
    oldest = people[0][1] if people else None
    return Due(period.title, years, len(people), oldest, [name for name, _ends in people[:200]])


def _people_due(session: Session, today: date) -> Sequence[Person]:
    clauses = [
        is_former(today - relativedelta(years=years))
        for period, is_former in ((FORMER_DEPUTIES, _is_former_deputy), (FORMER_STAFF, _is_former_staff))
        if (years := option(session, period))
    ]
    if not clauses:
        return []
    return session.scalars(select(Person).where(or_(*clauses)).order_by(Person.id).limit(MOST_AT_ONCE)).all()


def _is_former_deputy(before: date) -> ColumnElement[bool]:
    """Every mandate of the person has ended before the day, on a known one, and no station is run by them."""
    held = select(Deputy.person_id).join(Deputy.mandates)
    lasting = held.where(or_(Mandate.state.in_(SERVING), Mandate.ends.is_(None), Mandate.ends >= before))
    return and_(
        Person.erased_on.is_(None), Person.id.in_(held), Person.id.not_in(lasting), Person.id.not_in(_runs(before))
    )


def _is_former_staff(before: date) -> ColumnElement[bool]:
    """The person ran stations, the last until before the day, never was a deputy, and does no other work here."""
    ran = select(Staff.person_id)
    deputies = select(Deputy.person_id)
    works = select(Account.person_id).where(Account.person_id.is_not(None), Account.is_active)
    others = (deputies, works, _runs(before))
    return and_(Person.erased_on.is_(None), Person.id.in_(ran), *(Person.id.not_in(query) for query in others))


def _runs(before: date) -> Select[int]:
    """The people who run a station, or did so after this day."""
    return select(Staff.person_id).where(or_(Staff.ends.is_(None), Staff.ends >= before))


def _audit_details(session: Session, today: date) -> Due:
    clause = _entries_due(session, today)
    if clause is None:
        return Due(AUDIT_DETAILS.title, 0, 0)
    count, oldest = session.execute(select(func.count(AuditEntry.id), func.min(AuditEntry.at)).where(clause)).one()
    return Due(
        AUDIT_DETAILS.title,
        option(session, AUDIT_DETAILS),
        count,
        oldest.astimezone(STATION_ZONE).date() if oldest else None,
    )


def _entries_due(session: Session, today: date) -> ColumnElement[bool] | None:
    years = option(session, AUDIT_DETAILS)
    if not years:
        return None
    before = datetime.combine(today - relativedelta(years=years), datetime.min.time(), STATION_ZONE)
    return and_(AuditEntry.at < before, AuditEntry.salt.is_not(None))
