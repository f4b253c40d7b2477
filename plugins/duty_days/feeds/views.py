"""Feeds: what calendar programs read, and the pages on which a deputy or a station gets, renews and revokes an address."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

from flask import Response, request, url_for

from core.api.data import Deputy, Station
from core.api.declare import DomainError, NavItem
from core.api.paper import qr_svg
from core.api.web import (
    _,
    _l,
    absolute,
    derived_key,
    done,
    now,
    public,
    render,
    requires,
    session,
    today,
    viewer,
)
from plugins.duty_days.blueprint import bp
from plugins.duty_days.errors import NoDeputy
from plugins.duty_days.feeds import entries, service
from plugins.duty_days.feeds.entries import Entry

NAV = (
    NavItem(
        title=_l("Calendar subscription"),
        endpoint="duty_days.station_feed",
        permission="duty_days.manage",
        place="station",
        order=60,
        icon="calendar-plus",
    ),
)

FRESH_S = 900
"""So long a calendar program need not ask again."""


# What calendar programs read


@bp.get("/feeds/<address>.ics")
@public
def feed(address: str) -> Any:
    """The days of a deputy or a station at their secret address. What leads to nothing says so in a sentence."""
    try:
        found = service.feed_at(session(), address, _key())
    except DomainError as problem:
        return Response(f"{problem}\n", problem.status, content_type="text/plain; charset=utf-8")
    if found.deputy_id is not None:
        return _calendar(str(_("My duty days")), entries.entries_of(session(), found, today()), is_secret=True)
    days = entries.entries_of(session(), found, today())
    name = days[0].station if days else ""
    title = _("Duty days of %(station)s", station=name) if name else _("Duty days")
    return _calendar(str(title), days, is_secret=True)


@bp.at_station.get("/calendar.ics")
@public(on=Station)
def public_feed(station: Station) -> Any:
    """When the station receives people, for everybody's calendar; named are the deputies who agreed to it."""
    title = _("Duty days of %(station)s", station=station.name)
    return _calendar(str(title), entries.public_entries(session(), station, today()), is_secret=False)


def _calendar(name: str, days: Sequence[Entry], *, is_secret: bool) -> Response:
    from plugins.duty_days.feeds.calendars import calendar  # late: only feeds need the library

    host = urlsplit(absolute("/")).hostname or "lianzhan"
    answer = Response(calendar(name, host, days, _url_of()), content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = 'inline; filename="duty-days.ics"'
    answer.cache_control.max_age = FRESH_S
    if is_secret:
        answer.cache_control.private = True
    else:
        answer.cache_control.public = True
    answer.add_etag()
    answer.make_conditional(request)
    return answer


def _url_of() -> Callable[[Entry], str]:
    """Where each day is read about; addresses are written once a station."""
    known: dict[int, str] = {}

    def url(entry: Entry) -> str:
        if entry.station_id not in known:
            known[entry.station_id] = absolute(url_for("duty_days.coming", station=entry.station_id))
        return known[entry.station_id]

    return url


# The pages on which they are got, renewed and revoked


@bp.get("/feed")
@requires("duty_days.sign_up")
def my_feed() -> Any:
    """The secret address of my own days."""
    return _page(_me(), None)


@bp.post("/feed/renew")
@requires("duty_days.sign_up")
def renew_my_feed() -> Any:
    """Make my address, or a new one in place of the one before."""
    service.renew(session(), _me(), now())
    return done(url_for(".my_feed"), _("The address is ready. An earlier one no longer works."))


@bp.post("/feed/revoke")
@requires("duty_days.sign_up")
def revoke_my_feed() -> Any:
    """Give my address up."""
    service.revoke(session(), _me(), now())
    return done(url_for(".my_feed"), _("The address is revoked. Calendars that read it are told so."))


@bp.at_station.get("/feed")
@requires("duty_days.manage", on=Station)
def station_feed(station: Station) -> Any:
    """The secret address of the station's days with all names, and the public one."""
    return _page(station, station)


@bp.at_station.post("/feed/renew")
@requires("duty_days.manage", on=Station)
def renew_station_feed(station: Station) -> Any:
    """Make the station's address, or a new one in place of the one before."""
    service.renew(session(), station, now())
    return done(url_for(".station_feed", station=station), _("The address is ready. An earlier one no longer works."))


@bp.at_station.post("/feed/revoke")
@requires("duty_days.manage", on=Station)
def revoke_station_feed(station: Station) -> Any:
    """Give the station's address up."""
    service.revoke(session(), station, now())
    return done(
        url_for(".station_feed", station=station), _("The address is revoked. Calendars that read it are told so.")
    )


def _page(owner: Deputy | Station, station: Station | None) -> Any:
    found = service.feed_of(session(), owner)
    address = absolute(url_for(".feed", address=service.address_of(found, _key()))) if found else ""
    return render(
        "duty_days/feed.html",
        station=station,
        made_at=found.made_at if found else None,
        address=address,
        opens=_webcal(address),
        code_svg=qr_svg(address) if address else "",
        public_address=absolute(url_for(".public_feed", station=station)) if station else "",
    )


def _webcal(address: str) -> str:
    """The address in the form that opens the calendar program of a phone or desk."""
    return f"webcal://{address.partition('://')[2]}" if address else ""


def _me() -> Deputy:
    deputy = session().get(Deputy, viewer().deputy_id or 0)
    if deputy is None:
        raise NoDeputy
    return deputy


def _key() -> bytes:
    return derived_key("duty_days.feed")
