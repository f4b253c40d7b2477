"""The plugin administration: how every plugin stands, enabling, switching per station, purging."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, url_for
from sqlalchemy import select

from core.access import Permission, Role
from core.clock import now
from core.plugin_host import purge as purging
from core.plugin_host import service
from core.plugin_host.declarations import NavItem
from core.plugin_host.errors import BackupImpossible, NameNotTyped, NothingToPurge, PurgeRefused
from core.plugin_host.forms import PurgeForm
from core.stations.models import Station
from core.web import _, done, reads_first, render, requires, session, viewer
from core.web.listing import asked_number, asked_text, listed
from core.web.request import platform
from core.words import lazy as _l

bp = Blueprint("plugin_host", __name__, template_folder="templates")

PERMISSIONS = (Permission("plugins.manage", _l("Manage plugins"), frozenset({Role.ADMINISTRATOR})),)
NAV = (
    NavItem(
        title=_l("Plugins"),
        endpoint="plugin_host.index",
        permission="plugins.manage",
        order=900,
        icon="puzzle",
        place="admin",
    ),
)

ORDERS = {"name": (Station.sort_key, Station.id), "region": (Station.region_code, Station.sort_key, Station.id)}


@bp.get("/admin/plugins")
@requires("plugins.manage")
def index() -> Any:
    """Every plugin: version, state, failures, pending migrations."""
    return render("plugin_host/index.html", plugins=service.statuses(platform().host, session()))


@bp.get("/admin/plugins/<name>")
@requires("plugins.manage")
def show(name: str) -> Any:
    """One plugin: what failed, and where it is switched on."""
    return _page(name, PurgeForm())


@bp.post("/admin/plugins/<name>/enable")
@requires("plugins.manage")
def enable(name: str) -> Any:
    """Let a plugin run."""
    after = service.enable(platform().host, session(), name, now())
    message = (
        _("%(name)s is enabled.", name=name)
        if after.state.value == "active"
        else _("%(name)s is enabled and runs from the next start on.", name=name)
    )
    return done(url_for(".show", name=name), message)


@bp.post("/admin/plugins/<name>/disable")
@requires("plugins.manage")
def disable(name: str) -> Any:
    """Stop a plugin at once."""
    service.disable(platform().host, session(), name)
    return done(url_for(".show", name=name), _("%(name)s is disabled. Its records stay.", name=name))


@bp.post("/admin/plugins/<name>/failures/clear")
@requires("plugins.manage")
def clear(name: str) -> Any:
    """Forget what has failed so far."""
    service.clear_failures(platform().host, session(), name)
    return done(url_for(".show", name=name), _("The failures of %(name)s are cleared.", name=name))


@bp.post("/admin/plugins/<name>/stations/<id:station>/on")
@requires("plugins.manage", on=Station)
def switch_on(name: str, station: Station) -> Any:
    """Switch a plugin on for one station."""
    service.switch(platform().host, session(), name, station, is_on=True)
    return done(_same_list(name), _("%(name)s is on at %(station)s.", name=name, station=station.name))


@bp.post("/admin/plugins/<name>/stations/<id:station>/off")
@requires("plugins.manage", on=Station)
def switch_off(name: str, station: Station) -> Any:
    """Switch a plugin off for one station."""
    service.switch(platform().host, session(), name, station, is_on=False)
    message = _("%(name)s is off at %(station)s. Its records there stay.", name=name, station=station.name)
    return done(_same_list(name), message)


@bp.post("/admin/plugins/<name>/purge")
@reads_first
@requires("plugins.manage")
def purge(name: str) -> Any:
    """Remove everything of a plugin, once its name is typed; a backup is made before."""
    form = PurgeForm()
    service.status(platform().host, session(), name)
    if form.validate_on_submit():
        try:
            gone = _purge(name, form.name.data)
        except (NameNotTyped, NothingToPurge, PurgeRefused, BackupImpossible) as problem:
            form.add_problem(str(problem), problem.field)
        else:
            kept = gone.backup.name if gone.backup else "-"
            message = _(
                "%(name)s is purged: %(tables)s tables removed. The backup is %(backup)s.",
                name=name,
                tables=len(gone.tables),
                backup=kept,
            )
            return done(url_for(".index"), message)
    return _page(name, form)


def _purge(name: str, typed: str) -> purging.Purged:
    if typed.strip() != name:
        raise NameNotTyped(name=name)
    # A purge begins transactions of its own, and drops tables: ours, which has read, ends here.
    session().rollback()
    who = viewer()
    return purging.purge(
        platform().database, name, at=now(), actor=who.username, actor_id=who.account_id, settings=platform().settings
    )


def _same_list(name: str) -> str:
    """The page one came from: the same search, the same part of the list."""
    return url_for(".show", name=name, q=asked_text() or None, page=asked_number("page"), _anchor="stations")


def _page(name: str, form: PurgeForm) -> Any:
    host, words = platform().host, asked_text()
    query = select(Station)
    if words:
        query = query.where(Station.name.contains(words, autoescape=True))
    listing = listed(query, ORDERS)
    return render(
        "plugin_host/show.html",
        plugin=service.status(host, session(), name),
        listing=listing,
        words=words,
        switched=service.switched(host, session(), name, listing.page.rows),
        form=form,
    )
