"""What is done by itself: what is planned as a suggestion is offered to the plugins once a night."""

from __future__ import annotations

from datetime import datetime, time
from typing import Final

from sqlalchemy.orm import Session

from core.api.declare import _
from core.api.work import STATION_ZONE, Job
from plugins.enterprise_visits.difficulties.suggesting import suggest_again


def _again(session: Session, at: datetime) -> None:
    suggest_again(session, at.astimezone(STATION_ZONE).date(), at)


JOBS: Final = (
    Job(
        name="suggest_again",
        title=_("Offer difficulties planned as suggestions again"),
        run=_again,
        at=time(3, 40),
    ),
)
