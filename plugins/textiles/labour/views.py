"""Pages of labour needs: the table of trades and months, the needs behind it, and entering them."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from sqlalchemy.orm import joinedload

from core.api.data import Chain, Station
from core.api.declare import NavItem
from core.api.web import (
    _,
    _l,
    asked_number,
    asked_one_of,
    asked_text,
    done,
    listed,
    month_words,
    offer,
    render,
    requires,
    session,
    today,
    url_for,
    viewer,
)
from plugins.textiles import enterprises, months
from plugins.textiles.blueprint import bp
from plugins.textiles.capacity.lists import within
from plugins.textiles.capacity.views import KEEP, OVERSEE
from plugins.textiles.labour import service
from plugins.textiles.labour.forms import MONTHS_AHEAD, LabourForm
from plugins.textiles.models import LabourNeed
from plugins.textiles.trade.views import BROWSE
from plugins.textiles.trade.words import TRADES

DRAWN: Final = 5
"""So many trades have a colour of their own in the chart."""
NAV: Final = (
    NavItem(title=_l("Labour needs"), endpoint="textiles.labour", permission=OVERSEE, order=62, icon="people"),
    NavItem(
        title=_l("Labour needs"),
        endpoint="textiles.labour_at_station",
        permission=BROWSE,
        place="station",
        order=62,
        icon="people",
    ),
)
SHOWN: Final = (
    joinedload(LabourNeed.enterprise),
    joinedload(LabourNeed.station).joinedload(Station.chain).joinedload(Chain.stations),
)


@bp.get("/labour")
@requires(BROWSE)
def labour() -> Any:
    """Whom the enterprises of all stations within reach look for."""
    return _shown(None)


@bp.at_station.get("/labour")
@requires(BROWSE, on=Station)
def labour_at_station(station: Station) -> Any:
    """Whom the enterprises of a station and its chain look for."""
    return _shown(station)


@bp.at_station.route("/labour/new", methods=["GET", "POST"])
@requires(KEEP, on=Station)
def new_need(station: Station) -> Any:
    """Enter whom an enterprise looks for."""
    offered = _offered()
    form = LabourForm(enterprise=asked_number("enterprise"), month=months.key(offered[0]))
    offer(form.month, _in_words(offered))
    offer(form.enterprise, enterprises.of_station(session(), station), _l("Choose ..."))
    if form.validate_on_submit():
        with form.attempt():
            service.enter(session(), station, form.values["enterprise"], form.said, today())
            return done(url_for(".labour_at_station", station=station), _("Entered."))
    return render("textiles/labour/edit.html", form=form, station=station, need=None)


@bp.route("/labour/<id:labour_need>/edit", methods=["GET", "POST"])
@requires(KEEP, on=LabourNeed, loading=SHOWN)
def edit_need(labour_need: LabourNeed) -> Any:
    """Correct it."""
    shown = {name: getattr(labour_need, name) for name in ("trade", "persons", "note")}
    month = labour_need.month
    form = LabourForm(also=[labour_need], enterprise=labour_need.enterprise_id, month=months.key(month), **shown)
    offered = _offered()
    offer(form.month, _in_words([month, *offered] if month not in offered else offered))
    offer(form.enterprise, [(labour_need.enterprise_id, labour_need.enterprise.name)])
    station = labour_need.station
    if form.validate_on_submit():
        with form.attempt():
            service.change(session(), labour_need, form.said, today())
            return done(url_for(".labour_at_station", station=station), _("Saved."))
    return render("textiles/labour/edit.html", form=form, station=station, need=labour_need)


@bp.post("/labour/<id:labour_need>/remove")
@requires(KEEP, on=LabourNeed)
def remove_need(labour_need: LabourNeed) -> Any:
    """They are found, or it was entered by mistake."""
    back = url_for(".labour_at_station", station=labour_need.station)
    service.remove(session(), labour_need)
    return done(back, _("The labour need is taken out."))


def _shown(station: Station | None) -> Any:
    begins = months.months_from(months.after(today(), -service.MONTHS_BACK), service.MONTHS_BACK + MONTHS_AHEAD)
    first = months.read(asked_text("from"), begins) or months.first_of(today())
    trade, words = asked_one_of("trade", tuple(TRADES)), asked_text()
    here = within(session(), LabourNeed, viewer().reach(BROWSE), station)
    table = service.table(session(), here, first)
    return render(
        "textiles/labour/labour.html",
        table=table,
        chart=_chart(table),
        listing=listed(service.needs(here, first, words, trade), service.ORDERS),
        station=station,
        first=months.key(first),
        begins=_in_words(begins),
        wanted=words,
        trade=trade,
        trades=TRADES,
        in_words=lambda month: month_words(months.key(month)),
        may_keep=station is not None and viewer().may(KEEP, station.scope()),
        may_edit=viewer().may(KEEP),
    )


def _chart(table: service.Table) -> dict[str, Any]:
    """What the script draws: a stack of trades for each month, the most wanted by name and the rest together."""
    drawn, rest = table.rows[:DRAWN], table.rows[DRAWN:]
    series = [{"name": str(TRADES[row.trade]), "data": list(row.persons)} for row in drawn]
    if rest:
        others = [sum(row.persons[place] for row in rest) for place in range(len(table.months))]
        series.append({"name": _("Other trades"), "data": others})
    return {"names": [month_words(months.key(month)) for month in table.months], "series": series}


def _offered() -> list[date]:
    return list(months.months_from(today(), MONTHS_AHEAD))


def _in_words(offered: Any) -> list[tuple[str, str]]:
    return [(months.key(month), month_words(months.key(month))) for month in offered]
