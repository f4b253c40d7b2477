"""The page that answers who can dye 20 tons this month."""

from __future__ import annotations

from typing import Any, Final

from core.api.data import Station
from core.api.declare import DomainError
from core.api.web import _l, asked_one_of, asked_text, listed, month_words, render, requires, session, today, viewer
from plugins.textiles import months
from plugins.textiles.blueprint import bp
from plugins.textiles.capacity import lists, service
from plugins.textiles.fields import amount
from plugins.textiles.models import Capability
from plugins.textiles.trade.units import UNITS, in_words
from plugins.textiles.trade.views import BROWSE
from plugins.textiles.trade.words import PROCESSES

NO_MONTH: Final = _l("What is free is said for the months offered only. Choose one of them.")
NO_AMOUNT: Final = _l("Write an amount in digits, such as 20 or 1.5.")


@bp.get("/who-can")
@requires(BROWSE)
def who_can() -> Any:
    """Who can do so much of something, at all stations within reach."""
    return _answered(None)


@bp.at_station.get("/who-can")
@requires(BROWSE, on=Station)
def who_can_at_station(station: Station) -> Any:
    """Who can do so much of something, at a station and on its chain."""
    return _answered(station)


def _answered(station: Station | None) -> Any:
    offered = months.months_from(today(), service.MONTHS_AHEAD)
    process, unit = asked_one_of("process", tuple(PROCESSES)), asked_one_of("unit", tuple(UNITS))
    typed, when = asked_text("amount"), asked_text("month")
    month = months.read(when, offered) or offered[0]
    asked, problem = _question(process, typed, unit, month)
    if asked is not None and when not in ("", months.key(month)):
        asked, problem = None, NO_MONTH
    shown: dict[str, Any] = {"listing": None, "answer": None}
    if asked is not None:
        here = lists.within(session(), Capability, viewer().reach(BROWSE), station)
        query = lists.who_can(here, asked, today())
        shown = {
            "listing": listed(query, lists.orders(asked, today())),
            "answer": lists.answer(session(), here, asked, today()),
        }
    return render(
        "textiles/capacity/who_can.html",
        station=station,
        asked=asked,
        problem=problem,
        typed={"process": process, "amount": typed, "unit": unit, "month": months.key(month)},
        processes=[(key, one.title) for key, one in PROCESSES.items()],
        titles={key: one.title for key, one in PROCESSES.items()},
        units=[(key, one.title) for key, one in UNITS.items()],
        months=[(months.key(one), month_words(months.key(one))) for one in offered],
        in_words=in_words,
        days_left=(months.last_of(month) - today()).days,
        stale=service.stale_before(session(), station.region_code if station else "", today()),
        **shown,
    )


def _question(process: str, typed: str, unit: str, month: Any) -> tuple[lists.Question | None, Any]:
    """What is asked; or, where it makes no sense, a sentence that says why."""
    if not process and not typed:
        return None, None
    wanted = amount(typed) if typed else None
    if wanted is None:
        return None, NO_AMOUNT
    try:
        return lists.question(process, wanted, unit, month), None
    except DomainError as problem:
        return None, problem
