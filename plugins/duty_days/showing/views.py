"""Public pages: the duty days of all stations of a place as a list and by the month, and the month of a station."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import request, url_for

from core.api.data import Station
from core.api.web import asked_text, listed, public, render, session, today, viewer
from plugins.duty_days.blueprint import bp
from plugins.duty_days.lists import month_after, month_before
from plugins.duty_days.models import DutyDay
from plugins.duty_days.showing import days
from plugins.duty_days.showing.days import Asked
from plugins.duty_days.showing.months import WEEKDAYS, lunar_words, weeks

IN_A_LIST = 40
FIRST_YEAR, LAST_YEAR = 2000, 2100


@bp.get("/dates")
@public
def dates() -> Any:
    """When the stations of a place receive people, soonest first."""
    places = days.places(session())
    asked = Asked(_asked_day("from") or today(), _asked_day("to"), _asked_place(places), asked_text())
    listing = listed(days.in_list(session(), asked), {"day": (DutyDay.day, DutyDay.id)}, IN_A_LIST)
    return render(
        "duty_days/dates.html",
        listing=listing,
        days=days.with_people(session(), listing.page.rows),
        asked=asked,
        places=places,
        lunar=lunar_words,
        today=today(),
    )


@bp.get("/months")
@public
def months() -> Any:
    """A month of all stations of a place."""
    places, first = days.places(session()), asked_month() or today().replace(day=1)
    asked = Asked(first, month_after(first) - timedelta(days=1), _asked_place(places), asked_text())
    found, totals = days.in_month(session(), asked)
    narrowed = {name: value for name, value in (("place", asked.place), ("q", asked.words)) if value}
    return _month(
        "duty_days/months.html", ".months", first, narrowed, weeks(first, found, totals), asked=asked, places=places
    )


@bp.at_station.get("/month")
@public(on=Station)
def station_month(station: Station) -> Any:
    """A month of the station."""
    first = asked_month() or today().replace(day=1)
    found = days.of_station(session(), station, first, month_after(first) - timedelta(days=1))
    may_manage = viewer().may("duty_days.manage", station.scope())
    return _month(
        "duty_days/station_month.html",
        ".station_month",
        first,
        {"station": station},
        weeks(first, found),
        station=station,
        may_manage=may_manage,
    )


def _month(template: str, endpoint: str, first: date, arguments: dict[str, Any], cells: Any, **more: Any) -> Any:
    before, after = month_before(first), month_after(first)
    return render(
        template,
        first=first,
        before=before if before.year >= FIRST_YEAR else None,
        after=after if after.year <= LAST_YEAR else None,
        before_url=url_for(endpoint, month=before.isoformat()[:7], **arguments),
        after_url=url_for(endpoint, month=after.isoformat()[:7], **arguments),
        this_month_url=url_for(endpoint, **arguments),
        weeks=cells,
        weekdays=WEEKDAYS,
        has_days=any(cell.total for week in cells for cell in week),
        today=today(),
        **more,
    )


def _asked_place(places: list[tuple[str, str]]) -> str:
    """The county the address names, if it has duty days; nothing for all of them."""
    asked = request.args.get("place", "")
    return asked if asked in dict(places) else ""


def asked_month() -> date | None:
    """The first day of the month in the address."""
    return _day_of(f"{request.args.get('month', '')}-01")


def _asked_day(name: str) -> date | None:
    return _day_of(request.args.get(name, ""))


def _day_of(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None
