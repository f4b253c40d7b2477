"""Leads: entering them, the steps they take, and who may read them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from core.api.data import Chain, Deputy, Person, Segment, Station, Viewer
from plugins.enterprise_visits.helping.service import deputies_of
from plugins.enterprise_visits.leads.errors import (
    FirstStepStays,
    LeadDayReversed,
    LeadDeputyElsewhere,
    LeadOver,
    LeadStepInFuture,
    SegmentElsewhere,
)
from plugins.enterprise_visits.leads.words import STAGES
from plugins.enterprise_visits.models import Lead, LeadEvent
from plugins.enterprise_visits.models.helping import ENDED, PROJECT

SEE, KEEP = "enterprise_visits.see_leads", "enterprise_visits.keep_leads"


def enter(session: Session, station: Station, *, day: date, today: date, at: datetime, **facts: Any) -> Lead:
    """Note a lead that was heard of on a day. Raises LeadStepInFuture, SegmentElsewhere, LeadDeputyElsewhere."""
    if day > today:
        raise LeadStepInFuture
    lead = Lead(station_id=station.id, chain_id=station.chain_id, stage="lead")
    lead.events.append(LeadEvent(day=day, stage="lead", entered_at=at))
    change(session, lead, **facts)
    return lead


def change(  # noqa: PLR0913 - what is known of it, by name
    session: Session,
    lead: Lead,
    *,
    title: str,
    investor: str = "",
    words: str = "",
    amount: int | None = None,
    segment: int | None = None,
    deputy: int | None = None,
    confidential: bool = False,
) -> None:
    """Correct what is known of it. Raises SegmentElsewhere, LeadDeputyElsewhere."""
    if segment not in (None, lead.segment_id) and segment not in dict(segments_of(session, lead.chain_id)):
        raise SegmentElsewhere
    if deputy not in (None, lead.deputy_id) and deputy not in dict(deputies_of(session, lead.station_id)):
        raise LeadDeputyElsewhere
    lead.title, lead.investor, lead.words, lead.amount = title, investor, words, amount
    lead.segment_id, lead.deputy_id, lead.confidential = segment, deputy, confidential
    session.add(lead)
    session.flush()


def take_step(
    session: Session, lead: Lead, *, stage: str, day: date, words: str, today: date, at: datetime
) -> LeadEvent:
    """Write down what happened and where the lead stands now. Raises LeadOver, LeadDayReversed, LeadStepInFuture."""
    if lead.stage in (PROJECT, ENDED):
        raise LeadOver(stage=STAGES[lead.stage])
    if day > today:
        raise LeadStepInFuture
    if day < lead.events[-1].day:
        raise LeadDayReversed(day=lead.events[-1].day.isoformat())
    event = LeadEvent(day=day, stage=stage, words=words, entered_at=at)
    lead.events.append(event)
    lead.stage = stage
    session.flush()
    return event


def take_back(session: Session, lead: Lead) -> None:
    """Remove the last step: it was a mistake. Raises FirstStepStays."""
    if len(lead.events) < 2:
        raise FirstStepStays
    lead.events.pop()
    lead.stage = lead.events[-1].stage
    session.flush()


def readable(viewer: Viewer) -> ColumnElement[bool]:
    """The leads a viewer may read: within reach and, where confidential, of a station whose leads they keep."""
    return Lead.in_reach(viewer.reach(SEE)) & or_(~Lead.confidential, Lead.in_reach(viewer.reach(KEEP)))


def may_read(viewer: Viewer, lead: Lead) -> bool:
    """The same of one lead."""
    return viewer.may(SEE, lead.scope()) and (not lead.confidential or viewer.may(KEEP, lead.scope()))


def segments_of(session: Session, chain_id: int | None) -> Sequence[tuple[int, str]]:
    """The segments of a chain, in order."""
    query = select(Segment.id, Segment.name).where(Segment.chain_id == chain_id).order_by(Segment.position, Segment.id)
    return [(number, name) for number, name in session.execute(query)]


def in_list(viewer: Viewer, words: str, stage: str, station: Station | None = None) -> Select[Any]:
    """Leads as rows of a list."""
    last = select(func.max(LeadEvent.day)).where(LeadEvent.lead_id == Lead.id).correlate(Lead).scalar_subquery()
    query: Select[Any] = (
        select(  # type: ignore[assignment]  # columns by name, not by type
            Lead.id,
            Lead.title,
            Lead.investor,
            Lead.amount,
            Lead.stage,
            Lead.confidential,
            Station.name.label("station"),
            Chain.name.label("chain"),
            Segment.name.label("segment"),
            Person.name.label("deputy"),
            last.label("last"),
        )
        .join(Lead.station)
        .outerjoin(Lead.chain)
        .outerjoin(Lead.segment)
        .outerjoin(Lead.deputy)
        .outerjoin(Deputy.person)
        .where(readable(viewer))
    )
    if station is not None:
        query = query.where(Lead.station_id == station.id)
    if stage:
        query = query.where(Lead.stage == stage)
    if words:
        texts = (Lead.title, Lead.investor, Lead.words)
        query = query.where(or_(*(text.contains(words, autoescape=True) for text in texts)))
    return query


ORDERS = {
    "number": (Lead.id.desc(),),
    "title": (Lead.title, Lead.id),
    "amount": (func.coalesce(Lead.amount, -1).desc(), Lead.id),
    "stage": (Lead.stage, Lead.id.desc()),
}
