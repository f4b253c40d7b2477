"""A meeting written as iCalendar (RFC 5545): the same entry each time it is read, changed or cancelled where it was."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache
from urllib.parse import urlsplit

from icalendar import Calendar, Event, Timezone

from core.api.declare import _
from core.api.work import STATION_ZONE
from plugins.alliances.meetings.words import named
from plugins.alliances.models import Meeting


def calendar_of(meeting: Meeting, url: str) -> bytes:
    """A calendar of this one meeting; `url` is where it is read about."""
    feed = Calendar()
    feed.add("version", "2.0")
    feed.add("prodid", "-//LianZhan//Meetings//ZH")
    feed.add("method", "PUBLISH")
    feed.add_component(_zone())
    feed.add_component(_event(meeting, url))
    written: bytes = feed.to_ical()
    return written


def _event(meeting: Meeting, url: str) -> Event:
    event = Event()
    event.add("uid", f"meeting-{meeting.id}@{urlsplit(url).hostname or 'lianzhan'}")
    event.add("dtstamp", meeting.changed_at)
    event.add("last-modified", meeting.changed_at)
    event.add("sequence", meeting.sequence)
    event.add("status", "CANCELLED" if meeting.state == "cancelled" else "CONFIRMED")
    event.add("summary", str(named(meeting)))
    _add_time(event, meeting)
    event.add("location", meeting.place or meeting.station.name)
    if told := _told(meeting):
        event.add("description", told)
    event.add("url", url)
    return event


def _add_time(event: Event, meeting: Meeting) -> None:
    """With hours where they are known, else the whole day."""
    if meeting.begins is None:
        event.add("dtstart", meeting.day)
        event.add("dtend", meeting.day + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
        return
    event.add("dtstart", datetime.combine(meeting.day, meeting.begins, STATION_ZONE))
    if meeting.ends is not None:
        event.add("dtend", datetime.combine(meeting.day, meeting.ends, STATION_ZONE))


def _told(meeting: Meeting) -> str:
    lines = []
    if meeting.cancel_reason:
        lines.append(str(_("Does not take place: %(reason)s", reason=meeting.cancel_reason)))
    if meeting.theme:
        lines.append(str(_("Theme: %(theme)s", theme=meeting.theme)))
    lines += [f"{number}. {item.title}" for number, item in enumerate(meeting.agenda, 1)]
    return "\n".join(lines)


@cache
def _zone() -> Timezone:
    """China keeps one time, without summer time, since 1991."""
    return Timezone.from_tzid(STATION_ZONE.key, first_date=date(2000, 1, 1), last_date=date(2038, 1, 1))
