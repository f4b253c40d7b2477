"""Pages of an enterprise's link: those who may show it, and the contact who opens it without an account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from sqlalchemy import exists, or_, select

from core.api.data import Enterprise, Reach
from core.api.declare import NotFound, Permission, Role
from core.api.paper import qr_svg
from core.api.web import (
    _,
    _l,
    absolute,
    asked_number,
    derived_key,
    done,
    now,
    public,
    render,
    requires,
    session,
    today,
    url_for,
    viewer,
)
from plugins.enterprise_visits.blueprint import bp
from plugins.enterprise_visits.contacts import links, service
from plugins.enterprise_visits.contacts.errors import NotYourEnterprise
from plugins.enterprise_visits.contacts.forms import ConfirmForm, NeedForm, NotSoForm, TellForm
from plugins.enterprise_visits.difficulties.words import KINDS, MARKS, STATES
from plugins.enterprise_visits.models.contacts import ContactLink
from plugins.enterprise_visits.models.pairing import Pairing

SHOW: Final = "enterprise_visits.show_contact_links"
PERMISSIONS: Final = (
    Permission(
        SHOW,
        _l("Show and renew the links of enterprises' contacts"),
        frozenset({Role.ADMINISTRATOR, Role.OFFICE, Role.MANAGER, Role.DEPUTY}),
    ),
)
ADDRESS: Final = f"<string(length={links.SELECTOR + links.PROOF}):contact_address>"


# Those who show it


@bp.get("/enterprises/<id:enterprise>/link")
@requires(SHOW)
def contact_link(enterprise: int) -> Any:
    """Whether there is a link, and for whom; it is shown by a tap, which is written down."""
    found = _enterprise(enterprise)
    return render(
        "enterprise_visits/contacts/link.html",
        enterprise=found,
        link=links.link_of(session(), found),
        address="",
        code_svg="",
    )


@bp.post("/enterprises/<id:enterprise>/link/show")
@requires(SHOW)
def show_contact_link(enterprise: int) -> Any:
    """The link and its code, made where there is none."""
    found = _enterprise(enterprise)
    link = links.shown(session(), found, now())
    address = url_of(link)
    return render(
        "enterprise_visits/contacts/link.html", enterprise=found, link=link, address=address, code_svg=qr_svg(address)
    )


@bp.post("/enterprises/<id:enterprise>/link/renew")
@requires(SHOW)
def renew_contact_link(enterprise: int) -> Any:
    """A new link in place of the one before."""
    found = _enterprise(enterprise)
    links.renew(session(), found, now())
    return done(
        url_for(".contact_link", enterprise=enterprise), _("The link is renewed. The one before it holds no longer.")
    )


@bp.post("/enterprises/<id:enterprise>/link/revoke")
@requires(SHOW)
def revoke_contact_link(enterprise: int) -> Any:
    """The link holds no longer."""
    found = _enterprise(enterprise)
    links.revoke(session(), found, now())
    return done(url_for(".contact_link", enterprise=enterprise), _("The link is taken back: it holds no longer."))


def url_of(link: ContactLink) -> str:
    """The whole address of a link, as a letter or a code has it."""
    return absolute(url_for(".contact_page", contact_address=links.address_of(link, _key())))


def addresses_to_print(found: Mapping[int, ContactLink]) -> dict[int, str]:
    """The whole addresses of links that are printed on letters, by enterprise."""
    return {enterprise: url_of(link) for enterprise, link in found.items()}


def _enterprise(number: int) -> Enterprise:
    """The enterprise, for those who may show its link. Raises NotFound, NotYourEnterprise."""
    found = session().get(Enterprise, number)
    if found is None:
        raise NotFound
    reach = _reach_of_keepers()
    if not (reach.covers(found.scope()) or _is_paired(number, reach, today())):
        raise NotYourEnterprise
    return found


def _reach_of_keepers() -> Reach:
    """How far the viewer reaches as an office or as a station's manager: a deputy reaches their own enterprises only."""
    reach = viewer().reach(SHOW)
    run = {held.station_id for held in viewer().held if held.role is Role.MANAGER and held.station_id}
    return replace(reach, station_ids=frozenset(run) & reach.station_ids, person_id=None)


def _is_paired(enterprise_id: int, reach: Reach, day: date) -> bool:
    """Whether the viewer, or a station the viewer runs, looks after the enterprise."""
    paired = exists().where(
        Pairing.enterprise_id == enterprise_id,
        Pairing.open_on(day),
        or_(Pairing.deputy_id == (viewer().deputy_id or 0), Pairing.station_id.in_(sorted(reach.station_ids))),
    )
    return bool(session().scalar(select(paired)))


# The contact, without an account


@bp.get(f"/with/{ADDRESS}")
@public
def contact_page(contact_address: str) -> Any:
    """What waits for the contact's word, and what became of what they told."""
    return _page(contact_address)


@bp.post(f"/with/{ADDRESS}/visits/<id:visit>/confirm")
@public
def confirm_visit(contact_address: str, visit: int) -> Any:
    """This visit took place."""
    link, form = _link(contact_address), ConfirmForm()
    service.asked_about(session(), link, visit)
    if form.validate_on_submit():
        with form.attempt():
            service.confirm(session(), link, visit, form.thanks.data or "", now())
            return done(_home(contact_address), _("Thank you: the visit is confirmed."))
    return _page(contact_address, confirm=form, of=visit)


@bp.post(f"/with/{ADDRESS}/visits/<id:visit>/not-so")
@public
def contradict_visit(contact_address: str, visit: int) -> Any:
    """It is not so."""
    link, form = _link(contact_address), NotSoForm()
    service.asked_about(session(), link, visit)
    if form.validate_on_submit():
        with form.attempt():
            service.deny(session(), link, visit, form.not_so.data or "", now())
            return done(_home(contact_address), _("Thank you. The station is told, and looks into it."))
    return _page(contact_address, not_so=form, of=visit)


@bp.route(f"/with/{ADDRESS}/difficulty", methods=["GET", "POST"])
@public
def tell_difficulty(contact_address: str) -> Any:
    """Tell of a difficulty."""
    link, form = _link(contact_address), TellForm()
    if form.validate_on_submit():
        with form.attempt():
            told = service.tell(session(), link, form.told, today(), now())
            said = (
                _("Thank you. Only the congress office reads it; it is not shown here either.")
                if told.office_only
                else _("Thank you. What becomes of it stands on this page.")
            )
            return done(_home(contact_address), said)
    return render(
        "enterprise_visits/contacts/tell.html", form=form, enterprise=link.enterprise, back=_home(contact_address)
    )


@bp.route(f"/with/{ADDRESS}/need", methods=["GET", "POST"])
@public
def tell_need(contact_address: str) -> Any:
    """Say whom the enterprise needs."""
    link, form = _link(contact_address), NeedForm()
    if form.validate_on_submit():
        with form.attempt():
            service.ask_for(session(), link, form.speciality.data or "", now())
            return done(_home(contact_address), _("Thank you. It is kept in mind when deputies are chosen."))
    return render(
        "enterprise_visits/contacts/need.html", form=form, enterprise=link.enterprise, back=_home(contact_address)
    )


def _page(
    address: str, *, confirm: ConfirmForm | None = None, not_so: NotSoForm | None = None, of: int | None = None
) -> Any:
    """The contact's page; one visit is asked about at a time, the newest unless another was chosen."""
    enterprise = _link(address).enterprise
    visits = service.visits_of(session(), enterprise.id, today())
    waiting = [one for one in visits if one.answer is None]
    chosen = of or asked_number("visit")
    asked = next((one for one in waiting if one.id == chosen), waiting[0] if waiting else None)
    return render(
        "enterprise_visits/contacts/page.html",
        enterprise=enterprise,
        address=address,
        asked=asked,
        others=[one for one in waiting if one is not asked],
        answered=[one for one in visits if one.answer is not None],
        difficulties=service.difficulties_of(session(), enterprise.id),
        confirm=confirm or ConfirmForm(formdata=None),
        not_so=not_so or NotSoForm(formdata=None),
        kinds=KINDS,
        states=STATES,
        marks=MARKS,
        today=today(),
    )


def _home(address: str) -> str:
    return url_for(".contact_page", contact_address=address)


def _link(address: str) -> ContactLink:
    return links.link_at(session(), address, _key())


def _key() -> bytes:
    return derived_key(links.PURPOSE)
