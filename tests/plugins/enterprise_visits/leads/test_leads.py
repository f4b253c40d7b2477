"""Leads go step by step to a project or come to nothing, and confidential ones are read by those who keep them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from core.access import Held, Role, Viewer
from core.api.data import Station
from core.clock import today
from core.testing import make_chain, make_deputy, make_station
from plugins.enterprise_visits.leads import service
from plugins.enterprise_visits.leads.errors import (
    FirstStepStays,
    LeadDayReversed,
    LeadDeputyElsewhere,
    LeadOver,
    LeadStepInFuture,
    SegmentElsewhere,
)
from plugins.enterprise_visits.leads.views import PERMISSIONS
from plugins.enterprise_visits.models import Lead, LeadEvent

AT = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
ROLES = {permission.name: permission.roles for permission in PERMISSIONS}


@pytest.fixture
def station(session: Session) -> Station:
    return make_station(session)


def heard(session: Session, station: Station, **more: Any) -> Lead:
    told: dict[str, Any] = {"title": "A new mill", "day": today() - timedelta(days=30)} | more
    return service.enter(session, station, today=today(), at=AT, **told)


def step(session: Session, lead: Lead, stage: str, day: date | None = None) -> LeadEvent:
    return service.take_step(session, lead, stage=stage, day=day or today(), words="", today=today(), at=AT)


def test_a_lead_becomes_a_project_step_by_step_and_stays_one(session: Session, station: Station) -> None:
    lead = heard(session, station, amount=5000)
    for stage in ("contact", "negotiating", "signed", "project"):
        step(session, lead, stage)
    assert lead.stage == "project"
    assert [event.stage for event in lead.events] == ["lead", "contact", "negotiating", "signed", "project"]
    with pytest.raises(LeadOver):
        step(session, lead, "ended")


def test_the_last_step_is_taken_back_but_not_the_first(session: Session, station: Station) -> None:
    lead = heard(session, station)
    step(session, lead, "ended")
    service.take_back(session, lead)
    assert lead.stage == "lead"
    with pytest.raises(FirstStepStays):
        service.take_back(session, lead)


def test_steps_lie_neither_in_the_future_nor_before_the_last_one(session: Session, station: Station) -> None:
    with pytest.raises(LeadStepInFuture):
        heard(session, station, day=today() + timedelta(days=1))
    lead = heard(session, station)
    with pytest.raises(LeadDayReversed):
        step(session, lead, "contact", today() - timedelta(days=31))
    with pytest.raises(LeadStepInFuture):
        step(session, lead, "contact", today() + timedelta(days=1))


def test_its_segment_is_one_of_the_chain_and_its_deputy_one_of_the_station(session: Session, station: Station) -> None:
    with pytest.raises(SegmentElsewhere):
        heard(session, station, segment=make_chain(session).segments[0].id)
    with pytest.raises(LeadDeputyElsewhere):
        heard(session, station, deputy=make_deputy(session).id)
    assert station.chain is not None
    deputy = make_deputy(session, station=station)
    lead = heard(session, station, segment=station.chain.segments[1].id, deputy=deputy.id)
    assert (lead.segment_id, lead.deputy_id) == (station.chain.segments[1].id, deputy.id)


@pytest.mark.parametrize(
    ("held", "reads"),
    [
        (Held(Role.OFFICE, region_code="320381"), True),
        (Held(Role.LEADER, region_code="320381"), False),
        (Held(Role.DEPUTY), False),
        ("manager", True),
        (Held(Role.OFFICE, region_code="510703"), False),
    ],
)
def test_who_reads_a_confidential_lead(session: Session, station: Station, held: object, reads: bool) -> None:
    role = held if isinstance(held, Held) else Held(Role.MANAGER, station_id=station.id)
    viewer = Viewer(account_id=1, held=(role,), placed_at=frozenset({station.id}), roles_by_permission=ROLES)
    open_to_all, secret = heard(session, station), heard(session, station, confidential=True)
    listed = {row.id for row in session.execute(service.in_list(viewer, "", ""))}
    assert (secret.id in listed, service.may_read(viewer, secret)) == (reads, reads)
    within = role.region_code != "510703"
    assert (open_to_all.id in listed, service.may_read(viewer, open_to_all)) == (within, within)
