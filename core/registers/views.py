"""Pages of registers: those of a station or of all within reach, one of them in a period, and the same as a file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from typing import Any, Final

from flask import Blueprint, request, send_file, url_for
from sqlalchemy import func, select

from core import audit
from core.access import Permission, Role
from core.accounts.models import Account
from core.clock import today
from core.errors import DomainError
from core.exports.service import MEDIA_TYPES, file_name
from core.plugin_host.declarations import FigureScope, NavItem, Register
from core.plugin_host.dispatch import Given
from core.regions.models import Region
from core.registers import printing, service
from core.registers.periods import EARLIEST, KINDS, LATEST, Period, period
from core.stations.models import Station
from core.web import _, begin_write, reads_first, render, requires, session, viewer
from core.web.listing import Listing, asked_number
from core.web.navigation import station_tabs
from core.web.paging import PAGE_SIZE, Page
from core.web.preferences import language
from core.words import lazy as _l

bp = Blueprint("registers", __name__, template_folder="templates")

READ: Final = "registers.read"
PERMISSIONS = (
    Permission(
        READ,
        _l("Read registers, and take them out"),
        frozenset({Role.ADMINISTRATOR, Role.OFFICE, Role.LEADER, Role.MANAGER}),
    ),
)
NAV = (
    NavItem(
        title=_l("Registers"),
        endpoint="registers.index",
        permission=READ,
        place="admin",
        order=58,
        icon="file-earmark-text",
    ),
    NavItem(
        title=_l("Registers"),
        endpoint="registers.of_station",
        permission=READ,
        place="station",
        order=65,
        icon="file-earmark-text",
    ),
)
PLACE_CODE: Final = 6
"""How many digits of a region's code name a county."""


@bp.get("/registers/")
@requires(READ)
def index() -> Any:
    """The registers of all stations within reach."""
    found = [given.value for given in service.registers_of(session())]
    return render("registers/index.html", registers=found, station=None, tabs=[])


@bp.get("/stations/<id:station>/registers")
@requires(READ, on=Station)
def of_station(station: Station) -> Any:
    """The registers of a station."""
    found = [given.value for given in service.registers_of(session(), station.id)]
    return render("registers/index.html", registers=found, station=station, tabs=station_tabs(station))


@bp.get("/registers/<register>")
@requires(READ)
def show(register: str) -> Any:
    """A register of all stations within reach, or of one place of them."""
    return _page(_asked(service.register_of(session(), register), None))


@bp.get("/stations/<id:station>/registers/<register>")
@requires(READ, on=Station)
def show_at(station: Station, register: str) -> Any:
    """A register of a station and the rooms under it."""
    return _page(_asked(service.register_of(session(), register, station.id), station))


@bp.post("/registers/<register>")
@reads_first
@requires(READ)
def take_out(register: str) -> Any:
    """The register of all stations within reach, as a file."""
    return _file(_asked(service.register_of(session(), register), None))


@bp.post("/stations/<id:station>/registers/<register>")
@reads_first
@requires(READ, on=Station)
def take_out_at(station: Station, register: str) -> Any:
    """The register of a station, as a file."""
    return _file(_asked(service.register_of(session(), register, station.id), station))


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: a register, of which stations, in which period."""

    given: Given[Register]
    station: Station | None
    period: Period
    scope: FigureScope
    places: tuple[tuple[str, str], ...]

    @property
    def of_many(self) -> bool:
        """Whether its lines may be of several stations, so that each says of which."""
        return self.station is None or bool(self.station.children)

    @property
    def place(self) -> str:
        """Whose register it is, in words."""
        if self.station is not None:
            return self.station.name
        return dict(self.places).get(self.scope.region_code, "")

    def url(self, period: Period | None = None, **more: object) -> str:
        """This register in another period, or as it is."""
        told: dict[str, Any] = {**(period or self.period).asked, **more, "register": self.given.value.key}
        if self.station is not None:
            return url_for(".show_at", station=self.station, **told)
        return url_for(".show", place=self.scope.region_code or None, **told)


def _asked(given: Given[Register], station: Station | None) -> Asked:
    kind = request.args.get("period", "year")
    chosen = period(kind, _day("from") or today(), _day("to"))
    if station is not None:
        scope = FigureScope(region_code=station.region_code, station_id=station.id)
        places: tuple[tuple[str, str], ...] = ()
    else:
        places = _places()
        place = request.args.get("place", "")
        if place not in dict(places):
            place = places[0][0] if len(places) == 1 else ""
        scope = FigureScope(region_code=place)
    return Asked(given, station, chosen, replace(scope, begins=chosen.begins, ends=chosen.ends), places)


def _places() -> tuple[tuple[str, str], ...]:
    """The counties within reach, by code and name."""
    code = func.substr(Station.region_code, 1, PLACE_CODE)
    query = select(code, Region.name).outerjoin(Region, Region.code == code)
    query = query.where(Station.in_reach(viewer().reach(READ))).distinct().order_by(code)
    return tuple((number, name or number) for number, name in session().execute(query))


def _day(name: str) -> date | None:
    try:
        day = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
    return day if EARLIEST <= day.year < LATEST else None


def _page(asked: Asked, refused: DomainError | None = None) -> Any:
    """The register; what its plugin could not say is said instead of it."""
    try:
        found = service.lines(session(), asked.given, asked.scope, viewer().reach(READ))
        listing = _listing(found, asked)
        problem = refused
    except service.RegisterFailed as failed:
        found, listing, problem = None, None, failed
    answer = render(
        "registers/register.html",
        asked=asked,
        register=asked.given.value,
        lines=found,
        heads=printing.heads(found, of_many=asked.of_many) if found else [],
        listing=listing,
        kinds=KINDS.items(),
        problem=problem,
        tabs=station_tabs(asked.station) if asked.station else [],
    )
    if refused is not None:
        answer.status_code = refused.status
    return answer


def _listing(found: service.Lines, asked: Asked) -> Listing:
    pages = max(1, -(-found.total // PAGE_SIZE))
    number = min(asked_number("page") or 1, pages)
    rows = service.page_of(session(), found, (number - 1) * PAGE_SIZE, PAGE_SIZE) if found.total else []
    told = {**asked.period.asked, **({"place": asked.scope.region_code} if asked.scope.region_code else {})}
    return Listing(Page(rows, number, found.total), "day", False, request.path, told)


def _file(asked: Asked) -> Any:
    """The register as a file; who took it out is written down before its first byte goes."""
    format_ = "pdf" if request.form.get("format") == "pdf" else "xlsx"
    try:
        found = service.lines(session(), asked.given, asked.scope, viewer().reach(READ))
        made = _made(found, asked, format_)
    except (service.RegisterFailed, printing.TooLongToPrint) as problem:
        return _page(asked, problem)
    facts = {
        "list": found.register.key,
        "rows": found.total,
        "personal_data": found.register.holds_personal_data,
        "format": format_,
        "asked": {**asked.period.asked, "place": asked.scope.region_code, "station": asked.scope.station_id},
    }
    name = file_name(str(found.register.title), asked.place, today(), format_)
    writing = begin_write()
    audit.record(writing, "export", writing.get_one(Account, viewer().account_id), facts)
    media_type = MEDIA_TYPES.get(format_, "application/pdf")
    return send_file(BytesIO(made), media_type, as_attachment=True, download_name=name)


def _made(found: service.Lines, asked: Asked, format_: str) -> bytes:
    if format_ == "xlsx":
        return printing.as_workbook(session(), found, asked.place, of_many=asked.of_many)
    spoken = "en" if language() == "en" else "zh"
    place = asked.place or str(_("All stations"))
    return printing.as_pdf(session(), found, place, asked.period, today(), spoken, of_many=asked.of_many)
