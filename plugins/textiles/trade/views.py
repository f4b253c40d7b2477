"""Pages of the parts of the trade: what a station's chain is made of, and correcting it."""

from __future__ import annotations

from typing import Any, Final

from core.api.data import Station
from core.api.declare import NavItem, Permission, Role
from core.api.web import _, _l, done, render, requires, session, url_for, viewer
from plugins.textiles.blueprint import bp
from plugins.textiles.trade import service
from plugins.textiles.trade.forms import BY_NAME, NONE, PartForm
from plugins.textiles.trade.words import PARTS

BROWSE: Final = "textiles.browse"
MATCH: Final = "textiles.match"
KEEPERS: Final = frozenset({Role.ADMINISTRATOR, Role.OFFICE, Role.MANAGER})
INSIDE: Final = KEEPERS | {Role.LEADER, Role.DEPUTY}
PERMISSIONS: Final = (
    Permission(BROWSE, _l("See what textile enterprises can do and whom they look for"), INSIDE),
    Permission(MATCH, _l("Say which part of the textile trade a segment is"), KEEPERS),
)
NAV: Final = (
    NavItem(
        title=_l("Parts of the trade"),
        endpoint="textiles.parts",
        permission=MATCH,
        place="station",
        order=64,
        icon="diagram-3",
    ),
)


@bp.at_station.get("/parts")
@requires(BROWSE, on=Station)
def parts(station: Station) -> Any:
    """The segments of the station's chain, which part of the trade each is, and who is next to whom."""
    return render(
        "textiles/trade/parts.html",
        station=station,
        segments=service.matched(session(), station.chain_id),
        known=service.parts(),
        words=PARTS,
        may_match=viewer().may(MATCH, station.scope()),
    )


@bp.at_station.route("/parts/<id:segment>", methods=["GET", "POST"])
@requires(MATCH, on=Station)
def part(station: Station, segment: int) -> Any:
    """Say which part a segment is."""
    found = service.segment_of(session(), station, segment)
    now = next(one for one in service.matched(session(), station.chain_id) if one.id == found.id)
    form = PartForm(also=[], part=(now.part or NONE) if now.by_person else BY_NAME)
    if form.validate_on_submit():
        with form.attempt():
            told = {BY_NAME: None, NONE: ""}.get(form.part.data, form.part.data)
            service.say_part(session(), found, told)
            return done(url_for(".parts", station=station), _("Saved."))
    by_name = service.part_of(found.name)
    return render("textiles/trade/part.html", form=form, station=station, segment=found, by_name=PARTS.get(by_name))
