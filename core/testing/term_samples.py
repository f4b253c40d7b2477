"""What tests put into the parameters of URLs that are about terms, mandates and groups."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.deputies.models import Deputy, MandateEvent, Placement
from core.groups.models import DeputyGroup, GroupMember
from core.plugin_host.declarations import UrlSample
from core.stations.models import Station
from core.terms.models import TermChange
from core.testing.factories import make_deputy


def _deputy(session: Session, station: Station) -> Deputy:
    query = select(Deputy).join(Placement).where(Placement.station_id == station.id).order_by(Deputy.id).limit(1)
    return session.scalars(query).one_or_none() or make_deputy(session, station=station)


def _event(session: Session, station: Station) -> MandateEvent:
    mandate = _deputy(session, station).mandates[0]
    if not mandate.events:
        mandate.events.append(MandateEvent(day=date(2026, 3, 1), state="by-elected", reason="By-election"))
        session.flush()
    return mandate.events[0]


def _group(session: Session, station: Station) -> DeputyGroup:
    found = session.scalars(select(DeputyGroup).where(DeputyGroup.region_code == station.region_code)).first()
    if found is None:
        found = DeputyGroup(region_code=station.region_code, name="Cotton group", kind="trade")
        session.add(found)
        session.flush()
    return found


def _member(session: Session, station: Station) -> GroupMember:
    group, deputy = _group(session, station), _deputy(session, station)
    query = select(GroupMember).where(GroupMember.group_id == group.id, GroupMember.deputy_id == deputy.id)
    found = session.scalars(query).first()
    if found is None:
        found = GroupMember(group=group, deputy=deputy, begins=date(2026, 1, 1))
        session.add(found)
        session.flush()
    return found


def _term_change(session: Session, station: Station) -> TermChange:
    _deputy(session, station)
    found = session.scalars(select(TermChange).where(TermChange.region_code == station.region_code)).first()
    if found is None:
        found = TermChange(
            region_code=station.region_code,
            numbers={"county": 19},
            day=date(2026, 11, 10),
            created_at=datetime(2026, 11, 1, tzinfo=UTC),
        )
        session.add(found)
        session.flush()
    return found


SAMPLES: tuple[UrlSample, ...] = (
    UrlSample(parameter="mandate_event", make=_event),
    UrlSample(parameter="deputy_group", make=_group),
    UrlSample(parameter="group_member", make=_member),
    UrlSample(parameter="term_change", make=_term_change),
)
