"""What the demonstration shows of groups and mandates: a group of deputies of a trade, and a by-election."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.deputies.lists import placed_deputies
from core.deputies.models import Deputy, Mandate, MandateEvent
from core.groups import service as groups
from core.groups.models import GroupMember
from core.mandates.service import BY_ELECTED, recount
from core.people.models import Person
from core.stations.models import Station


def form_groups(session: Session, region_code: str, wanted: Sequence[Mapping[str, Any]]) -> None:
    """Form the groups, of the deputies of a station each; the first of them convenes. Twice is once."""
    for facts in wanted:
        group = groups.group_named(session, region_code, facts["name"])
        if group.begins is not None:
            continue
        group.kind, group.begins = facts["kind"], facts["day"]
        station = session.scalars(
            select(Station.id).where(Station.region_code == region_code, Station.name == facts["station"])
        ).one()
        deputies = session.scalars(select(Deputy).where(Deputy.id.in_(placed_deputies(station))).order_by(Deputy.id))
        groups.join(session, group, deputies, facts["day"])
        first = select(GroupMember).where(GroupMember.group_id == group.id).order_by(GroupMember.id).limit(1)
        groups.convene(session, session.scalars(first).one(), facts["day"])


def by_elect(session: Session, region_code: str, wanted: Sequence[Mapping[str, Any]]) -> None:
    """Let deputies have come into their congress by a by-election. Twice is once."""
    for facts in wanted:
        mandate = session.scalars(
            select(Mandate)
            .join(Mandate.deputy)
            .join(Deputy.person)
            .where(Deputy.region_code == region_code, Person.name == facts["deputy"], Mandate.level == facts["level"])
        ).one()
        if not mandate.events:
            mandate.begins = facts["day"]
            mandate.events.append(MandateEvent(day=facts["day"], state=BY_ELECTED, reason=facts["reason"]))
            recount(session, mandate)
