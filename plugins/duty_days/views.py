"""Pages of the duty days: for deputies on a phone, for everybody, and for those who run a station."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask import request, url_for

from core.api.data import Scope, Station
from core.api.declare import NavItem, Permission, Role
from core.api.web import (
    _l,
    absolute,
    asked_number,
    asked_text,
    listed,
    now,
    public,
    render,
    requires,
    session,
    today,
    viewer,
)
from plugins.duty_days import lists
from plugins.duty_days.blueprint import bp
from plugins.duty_days.models import DutyDay
from plugins.duty_days.rota import exchange_lists
from plugins.duty_days.showing.days import lunar_rules
from plugins.duty_days.showing.months import lunar_words
from plugins.duty_days.signing_up import invitations, waiting
from plugins.duty_days.signing_up.choices import lacking_in
from plugins.duty_days.signing_up.offers import offers_to

KEEPERS = frozenset({Role.ADMINISTRATOR, Role.OFFICE, Role.MANAGER})
PERMISSIONS = (
    Permission("duty_days.browse", _l("See the duty days of all stations"), KEEPERS | {Role.LEADER}),
    Permission("duty_days.manage", _l("Set duty days and who serves on them"), KEEPERS),
    Permission("duty_days.reveal", _l("See telephone numbers of who is on duty"), KEEPERS),
)
NAV = (
    NavItem(
        title=_l("My duty days"),
        endpoint="duty_days.mine",
        permission="duty_days.sign_up",
        order=5,
        icon="calendar-check",
    ),
    NavItem(
        title=_l("Duty days"),
        endpoint="duty_days.everywhere",
        permission="duty_days.browse",
        order=30,
        icon="calendar3",
    ),
    NavItem(title=_l("Duty days"), endpoint="duty_days.coming", place="station", order=10, icon="calendar3"),
    NavItem(
        title=_l("Who is on duty"),
        endpoint="duty_days.manage",
        permission="duty_days.manage",
        place="station",
        order=20,
        icon="calendar-check",
    ),
)


# A deputy, on a phone


@bp.get("/")
@requires("duty_days.sign_up")
def mine() -> Any:
    """My next duty day, and where I could still serve."""
    me = viewer().deputy_id or 0
    held = lists.held_by(session(), me, today().replace(month=1, day=1))
    waits = waiting.of_deputy(session(), me, today())
    offered = offers_to(session(), me, viewer().placed_at, today(), now(), {one.sitting_id for one, _number in waits})
    coming = [slot for slot in held if slot.sitting.duty_day.day >= today()]
    next_slot = next((slot for slot in coming if not slot.sitting.duty_day.is_cancelled), None)
    just = next((slot for slot in coming if str(slot.sitting_id) == request.args.get("just")), None)
    return render(
        "duty_days/mine.html",
        next=next_slot,
        later=[slot for slot in coming if slot is not next_slot],
        served=sum(1 for slot in held if slot not in coming and not slot.sitting.duty_day.is_cancelled),
        just=just,
        lacking=lacking_in(session(), just.sitting) if just else [],
        waiting=waits,
        just_waiting=next((one for one in waits if str(one[0].sitting_id) == request.args.get("just")), None),
        invited=invitations.open_to(session(), me, today()),
        offers=exchange_lists.lines_to(session(), me, sorted(viewer().placed_at), today()),
        open_to_me=offered.free,
        opening=offered.later,
        full=offered.full,
        today=today(),
    )


# Everybody


@bp.at_station.get("/")
@public(on=Station)
def coming(station: Station) -> Any:
    """When the station receives people, and whom one meets."""
    may_sign_up = viewer().deputy_id is not None and viewer().may("duty_days.sign_up", station.scope())
    return render(
        "duty_days/coming.html",
        station=station,
        days=lists.coming(session(), station, today()),
        inside=viewer().may("duty_days.browse", station.scope()),
        may_manage=viewer().may("duty_days.manage", station.scope()),
        may_sign_up=may_sign_up,
        lunar_rules=lunar_rules(session(), station),
        lunar=lunar_words,
        feed=absolute(url_for(".public_feed", station=station)),
        today=today(),
    )


# Those who run stations


@bp.get("/list")
@requires("duty_days.browse")
def everywhere() -> Any:
    """The duty days of all stations within reach: searched, narrowed, in pages."""
    wanted = lists.Wanted(
        begins=_asked_day("from") or (None if "to" in request.args else today()),
        ends=_asked_day("to"),
        words=asked_text(),
        only_free=request.args.get("free") == "1",
        only_held=request.args.get("held") == "1",
        place="".join(sign for sign in request.args.get("place", "")[:12] if sign.isalnum()),
        station_id=asked_number("station"),
    )
    orders = {"day": (DutyDay.day, DutyDay.id), "station": (Station.sort_key, DutyDay.day, DutyDay.id)}
    listing = listed(lists.in_list(session(), viewer().reach("duty_days.browse"), wanted), orders)
    return render(
        "duty_days/everywhere.html",
        listing=listing,
        sittings=lists.sittings_of(session(), listing.page.rows),
        leads_to=_pages_of({(row.station_id, row.region_code) for row in listing.page.rows}),
        wanted=wanted,
        today=today(),
    )


def _pages_of(stations: Iterable[tuple[int, str]]) -> dict[int, str]:
    """Where the days of each station are shown to this viewer: among who serves, or as everybody sees them."""
    manages = viewer().reach("duty_days.manage")
    return {
        station: url_for(".manage" if manages.covers(Scope(region, station)) else ".coming", station=station)
        for station, region in stations
    }


def _asked_day(name: str) -> date | None:
    return _day_of(request.args.get(name, ""))


def _day_of(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2100 else None
