"""Xinyi: every chain has its alliance, with a founding meeting, one whose minutes are on their way, and one to come."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy.orm import Session

from core.api.data import Station
from plugins.alliances.demo import founding, gathering
from plugins.alliances.demo.places import Place, enterprises_of, is_loaded, place, stations_of, workday
from plugins.alliances.meetings import service as meetings

XINYI: Final = "320381"


def load(session: Session, today: date) -> None:
    """Alliances, their meetings with record and minutes, and what was agreed to be done. Twice is once."""
    here = place(session, "xinyi", XINYI, today)
    if is_loaded(here):
        return
    for number, station in enumerate(stations_of(here)):
        _found_and_meet(here.of(station), station, number)


def _found_and_meet(here: Place, station: Station, number: int) -> None:
    words: dict[str, Any] = dict(here.words["alliance"])
    words["name"] = words["name"].format(chain=station.chain.name if station.chain else station.name)
    deputies = meetings.deputies_of(here.session, station.id, here.today)
    day = workday(here.today - timedelta(days=here.words["meetings"][0]["ago"]))
    made = founding.found(here, station, words, enterprises_of(here, station), deputies, day=day)
    for turn, meeting in enumerate(here.words["meetings"]):
        held = workday(here.today - timedelta(days=meeting["ago"]))
        gathering.meet(here, made, meeting, held, number + turn)
    gathering.plan(here, made, here.words["coming"])
