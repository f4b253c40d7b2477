"""Duty days written as iCalendar (RFC 5545): each sitting an event with a date of its own, also where a rule repeats.

Rules of lunar days and of market days cannot be said in a recurrence rule, and a holiday moves what one says; dates can
be read by every calendar program.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from functools import cache

from icalendar import Calendar, Event, Timezone

from core.api.declare import LazyText, _
from core.api.work import STATION_ZONE
from plugins.duty_days.feeds.entries import Entry

REFRESH = timedelta(hours=1)
"""How often calendar programs are asked to look again."""
UNKNOWN = datetime(2000, 1, 1, tzinfo=UTC)
"""When a day was last changed whose change nobody noted."""
PARTS = {"morning": _("Morning"), "afternoon": _("Afternoon")}


def calendar(name: str, host: str, entries: Iterable[Entry], url_of: Callable[[Entry], str]) -> bytes:
    """The feed: the same bytes as long as nothing of it has changed."""
    feed = Calendar()
    feed.add("version", "2.0")
    feed.add("prodid", "-//LianZhan//Duty days//ZH")
    feed.add("method", "PUBLISH")
    feed.add("name", name)
    feed.add("x-wr-calname", name)
    feed.add("x-wr-timezone", STATION_ZONE.key)
    feed.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    feed.add("x-published-ttl", REFRESH)
    feed.add_component(_zone())
    for entry in entries:
        feed.add_component(_event(entry, host, url_of(entry)))
    written: bytes = feed.to_ical()
    return written


def _event(entry: Entry, host: str, url: str) -> Event:
    changed = entry.changed_at or UNKNOWN
    event = Event()
    event.add("uid", f"duty-sitting-{entry.sitting_id}@{host}")
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("sequence", entry.sequence)
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    event.add("summary", str(_title(entry)))
    _add_time(event, entry)
    if place := " ".join(part for part in (entry.station, entry.address) if part):
        event.add("location", place)
    if told := _told(entry):
        event.add("description", told)
    event.add("url", url)
    return event


def _add_time(event: Event, entry: Entry) -> None:
    """With hours where they are known, else the whole day; a whole day does not make anybody busy."""
    if entry.begins is None:
        event.add("dtstart", entry.day)
        event.add("dtend", entry.day + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
        return
    event.add("dtstart", datetime.combine(entry.day, entry.begins, STATION_ZONE))
    if entry.ends is not None and entry.ends > entry.begins:
        event.add("dtend", datetime.combine(entry.day, entry.ends, STATION_ZONE))


def _title(entry: Entry) -> LazyText:
    if entry.is_cancelled:
        return _("Cancelled: duty day at %(station)s", station=entry.station)
    if entry.part in PARTS and entry.begins is None:
        return _("Duty day at %(station)s (%(part)s)", station=entry.station, part=PARTS[entry.part])
    return _("Duty day at %(station)s", station=entry.station)


def _told(entry: Entry) -> str:
    lines = []
    if entry.theme:
        lines.append(_("Theme: %(theme)s", theme=entry.theme))
    if entry.leader:
        lines.append(_("Led by %(name)s", name=entry.leader))
    if entry.names:
        lines.append(_("On duty: %(names)s", names=str(_(", ")).join(entry.names)))
    return "\n".join(str(line) for line in lines)


@cache
def _zone() -> Timezone:
    """China keeps one time, without summer time, since 1991."""
    return Timezone.from_tzid(STATION_ZONE.key, first_date=date(2000, 1, 1), last_date=date(2038, 1, 1))
