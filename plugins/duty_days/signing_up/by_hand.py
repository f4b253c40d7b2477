"""What who runs a station does to its places by hand: the deputy is told, unless the day has passed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from core.api.data import Deputy, notify
from core.api.declare import LazyText, _
from plugins.duty_days.models import Sitting, Slot
from plugins.duty_days.signing_up import service
from plugins.duty_days.signing_up.errors import AnotherHolds
from plugins.duty_days.signing_up.opening import day_of
from plugins.duty_days.signing_up.waiting import MINE
from plugins.duty_days.telling.times import when


def put_in(session: Session, sitting: Sitting, deputy_id: int, at: datetime) -> Slot:
    """Give the deputy a place; who holds one already is told nothing. Raises what :func:`service.put_in` does."""
    had_place = sitting.slot_of(deputy_id) is not None
    slot = service.put_in(session, sitting.id, deputy_id, at)
    if not had_place:
        tell_put_in(session, sitting, deputy_id, at)
    return slot


def take_out(session: Session, slot: Slot, deputy_id: int | None, at: datetime) -> None:
    """Take this deputy out; who waits first moves up. Where nobody is named, whoever holds the place.

    A place that is free already stays as it is. Raises AnotherHolds where somebody else has come by it meanwhile.
    """
    service.lock(session, slot.sitting_id, deputy_id or 0)
    holder = slot.deputy_id
    if holder is None:
        return
    if deputy_id not in (None, holder):
        raise AnotherHolds
    service.take_out(session, slot, at)
    tell_taken_out(session, slot.sitting, holder, at)


def tell_put_in(session: Session, sitting: Sitting, deputy_id: int, at: datetime) -> None:
    """Tell the deputy of a place that somebody else gave them."""
    body = _(
        "%(station)s has put you in: %(when)s. If you cannot come, withdraw or offer the place to others.",
        station=sitting.duty_day.station.name,
        when=when(sitting.duty_day.day, sitting.begins, sitting.ends),
    )
    _tell(session, sitting, deputy_id, ("put_in", _put_in_title(sitting), body), at)


def tell_taken_out(session: Session, sitting: Sitting, deputy_id: int, at: datetime) -> None:
    """Tell the deputy that they need not come."""
    title = _(
        "No longer on duty: %(when)s",
        when=when(sitting.duty_day.day, sitting.begins, sitting.ends),
    )
    body = _(
        "%(station)s has taken you off this duty day. You need not come; if that is a mistake, tell its liaison officer.",
        station=sitting.duty_day.station.name,
    )
    _tell(session, sitting, deputy_id, ("taken_out", title, body), at)


def _put_in_title(sitting: Sitting) -> LazyText:
    return _("You are on duty at %(station)s", station=sitting.duty_day.station.name)


def _tell(
    session: Session, sitting: Sitting, deputy_id: int, said: tuple[str, LazyText, LazyText], at: datetime
) -> None:
    day = sitting.duty_day
    if day.day < day_of(at) or day.is_cancelled:
        return
    what, title, body = said
    notify(
        session,
        person_id=session.get_one(Deputy, deputy_id).person_id,
        key=f"duty_days.{what}:{sitting.id}-{deputy_id}-{at:%Y%m%d%H%M%S}",
        title=title,
        body=body,
        link=MINE,
        at=at,
        station_id=day.station_id,
    )
