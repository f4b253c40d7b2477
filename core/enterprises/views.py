"""Enterprises: the list, a page each, and the form."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, url_for

from core import audit
from core.access import Permission, Role
from core.chains.service import names as chain_names
from core.clock import today
from core.enterprises import service
from core.enterprises.forms import EnterpriseForm, KnownEnterpriseForm
from core.enterprises.models import Enterprise
from core.plugin_host.declarations import NavItem
from core.regions import service as regions
from core.regions.fields import offer_regions
from core.web import _, done, render, requires, session, viewer
from core.web.fields import hide_number, number_meant, offer
from core.web.listing import asked_number, asked_text, listed
from core.web.panels import panels
from core.words import lazy as _l

bp = Blueprint("enterprises", __name__, template_folder="templates")

OFFICE = frozenset({Role.ADMINISTRATOR, Role.OFFICE})
PERMISSIONS = (
    Permission("enterprises.browse", _l("See the list of enterprises"), OFFICE | {Role.LEADER, Role.MANAGER}),
    Permission("enterprises.edit", _l("Edit enterprises"), OFFICE | {Role.MANAGER}),
    Permission("enterprises.create", _l("Enter new enterprises"), OFFICE),
    Permission("enterprises.reveal", _l("See telephone numbers of enterprise contacts"), OFFICE | {Role.MANAGER}),
)
NAV = (
    NavItem(
        title=_l("Enterprises"),
        endpoint="enterprises.index",
        permission="enterprises.browse",
        order=30,
        icon="building",
    ),
)
ORDERS = {
    "name": (Enterprise.sort_key, Enterprise.id),
    "scale": (Enterprise.scale, Enterprise.sort_key, Enterprise.id),
    "contact": (Enterprise.contact_name, Enterprise.id),
}


@bp.get("/enterprises/")
@requires("enterprises.browse")
def index() -> Any:
    """The enterprises within reach: searched, narrowed, sorted, in pages."""
    reach = viewer().reach("enterprises.browse")
    wanted = service.Wanted(asked_text(), asked_number("chain"), asked_number("segment"), asked_text("scale"))
    chains = chain_names(session(), reach)
    return render(
        "enterprises/index.html",
        listing=listed(service.in_list(reach, wanted), ORDERS),
        wanted=wanted,
        chains=chains,
        segments=service.segments(session(), reach, wanted.chain) if wanted.chain else [],
        scales=service.scales(session(), reach),
    )


@bp.get("/enterprises/<id:enterprise>")
@requires("enterprises.browse", on=Enterprise)
def show(enterprise: Enterprise) -> Any:
    """An enterprise; the contact's number is hidden until it is asked for."""
    return _page(enterprise, revealed=False)


@bp.post("/enterprises/<id:enterprise>/phone")
@requires("enterprises.reveal", on=Enterprise)
def reveal(enterprise: Enterprise) -> Any:
    """Show the contact's number once; it is written down who looked."""
    audit.record(session(), "reveal_phone", enterprise, {"field": "contact_phone"})
    return _page(enterprise, revealed=True)


@bp.route("/enterprises/new", methods=["GET", "POST"])
@requires("enterprises.create")
def create() -> Any:
    """Enter an enterprise."""
    form = _offered(EnterpriseForm(), None)
    if form.validate_on_submit():
        with form.attempt():
            enterprise = service.save(session(), Enterprise(), **form.values)
            return done(url_for(".show", enterprise=enterprise), _("%(name)s is entered.", name=enterprise.name))
    return render("enterprises/edit.html", form=form, enterprise=None)


@bp.route("/enterprises/<id:enterprise>/edit", methods=["GET", "POST"])
@requires("enterprises.edit", on=Enterprise)
def edit(enterprise: Enterprise) -> Any:
    """Correct an enterprise's record."""
    enterprise = service.with_everything(session(), enterprise)
    chosen = [one.segment_id for one in enterprise.memberships]
    form, phone = KnownEnterpriseForm(obj=enterprise, segment_ids=chosen), enterprise.contact_phone
    _offered(form, enterprise)
    hide_number(form.contact_phone, form.forget_phone, phone)
    if form.validate_on_submit():
        facts = form.values | {"contact_phone": number_meant(form.contact_phone, form.forget_phone, phone)}
        facts.pop("forget_phone")
        with form.attempt():
            service.save(session(), enterprise, **facts)
            return done(url_for(".show", enterprise=enterprise), _("Saved."))
    return render("enterprises/edit.html", form=form, enterprise=enterprise)


def _page(enterprise: Enterprise, *, revealed: bool) -> Any:
    enterprise = service.with_everything(session(), enterprise)
    scope = enterprise.scope()
    return render(
        "enterprises/show.html",
        enterprise=enterprise,
        revealed=revealed,
        may_edit=viewer().may("enterprises.edit", scope),
        may_reveal=viewer().may("enterprises.reveal", scope),
        panels=panels("enterprise_panels", viewer=viewer(), enterprise=enterprise, day=today()),
    )


def _offered(form: EnterpriseForm, enterprise: Enterprise | None) -> EnterpriseForm:
    reach = viewer().reach("enterprises.edit" if enterprise else "enterprises.create")
    offer_regions(form.region_code, regions.within(session(), reach), enterprise.region if enterprise else None)
    offered = service.segments(session(), reach)
    present = [] if enterprise is None else [one.segment for one in enterprise.memberships]
    strange = [(one.id, f"{one.chain.name} · {one.name}") for one in present if one.id not in dict(offered)]
    offer(form.segment_ids, [*offered, *strange])
    return form
