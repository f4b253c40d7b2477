"""Visits to come: planned one by one or for a whole campaign, asked about, answered, moved to another day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, selectinload

from core.api.data import Deputy, Person, Station, calendar, record, serving_deputies
from plugins.enterprise_visits.models import Campaign, Pairing, Visit, VisitDeputy
from plugins.enterprise_visits.visiting import telling
from plugins.enterprise_visits.visiting.errors import (
    AnswerReasonMissing,
    CampaignOver,
    CampaignWithoutPairs,
    NobodyToAsk,
    NobodyToRemindOfVisit,
    VisitClosed,
    VisitNobody,
    VisitPast,
)

NOT_AGAIN_WITHIN: Final = timedelta(hours=4)
"""Nobody is reminded so soon after they were asked or reminded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A visit as it is to be."""

    day: date
    begins: time | None = None
    purpose: str = ""
    deputies: tuple[int, ...] = ()
    campaign_id: int | None = None


def plan(
    session: Session,
    station_id: int,
    enterprise_id: int,
    wish: Wish,
    *,
    own: int | None,
    account_id: int | None,
    today: date,
    at: datetime,
) -> Visit:
    """Plan a visit and ask its deputies; who plans it for themself (`own`) comes. Raises VisitPast, VisitNobody."""
    if wish.day < today:
        raise VisitPast
    if not wish.deputies:
        raise VisitNobody
    visit = Visit(
        station_id=station_id,
        enterprise_id=enterprise_id,
        day=wish.day,
        begins=wish.begins,
        purpose=wish.purpose,
        campaign_id=wish.campaign_id,
        planned_by=account_id,
    )
    session.add(visit)
    session.flush()
    telling.asked(session, visit, _ask(session, visit, wish.deputies, own, at), at)
    return visit


def move(
    session: Session,
    visit: Visit,
    day: date,
    begins: time | None,
    purpose: str,
    *,
    today: date,
    at: datetime,
    by_person: int | None,
) -> None:
    """Another day, hour or purpose; the others are told of another day. Raises VisitClosed, VisitPast."""
    if not visit.is_planned:
        raise VisitClosed
    if day != visit.day and day < today:
        raise VisitPast
    was = visit.day
    visit.day, visit.begins, visit.purpose = day, begins, purpose
    if was != day:
        visit.route_id, visit.position = None, None  # a route is the way of one day
    session.flush()
    if was != day:
        telling.moved(session, visit, was, at, but=by_person)


def invite(session: Session, visit: Visit, deputies: Collection[int], at: datetime) -> int:
    """Ask further deputies to come along; returns how many were asked now. Raises VisitClosed, NobodyToAsk."""
    if not visit.is_planned:
        raise VisitClosed
    known = {one.deputy_id for one in visit.deputies if one.answer != "declined"}
    wanted = set(deputies) - known
    serves = select(Deputy.id).where(Deputy.id.in_(wanted), Deputy.id.in_(serving_deputies(visit.day)))
    serving = set(session.scalars(serves))
    if not serving:
        raise NobodyToAsk
    again = [one for one in visit.deputies if one.deputy_id in serving]
    for one in again:
        one.answer, one.reason, one.asked_at, one.answered_at = "asked", "", at, None
        one.reminders += 1
    fresh = _ask(session, visit, sorted(serving - {one.deputy_id for one in again}), None, at)
    telling.asked(session, visit, [*again, *fresh], at)
    session.expire(visit, ["deputies"])
    return len(serving)


def answer(session: Session, mine: VisitDeputy, *, comes: bool, reason: str, at: datetime) -> None:
    """Say whether one comes along; it can be changed until the visit was held. Raises VisitClosed, AnswerReasonMissing."""
    if not mine.visit.is_planned:
        raise VisitClosed
    if not comes and not reason.strip():
        raise AnswerReasonMissing
    mine.answer, mine.answered_at = "coming" if comes else "declined", at
    mine.reason = "" if comes else reason.strip()
    session.flush()


def remind(session: Session, visit: Visit, at: datetime) -> int:
    """Remind all who have not answered, but nobody twice within some hours. Raises VisitClosed, NobodyToRemindOfVisit."""
    if not visit.is_planned:
        raise VisitClosed
    late = _unanswered(visit.deputies, at)
    if not late:
        raise NobodyToRemindOfVisit(hours=NOT_AGAIN_WITHIN // timedelta(hours=1))
    for one in late:
        one.reminded_at, one.reminders = at, one.reminders + 1
    session.flush()
    telling.asked(session, visit, late, at)
    record(session, "remind", visit, {"asked": len(late)})
    return len(late)


# Campaigns


def begin_campaign(session: Session, station: Station, **facts: object) -> Campaign:
    """A further campaign of the station."""
    campaign = Campaign(station_id=station.id, **facts)
    session.add(campaign)
    session.flush()
    return campaign


def pairs_left(session: Session, campaign: Campaign, day: date) -> list[tuple[int, str, int]]:
    """Deputies with enterprises that are not planned in this campaign yet: number, name, how many."""
    counted = Counter(deputy for deputy, _enterprise in _pairs(session, campaign, day))
    query = select(Deputy.id, Person.name).join(Deputy.person).where(Deputy.id.in_(counted))
    rows = session.execute(query.order_by(Person.initials, Person.name, Deputy.id))
    return [(number, name, counted[number]) for number, name in rows]


def plan_campaign(
    session: Session,
    campaign: Campaign,
    deputies: Collection[int],
    *,
    account_id: int | None,
    today: date,
    at: datetime,
) -> int:
    """Plan a visit to every enterprise of these deputies, spread over its working days; each deputy is told once.

    An enterprise with several of them is visited once, by all. Raises CampaignOver, CampaignWithoutPairs.
    """
    days = _days(session, max(campaign.begins, today), campaign.ends)
    if not days:
        raise CampaignOver
    groups: dict[int, list[int]] = {}
    for deputy, enterprise in _pairs(session, campaign, today):
        if deputy in deputies:
            groups.setdefault(enterprise, []).append(deputy)
    if not groups:
        raise CampaignWithoutPairs
    made = {}
    for enterprise, day in spread(groups, days).items():
        made[enterprise] = Visit(
            station_id=campaign.station_id,
            enterprise_id=enterprise,
            day=day,
            purpose=campaign.purpose,
            campaign_id=campaign.id,
            planned_by=account_id,
        )
    session.add_all(made.values())
    session.flush()
    session.add_all(
        VisitDeputy(visit_id=visit.id, deputy_id=deputy, asked_at=at)
        for enterprise, visit in made.items()
        for deputy in groups[enterprise]
    )
    session.flush()
    telling.of_campaign(session, campaign, Counter(one for group in groups.values() for one in group), len(made), at)
    return len(made)


def spread(groups: Mapping[int, Sequence[int]], days: Sequence[date]) -> dict[int, date]:
    """A day for each enterprise: as few visits as possible of one deputy on one day, and as few as possible in all."""
    busy: Counter[tuple[int, date]] = Counter()
    total: Counter[date] = Counter()
    chosen = {}
    for enterprise in sorted(groups, key=lambda one: (-len(groups[one]), one)):
        deputies = groups[enterprise]
        day = min(days, key=lambda one: (max(busy[deputy, one] for deputy in deputies), total[one], one))
        chosen[enterprise] = day
        total[day] += 1
        busy.update((deputy, day) for deputy in deputies)
    return chosen


def remind_campaign(session: Session, campaign: Campaign, today: date, at: datetime) -> int:
    """Remind everybody who has not answered for visits to come, once each. Raises NobodyToRemindOfVisit."""
    query = (
        select(Visit)
        .where(Visit.campaign_id == campaign.id, Visit.state == "planned", Visit.day >= today)
        .options(selectinload(Visit.deputies))
    )
    late = [one for visit in session.scalars(query) for one in _unanswered(visit.deputies, at)]
    if not late:
        raise NobodyToRemindOfVisit(hours=NOT_AGAIN_WITHIN // timedelta(hours=1))
    for one in late:
        one.reminded_at, one.reminders = at, one.reminders + 1
    session.flush()
    telling.of_campaign(session, campaign, Counter(one.deputy_id for one in late), int(at.timestamp()), at)
    record(session, "remind", campaign, {"asked": len(late)})
    return len({one.deputy_id for one in late})


def _ask(session: Session, visit: Visit, deputies: Iterable[int], own: int | None, at: datetime) -> list[VisitDeputy]:
    """Put these deputies down; who does it for themself comes, the others are asked and returned."""
    made = [
        VisitDeputy(visit_id=visit.id, deputy_id=number, answer="coming", answered_at=at, asked_at=at)
        if number == own
        else VisitDeputy(visit_id=visit.id, deputy_id=number, answer="asked", asked_at=at, reminders=0)
        for number in dict.fromkeys(deputies)
    ]
    session.add_all(made)
    session.flush()
    return [one for one in made if one.answer == "asked"]


def _unanswered(deputies: Iterable[VisitDeputy], at: datetime) -> list[VisitDeputy]:
    since = at - NOT_AGAIN_WITHIN
    return [
        one
        for one in deputies
        if one.answer == "asked" and all(when is None or when <= since for when in (one.asked_at, one.reminded_at))
    ]


def _pairs(session: Session, campaign: Campaign, day: date) -> list[tuple[int, int]]:
    """The pairs of the campaign's station whose enterprise has no visit in it: deputy and enterprise."""
    here = select(Station.id).where(or_(Station.id == campaign.station_id, Station.parent_id == campaign.station_id))
    visited = select(Visit.enterprise_id).where(Visit.campaign_id == campaign.id, Visit.state != "cancelled")
    query = (
        select(Pairing.deputy_id, Pairing.enterprise_id)
        .where(Pairing.station_id.in_(here), Pairing.open_on(day), Pairing.enterprise_id.not_in(visited))
        .order_by(Pairing.enterprise_id, Pairing.deputy_id)
    )
    return [(deputy, enterprise) for deputy, enterprise in session.execute(query)]


def _days(session: Session, begins: date, ends: date) -> list[date]:
    """The working days between two days; every day where the calendar says nothing of them."""
    known = calendar(session)
    days = [begins + timedelta(days=n) for n in range((ends - begins).days + 1)]
    return [day for day in days if known.on(day).working] or days
