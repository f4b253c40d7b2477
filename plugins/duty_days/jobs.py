"""What is done without anybody asking."""

from __future__ import annotations

from datetime import datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.api.data import Station, on_at
from core.api.declare import _
from core.api.work import STATION_ZONE, Job
from plugins.duty_days.lists import PLUGIN
from plugins.duty_days.models import Rule
from plugins.duty_days.rules import service


def make_coming_days(session: Session, at: datetime) -> None:
    """Keep the coming months' duty days made from the rules. What is there already is left as it is."""
    today = at.astimezone(STATION_ZONE).date()
    query = (
        select(Rule).join(Rule.station).where(Station.state == "open", on_at(session, PLUGIN, Station.id.expression))
    )
    rules = session.scalars(query.order_by(Rule.id)).all()
    service.make_days(session, rules, today, service.horizon(today))


JOBS = (
    Job(
        name="make_coming_days",
        title=_("Make the coming duty days from the rules"),
        run=make_coming_days,
        at=time(3, 10),
    ),
)
