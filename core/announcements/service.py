"""Reports to voters: proposing, announcing, and writing down what came of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Final

from sqlalchemy import Select, bindparam, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from core.access import Reach
from core.announcements.models import Announcement, Reporter
from core.clock import STATION_ZONE
from core.deputies.models import SERVING, Deputy, Mandate, Placement
from core.errors import DomainError
from core.people.models import Person
from core.stations.models import Station
from core.words import lazy as _

MOST_SHOWN: Final = 20
MOST_PAST: Final = 3
BETWEEN: Final = "\n"
"""What stands between several names in one row."""


class NobodyReports(DomainError):
    """A report to voters without anybody who reports."""

    code = "nobody_reports"
    field = "reporters"
    message = _("Choose at least one deputy who reports.")


class NotOfStation(DomainError):
    """Somebody who does not serve at the station."""

    code = "not_of_station"
    field = "reporters"
    message = _("One of the chosen deputies no longer serves at %(station)s. Look at the list again.")


class ReportHasBeen(DomainError):
    """The day of a new report is over."""

    code = "report_has_been"
    field = "day"
    message = _("This day is over. Choose a day to come, or today.")


class HoursTurned(DomainError):
    """It would end before it begins."""

    code = "hours_turned"
    field = "ends"
    message = _("The end lies before the beginning. Correct one of the two.")


class NotYetHeld(DomainError):
    """What came of it is known afterwards."""

    code = "not_yet_held"
    field = "outcome"
    message = _("What came of it can be written from the day itself on.")


@dataclass(frozen=True, slots=True)
class Notice:
    """A report to voters as lists show it."""

    id: int
    title: str
    day: date
    begins: time | None
    ends: time | None
    where: str
    """Station and place."""
    who: Sequence[str]
    """Those of the deputies who agreed to be shown."""
    state: str
    outcome: str


def notice(announcement: Announcement) -> Notice:
    """A report (with its station and deputies loaded) as lists show it."""
    who = [reporter.deputy.person.name for reporter in announcement.reporters if reporter.deputy.is_shown]
    return _notice(announcement, announcement.station.name if announcement.station else "", who)


def _notice(told: Any, station: str | None, who: Sequence[str]) -> Notice:
    where = " · ".join(part for part in (station, told.place) if part)
    return Notice(told.id, told.title, told.day, told.begins, told.ends, where, who, told.state, told.outcome)


@dataclass(frozen=True, slots=True)
class Notices:
    """What is coming, soonest first, and what has been, latest first."""

    coming: Sequence[Notice]
    past: Sequence[Notice]

    def __bool__(self) -> bool:
        return bool(self.coming or self.past)


EVERYTHING: Final = (
    joinedload(Announcement.station),
    joinedload(Announcement.reporters).joinedload(Reporter.deputy).joinedload(Deputy.person),
)


def _told() -> Select[Any]:
    """The facts of notices, and of the deputies those who agreed to be shown, in one statement."""
    reporting = (
        select(Person.name)
        .select_from(Reporter)
        .join(Reporter.deputy)
        .join(Deputy.person)
        .where(Reporter.announcement_id == Announcement.id, Deputy.is_shown)
        .order_by(Reporter.id)
        .correlate(Announcement)
        .subquery()
    )
    return select(
        Announcement.id,
        Announcement.title,
        Announcement.day,
        Announcement.begins,
        Announcement.ends,
        Announcement.place,
        Announcement.state,
        Announcement.outcome,
        Station.name.label("station"),
        select(func.aggregate_strings(reporting.c.name, BETWEEN)).scalar_subquery().label("who"),
    ).outerjoin(Announcement.station)


_PUBLIC = (
    _told()
    .where(Announcement.state != "proposed")
    .order_by(Announcement.day.desc(), Announcement.id.desc())
    .limit(MOST_SHOWN)
)
_OF_DEPUTY = _PUBLIC.where(
    Announcement.id.in_(select(Reporter.announcement_id).where(Reporter.deputy_id == bindparam("deputy")))
)
_AT_STATION = _PUBLIC.where(or_(Station.id == bindparam("station"), Station.parent_id == bindparam("station")))
_COMING = (
    _told()
    .where(
        Announcement.state == "announced",
        Announcement.day >= bindparam("today"),
        Announcement.region_code.startswith(bindparam("place")),
    )
    .order_by(Announcement.day, Announcement.id)
    .limit(bindparam("most"))
)


def of_deputy(session: Session, deputy: Deputy, today: date) -> Notices:
    """The reports of a deputy that strangers know of."""
    return _parted(session.execute(_OF_DEPUTY, {"deputy": deputy.id}), today)


def at_station(session: Session, station: Station, today: date) -> Notices:
    """The reports at a station and its rooms that strangers know of."""
    return _parted(session.execute(_AT_STATION, {"station": station.id}), today)


def coming(session: Session, place: str, today: date, most: int = 3) -> Sequence[Notice]:
    """The next reports in a place."""
    return _noticed(session.execute(_COMING, {"place": place, "today": today, "most": most}))


def _noticed(rows: Iterable[Any]) -> list[Notice]:
    return [_notice(row, row.station, row.who.split(BETWEEN) if row.who else []) for row in rows]


def _parted(rows: Iterable[Any], today: date) -> Notices:
    every = _noticed(rows)
    ahead = [one for one in reversed(every) if one.day >= today]
    held = [one for one in every if one.day < today and one.state == "announced"]
    return Notices(ahead, held[:MOST_PAST])


def in_list(reach: Reach, today: date, *, past: bool, may_see_proposals: bool) -> Select[Any]:
    """All reports strangers know of, and within reach the proposals too: those to come, or those that have been."""
    query: Select[Any] = select(Announcement).options(
        joinedload(Announcement.station),
        selectinload(Announcement.reporters).joinedload(Reporter.deputy).joinedload(Deputy.person),
    )
    seen = Announcement.state != "proposed"
    query = query.where(or_(seen, Announcement.in_reach(reach)) if may_see_proposals else seen)
    return query.where(Announcement.day < today if past else Announcement.day >= today)


def deputies_of(session: Session, station: Station) -> list[tuple[int, str]]:
    """Who may report at a station: those who serve there or at one of its rooms."""
    here = select(Station.id).where(or_(Station.id == station.id, Station.parent_id == station.id))
    placed = select(Placement.deputy_id).where(Placement.ends.is_(None), Placement.station_id.in_(here))
    query = (
        select(Deputy.id, Person.name)
        .join(Deputy.person)
        .where(Deputy.id.in_(placed), Deputy.mandates.any(Mandate.state.in_(SERVING)))
        .order_by(Deputy.sort_key, Deputy.id)
    )
    return [(number, name) for number, name in session.execute(query)]


def announce(
    session: Session, station: Station, *, reporters: Collection[int], today: date, at: datetime, **facts: Any
) -> Announcement:
    """Announce a report at this station. Raises where nobody reports, or the day is over."""
    announcement = Announcement(region_code=station.region_code, station=station, created_at=at)
    if facts["day"] < today:
        raise ReportHasBeen
    session.add(announcement)
    return _filled(session, announcement, reporters, facts)


def propose(
    session: Session, station: Station, deputy: Deputy, *, today: date, at: datetime, **facts: Any
) -> Announcement:
    """A deputy proposes to report at a station; station or office announces it."""
    facts["state"] = "proposed"
    proposed = announce(session, station, reporters=[deputy.id], today=today, at=at, **facts)
    proposed.proposed_by = deputy
    session.flush()
    return proposed


def change(
    session: Session, announcement: Announcement, *, reporters: Collection[int], today: date, **facts: Any
) -> Announcement:
    """Correct a report, or write down what came of it."""
    if facts.get("outcome") and facts["day"] > today:
        raise NotYetHeld
    if facts["day"] < today and facts["day"] != announcement.day:
        raise ReportHasBeen
    return _filled(session, announcement, reporters, facts)


def settle(session: Session, announcement: Announcement, state: str) -> None:
    """Announce what was proposed, or cancel what was announced."""
    announcement.state = state
    session.flush()


def _filled(
    session: Session, announcement: Announcement, reporters: Collection[int], facts: dict[str, Any]
) -> Announcement:
    if facts.get("ends") and (not facts.get("begins") or facts["ends"] <= facts["begins"]):
        raise HoursTurned
    if not reporters:
        raise NobodyReports
    for fact, value in facts.items():
        setattr(announcement, fact, value)
    _choose(session, announcement, set(reporters))
    session.flush()
    return announcement


def _choose(session: Session, announcement: Announcement, wanted: set[int]) -> None:
    """Those who reported before may stay; who comes newly serves at the station."""
    present = {one.deputy_id: one for one in announcement.reporters}
    station = announcement.station
    offered = {number for number, _name in deputies_of(session, station)} if station else set()
    if not wanted <= offered | set(present):
        raise NotOfStation(station=station.name if station else "")
    for number, reporter in present.items():
        if number not in wanted:
            announcement.reporters.remove(reporter)
    announcement.reporters.extend(Reporter(deputy_id=number) for number in sorted(wanted - set(present)))


def calendar(announcement: Announcement, url: str, at: datetime) -> bytes:
    """The report as a calendar keeps it (RFC 5545)."""
    from icalendar import Calendar, Event  # late: only this file needs it

    told, event, kept = notice(announcement), Event(), Calendar()
    kept.add("version", "2.0")
    kept.add("prodid", "-//LianZhan//Reports to voters//EN")
    kept.add("method", "PUBLISH")
    event.add("uid", url)
    event.add("dtstamp", at)
    event.add("dtstart", told.day if told.begins is None else _instant(told.day, told.begins))
    if told.begins is not None and told.ends is not None:
        event.add("dtend", _instant(told.day, told.ends))
    event.add("summary", told.title)
    address = announcement.station.address if announcement.station and not announcement.place else ""
    event.add("location", " ".join(part for part in (told.where, address) if part))
    if announcement.words:
        event.add("description", announcement.words)
    event.add("url", url)
    event.add("status", "CANCELLED" if told.state == "cancelled" else "CONFIRMED")
    kept.add_component(event)
    written: bytes = kept.to_ical()
    return written


def _instant(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, STATION_ZONE).astimezone(UTC)
