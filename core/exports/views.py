"""Exports: lists as files that the import takes back, with whole telephone numbers only where that is written down."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, request, send_file, url_for
from sqlalchemy import select

from core.clock import today
from core.deputies.models import Deputy
from core.enterprises.models import Enterprise
from core.exports import asking, service
from core.exports.deputies import deputies
from core.exports.enterprises import enterprises
from core.exports.forms import ExportForm
from core.exports.lists import List, Numbers, hidden_from, how_many, sheets_of
from core.exports.stations import stations
from core.regions.models import Region
from core.stations.models import Station
from core.web import begin_write, reads_first, render, requires, session, viewer

bp = Blueprint("exports", __name__, template_folder="templates", url_prefix="/exports")

# Who may see whole numbers of a list, and of which records.
_REVEALS: dict[str, tuple[str, Any]] = {
    "stations": ("stations.edit", Station),
    "enterprises": ("enterprises.reveal", Enterprise),
    "deputies": ("deputies.reveal", Deputy),
}


@bp.route("/deputies", methods=["GET", "POST"])
@reads_first
@requires("deputies.browse")
def of_deputies() -> Any:
    """The deputies a list shows, as a roster."""
    return _export(deputies(viewer().reach("deputies.browse"), asking.deputies_wanted()))


@bp.route("/enterprises", methods=["GET", "POST"])
@reads_first
@requires("enterprises.browse")
def of_enterprises() -> Any:
    """The enterprises a list shows, with their segments."""
    return _export(enterprises(viewer().reach("enterprises.browse"), asking.enterprises_wanted()))


@bp.route("/stations", methods=["GET", "POST"])
@reads_first
@requires("stations.browse")
def of_stations() -> Any:
    """The stations a list shows, with those who run them."""
    return _export(stations(viewer().reach("stations.browse"), asking.stations_wanted()))


def _export(wanted: List) -> Any:
    form = ExportForm()
    may_reveal = viewer().may(_REVEALS[wanted.kind][0])
    if not may_reveal:
        del form.whole_numbers
    if form.validate_on_submit():
        return _file(wanted, form.format.data, whole=may_reveal and bool(form.whole_numbers.data))
    return render(
        "exports/export.html",
        form=form,
        kind=wanted.kind,
        title=service.TITLES[wanted.kind],
        count=how_many(session(), wanted),
        is_narrowed=any(request.args.values()),
        back=_back(wanted),
    )


def _back(wanted: List) -> str:
    """The list as it was narrowed."""
    asked = urlencode({name: value for name, value in request.args.items() if value})
    return f"{url_for(f'{wanted.kind}.index')}{'?' if asked else ''}{asked}"


def _file(wanted: List, format_: str, *, whole: bool) -> Any:
    """The file; what personal data left with it is written down before its first byte goes."""
    title = str(service.TITLES[wanted.kind])
    sheets = sheets_of(session(), wanted, _numbers(wanted, whole=whole), title)
    stream, rows = service.file_of(sheets, format_)
    facts = {
        "list": wanted.kind,
        "rows": rows,
        "whole_numbers": whole,
        "format": format_,
        "asked": {name: value for name, value in request.args.items() if value},
    }
    name = service.file_name(title, _place(), today(), format_)
    service.written_down(begin_write(), viewer().account_id, facts)
    return send_file(stream, service.MEDIA_TYPES[format_], as_attachment=True, download_name=name)


def _numbers(wanted: List, *, whole: bool) -> Numbers:
    permission, model = _REVEALS[wanted.kind]
    if not whole:
        return Numbers()
    within = viewer().reach(permission)
    return Numbers(whole=True, hidden=hidden_from(session(), wanted, model, model.in_reach(within)))


def _place() -> str:
    """The region or station the viewer works for, where it is one."""
    held = viewer().held
    codes = {one.region_code for one in held if one.region_code}
    stations_ = {one.station_id for one in held if one.station_id}
    if len(codes) == 1 and not stations_:
        return session().scalar(select(Region.name).where(Region.code == codes.pop())) or ""
    if len(stations_) == 1:
        return session().scalar(select(Station.name).where(Station.id == stations_.pop())) or ""
    return ""
