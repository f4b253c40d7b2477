"""Pages of the capability directory: the list, one entry, and what managers and deputies keep of it."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy.orm import joinedload

from core.api.data import Chain, Station
from core.api.declare import NavItem, Permission, Role
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
from plugins.textiles.capacity import lists, service
from plugins.textiles.capacity.forms import CapabilityForm, CertificateForm, free_form
from plugins.textiles.models import Capability, Certificate
from plugins.textiles.trade.units import a_month, in_words, typed
from plugins.textiles.trade.views import BROWSE, KEEPERS
from plugins.textiles.trade.words import PROCESSES

KEEP: Final = "textiles.keep"
OVERSEE: Final = "textiles.oversee"
PERMISSIONS: Final = (
    Permission(KEEP, _l("Keep what textile enterprises can do and whom they look for"), KEEPERS | {Role.DEPUTY}),
    Permission(
        OVERSEE,
        _l("Find the directory of textiles in the menu of all stations"),
        frozenset({Role.ADMINISTRATOR, Role.OFFICE, Role.LEADER}),
    ),
)
NAV: Final = (
    NavItem(
        title=_l("Textile capacities"), endpoint="textiles.capabilities", permission=OVERSEE, order=61, icon="grid"
    ),
    NavItem(title=_l("Who can do it?"), endpoint="textiles.who_can", permission=OVERSEE, order=61, icon="search"),
    NavItem(
        title=_l("Textile capacities"),
        endpoint="textiles.capabilities_at_station",
        permission=BROWSE,
        place="station",
        order=61,
        icon="grid",
    ),
)
SHOWN: Final = (
    joinedload(Capability.enterprise),
    joinedload(Capability.free),
    joinedload(Capability.station).joinedload(Station.chain).joinedload(Chain.stations),
)


@bp.get("/capabilities")
@requires(BROWSE)
def capabilities() -> Any:
    """The directory of all stations within reach."""
    return _directory(None)


@bp.at_station.get("/capabilities")
@requires(BROWSE, on=Station)
def capabilities_at_station(station: Station) -> Any:
    """The directory of a station and its chain."""
    return _directory(station)


@bp.at_station.route("/capabilities/new", methods=["GET", "POST"])
@requires(KEEP, on=Station)
def new_capability(station: Station) -> Any:
    """Enter what an enterprise can do."""
    form = CapabilityForm(enterprise=asked_number("enterprise"))
    offer(form.enterprise, enterprises.of_station(session(), station), _l("Choose ..."))
    if form.validate_on_submit():
        with form.attempt():
            made = service.enter(session(), station, form.values["enterprise"], form.said, today())
            return done(url_for(".free_capacity", capability=made.id), _("Entered. Now say how much of it is free."))
    return render("textiles/capacity/edit.html", form=form, station=station, capability=None)


@bp.get("/capabilities/<id:capability>")
@requires(BROWSE, on=Capability, loading=SHOWN)
def capability(capability: Capability) -> Any:
    """What an enterprise can do, how much of it is free, and its certificates."""
    first = months.first_of(today())
    return render(
        "textiles/capacity/show.html",
        capability=capability,
        title=PROCESSES[capability.process].title,
        free=[one for one in capability.free if one.month >= first],
        whole=a_month(capability.capacity, capability.period),
        certificates=service.certificates_of(session(), capability.enterprise_id),
        is_stale=capability.updated_on < service.stale_before(session(), capability.station.region_code, today()),
        may_keep=viewer().may(KEEP, capability.scope()),
        in_words=in_words,
        month_words=lambda month: month_words(months.key(month)),
        today=today(),
    )


@bp.route("/capabilities/<id:capability>/edit", methods=["GET", "POST"])
@requires(KEEP, on=Capability, loading=SHOWN)
def edit_capability(capability: Capability) -> Any:
    """Correct it."""
    unit, minimum = capability.unit, capability.minimum
    shown = {name: getattr(capability, name) for name in ("unit", "period", "lead_days", "words")}
    form = CapabilityForm(
        also=[capability],
        enterprise=capability.enterprise_id,
        technique=capability.process,
        amount=typed(capability.capacity, unit),
        minimum=None if minimum is None else typed(minimum, unit),
        **shown,
    )
    offer(form.enterprise, [(capability.enterprise_id, capability.enterprise.name)])
    if form.validate_on_submit():
        with form.attempt():
            service.change(session(), capability, form.said, today())
            return done(url_for(".capability", capability=capability.id), _("Saved."))
    return render("textiles/capacity/edit.html", form=form, station=capability.station, capability=capability)


@bp.route("/capabilities/<id:capability>/free", methods=["GET", "POST"])
@requires(KEEP, on=Capability, loading=SHOWN)
def free_capacity(capability: Capability) -> Any:
    """Say how much is free in each of the next months."""
    known = {one.month: typed(one.amount, capability.unit) for one in capability.free}
    form = free_form(months.months_from(today(), service.MONTHS_AHEAD), known, capability)
    if form.validate_on_submit():
        with form.attempt():
            service.say_free(session(), capability, form.free, today())
            return done(url_for(".capability", capability=capability.id), _("Saved."))
    whole = in_words(a_month(capability.capacity, capability.period), capability.unit)
    return render(
        "textiles/capacity/free.html",
        form=form,
        capability=capability,
        title=PROCESSES[capability.process].title,
        whole=whole,
    )


@bp.post("/capabilities/<id:capability>/confirm")
@requires(KEEP, on=Capability)
def confirm_capability(capability: Capability) -> Any:
    """It is still so."""
    service.confirm(session(), capability, today())
    return done(url_for(".capability", capability=capability.id), _("Confirmed as of today."))


@bp.post("/capabilities/<id:capability>/withdraw")
@requires(KEEP, on=Capability)
def withdraw_capability(capability: Capability) -> Any:
    """It is not offered any more."""
    service.withdraw(session(), capability, today())
    return done(
        url_for(".capability", capability=capability.id), _("Withdrawn. Nobody finds it among what is offered.")
    )


@bp.post("/capabilities/<id:capability>/offer")
@requires(KEEP, on=Capability)
def offer_capability(capability: Capability) -> Any:
    """It is, after all."""
    service.offer_again(session(), capability, today())
    return done(url_for(".capability", capability=capability.id), _("It is offered again."))


@bp.route("/capabilities/<id:capability>/certificates/new", methods=["GET", "POST"])
@requires(KEEP, on=Capability, loading=SHOWN)
def new_certificate(capability: Capability) -> Any:
    """Enter a certificate of the enterprise."""
    form = CertificateForm()
    if form.validate_on_submit():
        with form.attempt():
            made = Certificate(station_id=capability.station_id, enterprise_id=capability.enterprise_id)
            service.certify(session(), made, **form.values)
            return done(url_for(".capability", capability=capability.id), _("Saved."))
    back = url_for(".capability", capability=capability.id)
    return render(
        "textiles/capacity/certificate.html", form=form, enterprise=capability.enterprise, back=back, known=None
    )


@bp.route("/certificates/<id:certificate>/edit", methods=["GET", "POST"])
@requires(KEEP, on=Certificate)
def edit_certificate(certificate: Certificate) -> Any:
    """Correct a certificate, or say until when it holds."""
    form = CertificateForm(obj=certificate)
    back = url_for(".capabilities_at_station", station=certificate.station, q=certificate.enterprise.name)
    if form.validate_on_submit():
        with form.attempt():
            service.certify(session(), certificate, **form.values)
            return done(back, _("Saved."))
    return render(
        "textiles/capacity/certificate.html", form=form, enterprise=certificate.enterprise, back=back, known=certificate
    )


@bp.post("/certificates/<id:certificate>/remove")
@requires(KEEP, on=Certificate)
def remove_certificate(certificate: Certificate) -> Any:
    """Take a certificate out that was entered by mistake."""
    back = url_for(".capabilities_at_station", station=certificate.station, q=certificate.enterprise.name)
    service.take_out(session(), certificate)
    return done(back, _("The certificate is taken out."))


def _directory(station: Station | None) -> Any:
    wanted = lists.Wanted(
        words=asked_text(),
        process=asked_one_of("process", tuple(PROCESSES)),
        state=asked_one_of("state", ("stale", "withdrawn")),
        certified_on=today(),
    )
    here = lists.within(session(), Capability, viewer().reach(BROWSE), station)
    region = station.region_code if station else min(viewer().reach(BROWSE).region_codes, default="")
    stale = service.stale_before(session(), region, today())
    query = lists.directory(here, wanted, months.first_of(today()), stale)
    return render(
        "textiles/capacity/list.html",
        listing=listed(query, lists.DIRECTORY_ORDERS),
        wanted=wanted,
        station=station,
        stale=stale,
        processes=[(key, one.title) for key, one in PROCESSES.items()],
        titles={key: one.title for key, one in PROCESSES.items()},
        in_words=in_words,
        may_keep=station is not None and viewer().may(KEEP, station.scope()),
    )
