"""Pages of the catalogue: searched by all of the trade, kept by those who run stations."""

from __future__ import annotations

from typing import Any, Final

from core.api.data import Enterprise, Station, visible_to
from core.api.declare import NavItem
from core.api.web import (
    _,
    _l,
    asked_one_of,
    asked_text,
    done,
    listed,
    offer,
    render,
    requires,
    session,
    url_for,
    viewer,
)
from plugins.agri_machinery import enterprises
from plugins.agri_machinery.blueprint import bp
from plugins.agri_machinery.catalogue import service
from plugins.agri_machinery.catalogue.forms import ProductForm
from plugins.agri_machinery.catalogue.words import KINDS
from plugins.agri_machinery.models import Product
from plugins.agri_machinery.permissions import BROWSE, RUN

NAV: Final = (
    NavItem(
        title=_l("Varieties, fertilisers, machines"),
        endpoint="agri_machinery.catalogue",
        permission=BROWSE,
        place="station",
        order=70,
        icon="card-list",
    ),
)


@bp.at_station.get("/catalogue")
@requires(BROWSE, on=Station)
def catalogue(station: Station) -> Any:
    """What a station has in its catalogue, and what the other stations within reach have in theirs."""
    wanted = service.Wanted(words=asked_text(), kind=asked_one_of("kind", list(KINDS)))
    query = visible_to(viewer(), BROWSE, service.in_catalogue(wanted), Product)
    orders = {
        "name": (Product.name, Product.id),
        "kind": (Product.kind, Product.name, Product.id),
        "maker": (Enterprise.name.is_(None), Enterprise.name, Product.id),
    }
    return render(
        "agri_machinery/catalogue/list.html",
        station=station,
        listing=listed(query, orders),
        wanted=wanted,
        kinds=KINDS,
        may_add=viewer().may(RUN, station.scope()),
    )


@bp.get("/catalogue/<id:product>")
@requires(BROWSE, on=Product)
def product(product: Product) -> Any:
    """An entry with all that is known of it."""
    return render(
        "agri_machinery/catalogue/product.html",
        product=product,
        kind=KINDS[product.kind],
        may_edit=viewer().may(RUN, product.scope()),
    )


@bp.at_station.route("/catalogue/new", methods=["GET", "POST"])
@requires(RUN, on=Station)
def add_product(station: Station) -> Any:
    """Enter a variety, a fertiliser or a machine."""
    form = ProductForm()
    offer(form.maker_id, enterprises.offered(session(), station), _("Not among them"))
    if form.validate_on_submit():
        with form.attempt():
            kept = service.save(session(), Product(station_id=station.id), **form.values)
            return done(url_for(".product", product=kept), _("Saved."))
    return render("agri_machinery/catalogue/edit.html", form=form, product=None, station=station)


@bp.route("/catalogue/<id:product>/edit", methods=["GET", "POST"])
@requires(RUN, on=Product)
def edit_product(product: Product) -> Any:
    """Correct an entry."""
    form = ProductForm(obj=product)
    offer(form.maker_id, enterprises.offered(session(), product.station, product.maker_id), _("Not among them"))
    if form.validate_on_submit():
        with form.attempt():
            service.save(session(), product, **form.values)
            return done(url_for(".product", product=product), _("Saved."))
    return render("agri_machinery/catalogue/edit.html", form=form, product=product, station=product.station)


@bp.post("/catalogue/<id:product>/remove")
@requires(RUN, on=Product)
def remove_product(product: Product) -> Any:
    """Take an entry out that was made by mistake."""
    station = product.station
    service.remove(session(), product)
    return done(url_for(".catalogue", station=station), _("It is taken out of the catalogue."))
