"""What is coming: who has signed up, waits, is invited, is away; a published rota, a place on offer, a cancelled day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.api.data import Account, Deputy, Station
from core.api.work import STATION_ZONE
from plugins.duty_days import lists, service
from plugins.duty_days.feeds import service as feeds
from plugins.duty_days.lists import month_after
from plugins.duty_days.models import DutyDay, Invitation
from plugins.duty_days.rota import exchanging, publishing
from plugins.duty_days.rota import service as rota
from plugins.duty_days.signing_up import invitations, leaves
from plugins.duty_days.signing_up.service import sign_up, sign_up_or_wait

SIGNED_UP: Final = (2, 1)
"""How many have signed up for a station's next day and for the one after it; the rest is free."""
WAITING: Final = 2
INVITED: Final = 5


def what_is_coming(session: Session, stations: Sequence[Station], today: date, told: Mapping[str, Any]) -> None:
    """Each station shows something else; the first is the one of the demonstration's accounts."""
    at = datetime.combine(today, time(8, 30), STATION_ZONE)
    me = session.scalars(
        select(Deputy).join(Account, Account.person_id == Deputy.person_id).where(Account.username == "deputy")
    ).first()
    for number, station in enumerate(stations):
        deputies = sorted(deputy for deputy, _name in lists.deputies_of(session, station))
        days = [day for day in lists.coming(session, station, today + timedelta(days=1)) if not day.is_cancelled]
        if not deputies or not days:
            continue
        if number == 1:
            _publish_a_rota(session, station, days, at)
        elif number == 3 and len(days) > 1:
            service.cancel(session, days.pop(1))
        if number != 1:
            _sign_up(session, days, deputies, at)
        if number == 0:
            _at_the_manager(session, days, deputies, me, at, told)
            _offer_a_place(session, days[0], me, at)
    if stations:
        feeds.renew(session, stations[0], at)
    if me is not None:
        feeds.renew(session, me, at)


def _sign_up(session: Session, days: Sequence[DutyDay], deputies: Sequence[int], at: datetime) -> None:
    turn = 0
    for duty_day, wanted in zip(days, SIGNED_UP, strict=False):
        sitting = duty_day.sittings[0]
        for _place in range(min(wanted, sitting.free, len(deputies))):
            sign_up(session, sitting.id, deputies[turn % len(deputies)], at.date(), at)
            turn += 1


def _at_the_manager(
    session: Session,
    days: Sequence[DutyDay],
    deputies: Sequence[int],
    me: Deputy | None,
    at: datetime,
    told: Mapping[str, Any],
) -> None:
    """The next day is full and two wait; for the one after it some are invited; one is away, one says when they can."""
    today, full = at.date(), days[0].sittings[0]
    others = [deputy for deputy in deputies if me is None or deputy != me.id]
    for deputy in others[2 : 2 + full.places - SIGNED_UP[0] + WAITING]:
        sign_up_or_wait(session, full.id, deputy, today, at)
    if len(days) > 1:
        _invite(session, days[1], [*others[-INVITED:], *([me.id] if me else [])], at, told)
    away, wishes = (session.get_one(Deputy, deputy) for deputy in others[6:8])
    begins = month_after(today.replace(day=1))
    leaves.take_leave(
        session,
        away,
        begins=begins,
        ends=begins + timedelta(days=20),
        reason=told["leave"]["reason"],
        today=today,
        at=at,
    )
    leaves.wish(session, wishes, part="afternoon", not_weekdays=(0,), not_months=(), note=told["wish"]["note"])


def _invite(
    session: Session, duty_day: DutyDay, deputies: Sequence[int], at: datetime, told: Mapping[str, Any]
) -> None:
    """One has said yes, one no; the others have not answered, and whoever is named last is among them."""
    sitting = duty_day.sittings[-1]
    invitations.invite(session, sitting, deputies, at.date(), at)
    query = select(Invitation).where(Invitation.sitting_id == sitting.id, Invitation.deputy_id.in_(deputies[:2]))
    yes, no = session.scalars(query.order_by(Invitation.id)).all()
    invitations.answer(session, yes, comes=True, reason="", today=at.date(), at=at + timedelta(hours=1))
    invitations.answer(
        session, no, comes=False, reason=told["invitation"]["declined"], today=at.date(), at=at + timedelta(hours=2)
    )


def _publish_a_rota(session: Session, station: Station, days: Sequence[DutyDay], at: datetime) -> None:
    """The quick rota of the coming months, published as it is."""
    begins, ends = at.date(), days[-1].day
    proposal = rota.ask(session, station, begins, ends, at=at, today=at.date(), account_id=None)
    rota.settle(session, [proposal.id])
    publishing.publish(session, proposal, at=at + timedelta(minutes=10), today=at.date(), account_id=None)


def _offer_a_place(session: Session, duty_day: DutyDay, me: Deputy | None, at: datetime) -> None:
    """Somebody cannot come and offers the place to the others of the station."""
    mine = (None, me.id if me else None)
    held = next((slot for slot in duty_day.sittings[0].slots if slot.deputy_id not in mine), None)
    if held is not None and held.deputy_id is not None:
        exchanging.offer(session, held.id, held.deputy_id, today=at.date(), at=at + timedelta(hours=3))
