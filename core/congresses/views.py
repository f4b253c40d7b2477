"""Congresses and their terms."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, url_for

from core.access import Permission, Role
from core.congresses import lists, service
from core.congresses.forms import TermForm
from core.congresses.words import congress_title, level_title, level_titles, term_title
from core.plugin_host.declarations import NavItem
from core.regions import service as regions
from core.regions.fields import offer_regions
from core.web import _, done, render, requires, session, viewer
from core.words import lazy as _l

bp = Blueprint("congresses", __name__, template_folder="templates")

OFFICE = frozenset({Role.ADMINISTRATOR, Role.OFFICE})
PERMISSIONS = (Permission("congresses.edit", _l("See congresses, and add terms"), OFFICE),)
NAV = (
    NavItem(
        title=_l("Congresses"),
        endpoint="congresses.index",
        permission="congresses.edit",
        order=50,
        icon="bank",
        place="admin",
    ),
)

bp.add_app_template_filter(level_title)
bp.add_app_template_filter(level_titles)
bp.add_app_template_filter(congress_title)
bp.add_app_template_filter(term_title)


@bp.get("/congresses/")
@requires("congresses.edit")
def index() -> Any:
    """The congresses that deputies here may belong to, each with its terms."""
    found = lists.congresses_for(session(), viewer().reach("congresses.edit"))
    return render("congresses/index.html", congresses=found)


@bp.route("/congresses/terms/new", methods=["GET", "POST"])
@requires("congresses.edit")
def add_term() -> Any:
    """Add a term; its congress is made with its first term."""
    form = TermForm()
    found = regions.within_and_above(session(), viewer().reach("congresses.edit"))
    offer_regions(form.region_code, found)
    if form.validate_on_submit():
        region = next(region for region in found if region.code == form.region_code.data)
        with form.attempt():
            congress = service.congress_at(session(), region, form.level.data)
            term = service.add_term(session(), congress, form.number.data, form.begins.data, form.ends.data)
            return done(url_for(".index"), _("%(term)s is added.", term=term_title(term.number)))
    return render("congresses/term.html", form=form)
