"""What deputies are told about visits: that they are asked, reminded, or that one does not take place."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.api.data import Deputy, day_in_words, notify
from core.api.declare import _
from plugins.enterprise_visits.models import Campaign, Visit, VisitDeputy


def asked(session: Session, visit: Visit, invitations: Collection[VisitDeputy], at: datetime) -> None:
    """Everybody of these is asked whether they come along."""
    persons = _persons(session, [one.deputy_id for one in invitations])
    for one in invitations:
        notify(
            session,
            person_id=persons[one.deputy_id],
            key=f"enterprise_visits.invitation:{visit.id}-{one.deputy_id}-{one.reminders}",
            title=_(
                "Visit to %(enterprise)s on %(day)s: do you come?",
                enterprise=visit.enterprise.name,
                day=day_in_words(visit.day),
            ),
            body=_("%(station)s asks you to come along. Answer with one tap.", station=visit.station.name),
            link=f"/p/enterprise_visits/visits/{visit.id}",
            at=at,
            station_id=visit.station_id,
        )


def cancelled(session: Session, visit: Visit, at: datetime, but: int | None = None) -> None:
    """Everybody who was to come is told that the visit does not take place; `but` is the person who says so."""
    for person in _persons(session, [one.deputy_id for one in visit.deputies if one.answer != "declined"]).values():
        if person != but:
            notify(
                session,
                person_id=person,
                key=f"enterprise_visits.cancelled:{visit.id}",
                title=_(
                    "The visit to %(enterprise)s on %(day)s is cancelled",
                    enterprise=visit.enterprise.name,
                    day=day_in_words(visit.day),
                ),
                body=visit.cancel_reason,
                link=f"/p/enterprise_visits/visits/{visit.id}",
                at=at,
                station_id=visit.station_id,
            )


def moved(session: Session, visit: Visit, was: date, at: datetime, but: int | None = None) -> None:
    """Everybody who was to come is told of the new day."""
    for person in _persons(session, [one.deputy_id for one in visit.deputies if one.answer != "declined"]).values():
        if person != but:
            notify(
                session,
                person_id=person,
                key=f"enterprise_visits.moved:{visit.id}-{was:%Y%m%d}-{visit.day:%Y%m%d}",
                title=_(
                    "The visit to %(enterprise)s is now on %(day)s",
                    enterprise=visit.enterprise.name,
                    day=day_in_words(visit.day),
                ),
                body=_("It was planned for %(day)s.", day=day_in_words(was)),
                link=f"/p/enterprise_visits/visits/{visit.id}",
                at=at,
                station_id=visit.station_id,
            )


def of_campaign(session: Session, campaign: Campaign, visits: dict[int, int], reminder: int, at: datetime) -> None:
    """Every deputy is told once how many visits of the campaign wait for an answer: `visits` by deputy."""
    persons = _persons(session, list(visits))
    for deputy_id, number in visits.items():
        notify(
            session,
            person_id=persons[deputy_id],
            key=f"enterprise_visits.campaign:{campaign.id}-{deputy_id}-{reminder}",
            title=_("%(campaign)s: %(n)s visits are planned for you", campaign=campaign.name, n=number),
            body=_("Look at the days, say whether you come, or choose another day."),
            link="/p/enterprise_visits/visits/mine",
            at=at,
            station_id=campaign.station_id,
        )


def _persons(session: Session, deputies: Sequence[int]) -> dict[int, int]:
    found = session.execute(select(Deputy.id, Deputy.person_id).where(Deputy.id.in_(sorted(deputies))))
    return {number: person for number, person in found}  # noqa: C416 - rows are no pairs to mypy
