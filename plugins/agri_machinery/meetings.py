"""Meetings of alliances, where that plugin is there: it says itself which there are, through ``with_alliances.py``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from sqlalchemy.orm import Session

from core.api.data import Station

Meetings = Callable[[Session, Station, int | None], Sequence[tuple[int, date, str]]]
"""The meetings of a station: number, day and name; also the one that was chosen before."""


def _none(_session: Session, _station: Station, _chosen: int | None) -> Sequence[tuple[int, date, str]]:
    return ()


_known: list[Meetings] = [_none]


def know(meetings: Meetings) -> None:
    """From now on meetings are known this way."""
    _known[:] = [meetings]


def held(session: Session, station: Station, chosen: int | None = None) -> Sequence[tuple[int, date, str]]:
    """The meetings held at a station, the newest first."""
    return _known[0](session, station, chosen)


def offered(session: Session, station: Station, chosen: int | None = None) -> Sequence[tuple[int, str]]:
    """The meetings at which something can have been raised."""
    return [(number, f"{day.isoformat()} {title}") for number, day, title in held(session, station, chosen)]


def named(session: Session, station: Station, meeting_id: int | None) -> str:
    """What a meeting is called; empty where it is not known."""
    return dict(offered(session, station, meeting_id)).get(meeting_id, "") if meeting_id is not None else ""
