"""A deputy's public page, and what the deputy decides about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, request, url_for

from core.access import Permission, Role
from core.announcements import service as announcements
from core.clock import today
from core.deputies import service as deputies
from core.deputies.models import Deputy
from core.documents.service import qr_svg
from core.errors import NotFound
from core.plugin_host.declarations import NavItem
from core.profiles import service
from core.profiles.cards import ON_A_SHEET, cards
from core.profiles.deeds import deed_rows, on_the_board
from core.profiles.forms import (
    DeedForm,
    PhotoForm,
    PhotoOnBehalfForm,
    ProfileForm,
    ProfileOnBehalfForm,
    RegionDutiesForm,
)
from core.profiles.models import OwnDeed
from core.profiles.service import NobodyToPrint
from core.profiles.shown import OF_EVERYBODY, Shown, seen_at_station, strangers_see, tinted
from core.profiles.words import office_title, seat_title, summary, vcard
from core.regions import service as regions
from core.regions.fields import offer_regions
from core.stations.models import Station
from core.web import _, begin_write, done, public, reads_first, render, requires, session, viewer
from core.web.panels import panels
from core.web.preferences import language
from core.web.request import platform
from core.words import lazy as _l

bp = Blueprint("profiles", __name__, template_folder="templates")

OFFICE = frozenset({Role.ADMINISTRATOR, Role.OFFICE})
PERMISSIONS = (
    Permission("profiles.edit", _l("Fill in a deputy's public page on the deputy's behalf"), OFFICE),
    Permission("profiles.print", _l("Print contact cards of deputies"), OFFICE | {Role.MANAGER, Role.DEPUTY}),
    Permission("profiles.duties", _l("Say what deputies of the region do"), OFFICE),
)
NAV = (
    NavItem(
        title=_l("Duties of deputies"),
        endpoint="profiles.duties",
        permission="profiles.duties",
        place="admin",
        order=60,
        icon="card-list",
    ),
)

bp.add_app_template_filter(seat_title)
bp.add_app_template_filter(office_title)
bp.add_app_template_filter(tinted)


def public_page(deputy: Deputy, *, is_preview: bool = False) -> Any:
    """The page strangers see; the same for everybody who looks at it."""
    shown = _seen(deputy)
    return render(
        "profiles/show.html",
        shown=shown,
        deputy=deputy,
        deeds=deed_rows(service.deeds(session(), deputy, shown.deeds, today())),
        reports=announcements.of_deputy(session(), deputy, today()),
        panels=panels("deputy_panels", viewer=viewer(), deputy=deputy, day=today()),
        today=today(),
        is_preview=is_preview,
        about=summary(shown),
    )


def public_url(deputy: Deputy) -> str:
    """The address of the public page, for codes and cards."""
    return f"{platform().settings.public_url.rstrip('/')}{url_for('deputies.show', deputy=deputy)}"


@bp.get("/deputies/<id:deputy>/public")
@public(on=Deputy, loading=deputies.PLACED)
def show(deputy: Deputy) -> Any:
    """What strangers see, for those who see more."""
    return public_page(deputy, is_preview=not viewer().is_stranger)


@bp.get("/deputies/<id:deputy>/qr.svg")
@public(on=Deputy)
def qr(deputy: Deputy) -> Any:
    """The code that leads to the public page."""
    _seen(deputy)
    answer = Response(qr_svg(public_url(deputy)), mimetype="image/svg+xml")
    answer.cache_control.max_age = 3600
    return answer


@bp.get("/deputies/<id:deputy>/card.vcf")
@public(on=Deputy)
def card(deputy: Deputy) -> Any:
    """The contact card for address books, with what the deputy agreed to show."""
    text = vcard(_seen(deputy), public_url(deputy))
    answer = Response(text, content_type="text/vcard; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="deputy-{deputy.id}.vcf"'
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


@bp.get("/deputies/<id:deputy>/board")
@public(on=Deputy)
def board(deputy: Deputy) -> Any:
    """A sheet of A4 for the wall: identity, duties, deeds, and the code."""
    shown = _seen(deputy)
    deeds = deed_rows(service.deeds(session(), deputy, shown.deeds, today()))
    rows, is_full = on_the_board([*shown.words.splitlines(), *map(str, shown.duties)], deeds.first)
    return render(
        "profiles/board.html",
        shown=shown,
        deputy=deputy,
        counts=deeds.counts,
        deeds=rows,
        url=public_url(deputy),
        is_full=is_full,
    )


@bp.get("/deputies/<id:deputy>/card.pdf")
@requires("profiles.print", on=Deputy, loading=deputies.EVERYTHING)
def printed_card(deputy: Deputy) -> Any:
    """The contact card to print: one of its size, or ten on a sheet of A4 (``?sheet=1``)."""
    if not deputy.is_shown:
        raise NotFound
    sheet = request.args.get("sheet") == "1"
    shown = strangers_see(session(), deputy.id)
    return _pdf([shown] * (ON_A_SHEET if sheet else 1), f"card-{deputy.id}.pdf", sheet=sheet)


@bp.get("/stations/<id:station>/cards.pdf")
@requires("profiles.print", on=Station)
def station_cards(station: Station) -> Any:
    """The contact cards of all who serve at a station, ten on a sheet."""
    every = seen_at_station(session(), station.id)
    if not every:
        raise NobodyToPrint(station=station.name)
    return _pdf(every, f"cards-{station.id}.pdf", sheet=True)


@bp.route("/deputies/mine", methods=["GET", "POST"])
@requires("deputies.own")
def mine() -> Any:
    """My public page: what strangers see is my own decision."""
    return _decide(_mine(), in_person=True)


@bp.route("/deputies/<id:deputy>/profile", methods=["GET", "POST"])
@requires("profiles.edit", on=Deputy, loading=deputies.EVERYTHING)
def edit(deputy: Deputy) -> Any:
    """The same, filled in by the office with what the deputy has said."""
    return _decide(deputy, in_person=False)


@bp.route("/deputies/mine/photo", methods=["GET", "POST"])
@requires("deputies.own")
@reads_first
def my_photo() -> Any:
    """Another photo of mine."""
    return _photo(_mine(), in_person=True)


@bp.route("/deputies/<id:deputy>/profile/photo", methods=["GET", "POST"])
@requires("profiles.edit", on=Deputy, loading=deputies.EVERYTHING)
@reads_first
def photo(deputy: Deputy) -> Any:
    """Another photo of a deputy."""
    return _photo(deputy, in_person=False)


@bp.post("/deputies/mine/photo/remove")
@requires("deputies.own")
def remove_my_photo() -> Any:
    """Take my photo away."""
    service.remove_photo(session(), _mine())
    return done(url_for(".mine"), _("The photo is removed."))


@bp.post("/deputies/<id:deputy>/profile/photo/remove")
@requires("profiles.edit", on=Deputy)
def remove_photo(deputy: Deputy) -> Any:
    """Take a deputy's photo away."""
    service.remove_photo(session(), deputy)
    return done(url_for(".edit", deputy=deputy), _("The photo is removed."))


@bp.route("/deputies/mine/deeds", methods=["GET", "POST"])
@requires("deputies.own")
def my_deeds() -> Any:
    """What I have done."""
    return _deeds(_mine(), url_for(".my_deeds"), in_person=True)


@bp.route("/deputies/<id:deputy>/profile/deeds", methods=["GET", "POST"])
@requires("profiles.edit", on=Deputy, loading=deputies.EVERYTHING)
def deeds(deputy: Deputy) -> Any:
    """What a deputy has done."""
    return _deeds(deputy, url_for(".deeds", deputy=deputy), in_person=False)


@bp.post("/deputies/mine/deeds/<id:deed>/remove")
@requires("deputies.own")
def remove_my_deed(deed: int) -> Any:
    """Take away an entry of mine."""
    found = session().get(OwnDeed, deed)
    if found is None or found.deputy_id != viewer().deputy_id:
        raise NotFound
    session().delete(found)
    return done(url_for(".my_deeds"), _("The entry is removed."))


@bp.post("/deeds/<id:deed>/remove")
@requires("profiles.edit", on=OwnDeed)
def remove_deed(deed: OwnDeed) -> Any:
    """Take away an entry of a deputy."""
    session().delete(deed)
    return done(url_for(".deeds", deputy=deed.deputy_id), _("The entry is removed."))


@bp.route("/deputies/duties", methods=["GET", "POST"])
@requires("profiles.duties")
def duties() -> Any:
    """What the deputies of a region do, as their public pages say it."""
    reach = viewer().reach("profiles.duties")
    said = service.regions_with_duties(session(), reach)
    form = RegionDutiesForm()
    within = regions.within(session(), reach)
    offer_regions(form.region_code, within)
    if form.validate_on_submit():
        with form.attempt():
            service.say_duties(session(), form.region_code.data, form.text.data)
            return done(url_for(".duties"), _("Saved."))
    elif not form.is_submitted() and form.region_code.data:
        form.text.data = said.get(form.region_code.data, "")
    named = [(region.name, said[region.code]) for region in within if region.code in said]
    return render("profiles/duties.html", form=form, said=named, usual=OF_EVERYBODY)


def _pdf(every: Sequence[Shown], name: str, *, sheet: bool) -> Response:
    def address(shown: Shown) -> str:
        return f"{platform().settings.public_url.rstrip('/')}{url_for('deputies.show', deputy=shown.id)}"

    spoken = "en" if language() == "en" else "zh"
    answer = Response(cards(every, address, platform().files, sheet=sheet, language=spoken), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


def _seen(deputy: Deputy) -> Shown:
    """What strangers see of the deputy, if the viewer may know that there is one."""
    shown, who = strangers_see(session(), deputy.id), viewer()
    if shown.is_public or (
        not who.is_stranger and (deputy.id == who.deputy_id or who.may("deputies.browse", deputy.scope()))
    ):
        return shown
    raise NotFound


def _mine() -> Deputy:
    deputy = session().get(Deputy, viewer().deputy_id or 0, options=deputies.EVERYTHING)
    if deputy is None:
        raise NotFound
    return deputy


def _decide(deputy: Deputy, *, in_person: bool) -> Any:
    kept = service.profile_of(session(), deputy)
    facts = {"is_shown": deputy.is_shown, "phone_public": deputy.phone_public}
    form = (ProfileForm if in_person else ProfileOnBehalfForm)(obj=kept or service.UNSAID, data=facts)
    if form.validate_on_submit():
        with form.attempt():
            service.decide(session(), deputy, in_person=in_person, today=today(), **form.values)
            if in_person:
                return done(url_for(".mine"), _("Saved. This is what strangers see from now on."))
            return done(url_for(".edit", deputy=deputy), _("Saved. This is what strangers see from now on."))
    return render(
        "profiles/edit.html",
        form=form,
        deputy=deputy,
        profile=kept,
        shown=strangers_see(session(), deputy.id),
        in_person=in_person,
    )


def _photo(deputy: Deputy, *, in_person: bool) -> Any:
    form = (PhotoForm if in_person else PhotoOnBehalfForm)()
    if form.validate_on_submit():
        facts = form.values
        facts.pop("photo")
        begin_write()
        with form.attempt():
            service.take_photo(
                session(),
                platform().files,
                deputy,
                form.photo.prepared,
                in_person=in_person,
                today=today(),
                account_id=viewer().account_id,
                **facts,
            )
            url = url_for(".mine") if in_person else url_for(".edit", deputy=deputy)
            return done(url, _("The new photo is in its place."))
    return render(
        "profiles/photo.html",
        form=form,
        deputy=deputy,
        profile=service.profile_of(session(), deputy),
        in_person=in_person,
    )


def _deeds(deputy: Deputy, url: str, *, in_person: bool) -> Any:
    form = DeedForm()
    if form.validate_on_submit():
        with form.attempt():
            service.add_deed(session(), deputy, today=today(), **form.values)
            return done(url, _("The entry stands on the public page now."))
    kept = service.profile_of(session(), deputy)
    return render(
        "profiles/deeds.html",
        form=form,
        deputy=deputy,
        deeds=kept.deeds if kept else (),
        in_person=in_person,
    )
