"""Regions: those within reach, and adding one that has no official code."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, url_for

from core.access import Permission, Role
from core.errors import NotFound
from core.plugin_host.declarations import NavItem
from core.regions import service
from core.regions.fields import offer_regions
from core.regions.forms import LocalRegionForm
from core.regions.words import region_level_title
from core.web import _, done, render, requires, session, viewer
from core.words import lazy as _l

bp = Blueprint("regions", __name__, template_folder="templates")

OFFICE = frozenset({Role.ADMINISTRATOR, Role.OFFICE})
PERMISSIONS = (Permission("regions.edit", _l("See regions, and add local ones"), OFFICE),)
NAV = (
    NavItem(
        title=_l("Regions"), endpoint="regions.index", permission="regions.edit", order=60, icon="map", place="admin"
    ),
)

bp.add_app_template_filter(region_level_title)


@bp.route("/regions/", methods=["GET", "POST"])
@requires("regions.edit")
def index() -> Any:
    """The regions within reach, and a form for a development zone or another place without official code."""
    reach = viewer().reach("regions.edit")
    found = service.within(session(), reach)
    form = LocalRegionForm()
    offer_regions(form.parent_code, found)
    if form.validate_on_submit():
        parent = next((region for region in found if region.code == form.parent_code.data), None)
        if parent is None:
            raise NotFound
        with form.attempt():
            region = service.add_local(session(), parent, form.name.data)
            return done(
                url_for(".index"), _("%(name)s is added below %(parent)s.", name=region.name, parent=parent.name)
            )
    return render("regions/index.html", form=form, regions=found, names={region.code: region.name for region in found})
