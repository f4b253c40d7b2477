"""What duty days show on pages of the core."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy.orm import Session

from core.api.data import Deputy, Reach, Station, Viewer
from core.api.declare import Deed, Panel, _
from core.api.work import now
from plugins.duty_days import attention, lists
from plugins.duty_days.lists import month_after
from plugins.duty_days.signing_up.offers import offers_to

NEXT_OF_STATION = 3
NEXT_EVERYWHERE = 6
OPEN_TO_ME = 3
NEXT_OF_DEPUTY = 3
UNANSWERED = 5


def next_of_station(session: Session, viewer: Viewer, station: Station, day: date) -> Iterator[Panel]:
    """The next three duty days."""
    days = lists.next_of(session, station, day, NEXT_OF_STATION)
    inside = viewer.may("duty_days.browse", station.scope())
    yield Panel(
        title=_("Next duty days"),
        template="duty_days/panel_station.html",
        context={
            "station": station,
            "days": days,
            "sittings": lists.sittings_of(session, days, inside=inside),
            "today": day,
        },
        order=10,
    )


def next_everywhere(session: Session, day: date) -> Iterator[Panel]:
    """Where people are received next; nothing where no duty day is known."""
    if days := lists.everywhere(session, day, NEXT_EVERYWHERE):
        yield Panel(
            title=_("Next duty days"),
            template="duty_days/panel_home.html",
            context={"days": days, "today": day},
            order=10,
        )


def next_of_deputy(session: Session, deputy: Deputy, day: date) -> Iterator[Panel]:
    """When and where the deputy serves next; nothing where no day is known."""
    if days := lists.served_next(session, deputy.id, day, NEXT_OF_DEPUTY):
        yield Panel(
            title=_("Next duty days"),
            template="duty_days/panel_deputy.html",
            context={"days": days, "today": day},
            order=10,
        )


def served_by(session: Session, deputy: Deputy, day: date) -> Iterator[Deed]:
    """The duty days the deputy has served, newest first."""
    for served in lists.served_before(session, deputy.id, day):
        yield Deed(
            day=served.day,
            kind=_("Days on duty"),
            text=_("Received people at %(station)s", station=served.station),
            endpoint="stations.show",
            arguments={"station": served.station_id},
        )


def waiting_for(session: Session, viewer: Viewer, day: date) -> Iterator[Panel]:
    """A deputy's next duty day and where they could serve; for those who run stations, where somebody is missing."""
    if viewer.deputy_id is not None and viewer.may("duty_days.sign_up"):
        held = [
            slot for slot in lists.held_by(session, viewer.deputy_id, day) if not slot.sitting.duty_day.is_cancelled
        ]
        offered = offers_to(session, viewer.deputy_id, viewer.placed_at, day, now(), waits_for=())
        yield Panel(
            title=_("My duty days"),
            template="duty_days/panel_mine.html",
            context={
                "next": held[0] if held else None,
                "open_to_me": offered.free[:OPEN_TO_ME],
                "today": day,
            },
            order=5,
        )
    if viewer.may("duty_days.manage"):
        yield _of_manager(session, viewer.reach("duty_days.manage"), day)


def _of_manager(session: Session, reach: Reach, day: date) -> Panel:
    """What waits at the stations: numbers that lead on, and who has not said whether they come."""
    until = planned_until(day)
    waits = attention.counted(session, reach, day, until)
    return Panel(
        title=_("Duty days"),
        template="duty_days/panel_manager.html",
        context={
            "waits": waits,
            "words": attention.WORDS,
            "unanswered": attention.unanswered(session, reach, day, UNANSWERED) if waits["unanswered"] else [],
            "begins": day,
            "ends": until,
            "desk": next(iter(reach.station_ids)) if len(reach.station_ids) == 1 and not reach.region_codes else None,
        },
        order=20,
    )


def planned_until(day: date) -> date:
    """How far ahead a manager looks: the end of the next month."""
    return month_after(month_after(day.replace(day=1))) - timedelta(days=1)
