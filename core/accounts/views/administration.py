"""The accounts of others: who may sign in, what they may do where, and letting them in again."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from core.access import Held, Role
from core.accounts import devices, passwords, restoring, service, slips
from core.accounts.forms import AccountForm, GrantForm, NewAccountForm, PasswordForm
from core.accounts.models import Account, Device, Grant
from core.accounts.views.blueprint import bp
from core.clock import now
from core.documents.service import qr_svg
from core.errors import DomainError, Forbidden
from core.people.models import Person
from core.regions import service as regions
from core.stations import service as stations
from core.stations.models import Station
from core.web import Form, _, begin_write, done, reads_first, render, requires, session, viewer
from core.web.fields import choices_of
from core.web.listing import asked_one_of, asked_text, listed
from core.web.request import platform

ORDERS = {"name": (Account.name, Account.id), "username": (Account.username,)}
STATES = ("in", "waiting", "off")
EVERYTHING = (joinedload(Account.grants).joinedload(Grant.station), joinedload(Account.deputy))
"""What the page of an account shows of other records, in the same statement."""


@bp.get("/accounts/")
@requires("accounts.let_in")
def index() -> Any:
    """The accounts within reach: searched, narrowed by role and state, in pages."""
    words, role = asked_text(), asked_one_of("role", [role.value for role in Role])
    state = asked_one_of("state", STATES)
    query = select(Account).where(Account.in_reach(viewer().reach("accounts.let_in")))
    if words:
        query = query.where(
            or_(
                Account.username.contains(words, autoescape=True),
                Account.name.contains(words, autoescape=True),
                Account.person_id.in_(select(Person.id).where(Person.initials.startswith(words, autoescape=True))),
                Account.id.in_(select(Grant.account_id).join(Grant.station).where(Station.name == words)),
            )
        )
    if role:
        query = query.where(Account.id.in_(select(Grant.account_id).where(Grant.role == role)))
    if state:
        query = query.where(_IN_STATE[state])
    listing = listed(query.options(selectinload(Account.grants).joinedload(Grant.station)), ORDERS)
    shown = [account.id for account in listing.page.rows]
    return render(
        "accounts/index.html",
        listing=listing,
        words=words,
        role=role,
        state=state,
        roles=list(Role),
        with_phone=set(session().scalars(select(Device.account_id).where(Device.account_id.in_(shown), _SIGNED_IN))),
        regions=service.names_of_regions(session(), listing.page.rows),
        may_manage=viewer().may("accounts.manage"),
    )


@bp.route("/accounts/new", methods=["GET", "POST"])
@reads_first
@requires("accounts.manage")
def create() -> Any:
    """Make an account; its roles are given on the next page."""
    form = NewAccountForm()
    if form.validate_on_submit() and (not form.password.data or _strong(form, [form.username.data, form.name.data])):
        password = service.hashed(form.password.data) if form.password.data else None
        begin_write()
        with form.attempt():
            account = service.create_account(session(), form.username.data, form.name.data.strip(), password, now())
            return done(
                url_for(".show", account=account),
                _("The account %(username)s is there. Give it its roles.", username=account.username),
            )
    return render("accounts/new.html", form=form)


@bp.get("/accounts/<id:account>")
@requires("accounts.let_in", on=Account, loading=EVERYTHING)
def show(account: Account) -> Any:
    """An account: what it may do where, how it comes in, and how to let it in again."""
    return _page(account)


@bp.post("/accounts/<id:account>")
@requires("accounts.manage", on=Account, loading=EVERYTHING)
def edit(account: Account) -> Any:
    """Correct the name, and whether the account may sign in."""
    form = AccountForm(obj=account)
    if form.validate_on_submit():
        with form.attempt():
            service.save(session(), account, form.name.data.strip(), now(), is_active=form.is_active.data)
            return done(url_for(".show", account=account), _("Saved."))
    return _page(account, form=form)


@bp.post("/accounts/<id:account>/roles")
@requires("accounts.manage", on=Account, loading=EVERYTHING)
def grant(account: Account) -> Any:
    """Give the account one more role."""
    form = _grant_form()
    if form.validate_on_submit():
        with form.attempt():
            service.grant(session(), account, _held(form))
            return done(url_for(".show", account=account), _("%(name)s now has the role.", name=account.name))
    return _page(account, grant_form=form)


@bp.post("/accounts/<id:account>/roles/<id:held>/revoke")
@requires("accounts.manage", on=Account, loading=EVERYTHING)
def revoke(account: Account, held: int) -> Any:
    """Take a role away."""
    form = AccountForm(obj=account)
    with form.attempt():
        service.revoke(session(), account, held)
        return done(url_for(".show", account=account), _("The role is taken away."))
    return _page(account, form=form)


@bp.post("/accounts/<id:account>/password")
@reads_first
@requires("accounts.manage", on=Account, loading=EVERYTHING)
def password(account: Account) -> Any:
    """Set a new password, which signs all devices of the account out."""
    form = PasswordForm()
    if form.validate_on_submit() and _strong(form, [account.username, account.name]):
        fresh = service.hashed(form.password.data)
        begin_write()
        service.set_password(session(), session().get_one(Account, account.id), fresh, now())
        return done(url_for(".show", account=account), _("The new password holds from now on."))
    return _page(account, password_form=form)


@bp.post("/accounts/<id:account>/restore")
@requires("accounts.let_in", on=Account, loading=EVERYTHING)
def restore_access(account: Account) -> Any:
    """Take away every way in and hand over a link to a new password; shown this once."""
    form, settings = Form(), platform().settings
    with form.attempt():
        restoring.check_may(session(), viewer(), account)
        token = slips.token_of(settings.secret_key, request.form.get("once", "")[:40], account.id)
        slip = restoring.restore(session(), account, token, now())
        address = f"{settings.public_url}{url_for('.restore', token=token)}"
        return render("accounts/link.html", account=account, slip=slip, address=address, code_svg=qr_svg(address))
    return render("accounts/no_code.html", form=form)


@bp.post("/accounts/<id:account>/devices/<id:device>/end")
@requires("accounts.let_in", on=Account, loading=EVERYTHING)
def end_device_of(account: Account, device: int) -> Any:
    """Sign one phone of somebody else's account out."""
    if not restoring.may(session(), viewer(), account):
        raise Forbidden
    devices.end(session(), account.id, session().get(Device, device), now())
    return done(url_for(".show", account=account), _("That phone is signed out."))


_SIGNED_IN = Device.ended_at.is_(None)
_HAS_PHONE = select(Device.id).where(Device.account_id == Account.id, _SIGNED_IN).exists()
_IN_STATE = {
    "in": Account.is_active & (Account.password_hash.is_not(None) | _HAS_PHONE),
    "waiting": Account.is_active & Account.password_hash.is_(None) & ~_HAS_PHONE,
    "off": ~Account.is_active,
}


def _page(
    account: Account,
    form: AccountForm | None = None,
    grant_form: GrantForm | None = None,
    password_form: PasswordForm | None = None,
) -> Any:
    may_manage = viewer().may("accounts.manage")
    return render(
        "accounts/edit.html",
        account=account,
        form=form or AccountForm(obj=account, formdata=None),
        grant_form=(grant_form or _grant_form(formdata=None)) if may_manage else None,
        password_form=password_form or PasswordForm(formdata=None),
        regions=service.names_of_regions(session(), [account]),
        devices=devices.of_account(session(), account.id),
        slip=slips.open_slip(session(), account.id),
        may_manage=may_manage,
        may_restore=restoring.may(session(), viewer(), account),
        comes_by_password=restoring.comes_by_password(account),
    )


def _held(form: GrantForm) -> Held:
    role = Role(form.role.data)
    station_id = int(form.station_id.data) if form.station_id.data and role is Role.MANAGER else None
    region = form.region_code.data if role in (Role.OFFICE, Role.LEADER, Role.ORGAN) else ""
    return Held(role, region or "", station_id, form.organ.data.strip() if role is Role.ORGAN else "")


def _grant_form(**options: Any) -> GrantForm:
    form = GrantForm(**options)
    reach = viewer().reach("accounts.manage")
    form.region_code.choices = choices_of([("", "-"), *regions.choices(regions.within(session(), reach))])
    form.station_id.choices = choices_of(
        [("", "-"), *((str(row.id), row.name) for row in stations.names(session(), reach))]
    )
    return form


def _strong(form: NewAccountForm | PasswordForm, about: list[str | None]) -> bool:
    try:
        passwords.check_strength(form.password.data, about)
    except DomainError as problem:
        form.add_problem(str(problem), problem.field)
        return False
    return True
