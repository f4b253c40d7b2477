"""Samples for tests: a difficulty of an enterprise of a station."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from core.api.data import Enterprise, Station
from core.api.declare import UrlSample
from core.api.work import today
from plugins.enterprise_visits.difficulties.service import Told, tell
from plugins.enterprise_visits.models.difficulties import Difficulty
from plugins.enterprise_visits.visiting.testing import deputy_at


def make_difficulty(session: Session, station: Station, **more: Any) -> Difficulty:
    """A difficulty told today by the enterprise that hosts the station, or by another one given; entered by the station."""
    enterprise: Enterprise | None = more.pop("enterprise", None)
    facts = {"kind": "financing", "words": "No bank lends for looms", "office_only": False}
    told = Told(**{name: more.pop(name, usual) for name, usual in facts.items()})
    whose = {"day": today(), "today": today(), "deputy_id": None, "account_id": None, "at": datetime.now(UTC)} | more
    number = enterprise.id if enterprise else station.host_id or 0
    return tell(session, station, number, told, **whose)


def _entered_by_deputy(session: Session, station: Station) -> Difficulty:
    """One that the deputy of the station entered: theirs to correct."""
    return make_difficulty(session, station, deputy_id=deputy_at(session, station).id)


SAMPLES = (UrlSample(parameter="difficulty", make=_entered_by_deputy),)
