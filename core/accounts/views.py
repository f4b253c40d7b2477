"""Signing in and out; and, for administrators, the accounts and their roles."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask_login import login_user, logout_user
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from core import audit
from core.access import Held, Permission, Role
from core.accounts import guesses, passwords, service, viewers
from core.accounts.forms import AccountForm, GrantForm, LoginForm, NewAccountForm, OwnPasswordForm, PasswordForm
from core.accounts.models import Account, Grant
from core.clock import now
from core.errors import DomainError
from core.plugin_host.declarations import NavItem
from core.regions import service as regions
from core.stations import service as stations
from core.web import _, begin_write, done, public, reads_first, render, requires, session, viewer
from core.web.fields import choices_of
from core.web.guard import SIGN_IN
from core.web.listing import asked_one_of, asked_text, listed
from core.web.request import platform
from core.web.resuming import SessionEnded, Unsent, as_context, is_ours, unpacked, unsent
from core.words import lazy as _l

bp = Blueprint("accounts", __name__, template_folder="templates")

PERMISSIONS = (
    Permission("accounts.own", _l("Change one's own password"), frozenset(Role)),
    Permission("accounts.manage", _l("Make accounts and give them roles"), frozenset({Role.ADMINISTRATOR})),
)
NAV = (
    NavItem(
        title=_l("Accounts"),
        endpoint="accounts.index",
        permission="accounts.manage",
        order=80,
        icon="person-badge",
        place="admin",
    ),
)

ORDERS = {"username": (Account.username,), "name": (Account.name, Account.id)}


@bp.route("/login", methods=["GET", "POST"])
@reads_first
@public
def login() -> Any:
    """Sign in; afterwards back to the page that asked for it."""
    form, kept = LoginForm(), unpacked(request.form.get("unsent", ""))
    if viewer().is_authenticated or (form.validate_on_submit() and _sign_in(form)):
        if kept:
            return render("errors/resume.html", signed_in=True, **as_context(kept))
        return redirect(_next_page(), 303 if request.method == "POST" else 302)
    return _door(form, kept)


@bp.app_errorhandler(SessionEnded)
def sign_in_again(ended: SessionEnded) -> Any:
    """The sign-in page in answer to a form sent without an account: it carries what was typed."""
    kept = None if request.endpoint == SIGN_IN else unsent()
    answer = _door(LoginForm(formdata=None), kept, ended=True)
    answer.status_code = ended.status
    return answer


def _door(form: LoginForm, kept: Unsent | None, *, ended: bool = False) -> Any:
    return render(
        "accounts/login.html",
        form=form,
        next=request.values.get("next", ""),
        unsent=kept,
        ended=ended,
        demonstration=platform().is_demonstration(session()),
    )


@bp.post("/logout")
@public
def logout() -> Any:
    """Sign out on this device."""
    logout_user()
    return done(url_for("home.index"), _("You are signed out."))


@bp.route("/accounts/mine", methods=["GET", "POST"])
@reads_first
@requires("accounts.own")
def mine() -> Any:
    """One's own account: a new password, which signs all other devices out."""
    form = OwnPasswordForm()
    if form.validate_on_submit() and (fresh := _own_password(form)):
        begin_write()
        account = session().get_one(Account, viewer().account_id)
        service.set_password(session(), account, fresh, now())
        login_user(viewers.viewer_of(session(), account, platform().roles_by_permission))
        return done(url_for("home.start"), _("The new password holds from now on."))
    return render("accounts/mine.html", form=form)


@bp.get("/accounts/")
@requires("accounts.manage")
def index() -> Any:
    """All accounts: searched, narrowed by role, in pages."""
    words, role = asked_text(), asked_one_of("role", [role.value for role in Role])
    query = select(Account).options(selectinload(Account.grants))
    if words:
        query = query.where(
            Account.username.contains(words, autoescape=True) | Account.name.contains(words, autoescape=True)
        )
    if role:
        query = query.where(Account.id.in_(select(Grant.account_id).where(Grant.role == role)))
    return render("accounts/index.html", listing=listed(query, ORDERS), words=words, role=role, roles=list(Role))


@bp.route("/accounts/new", methods=["GET", "POST"])
@reads_first
@requires("accounts.manage")
def create() -> Any:
    """Make an account; its roles are given on the next page."""
    form = NewAccountForm()
    if form.validate_on_submit() and (password := _hashed(form, form.username.data)):
        begin_write()
        with form.attempt():
            account = service.create_account(session(), form.username.data, form.name.data.strip(), password, now())
            return done(
                url_for(".edit", account=account),
                _("The account %(username)s is there. Give it its roles.", username=account.username),
            )
    return render("accounts/new.html", form=form)


@bp.route("/accounts/<id:account>", methods=["GET", "POST"])
@requires("accounts.manage", on=Account)
def edit(account: Account) -> Any:
    """An account: its name, whether it may sign in, its roles, its password."""
    form = AccountForm(obj=account)
    if form.validate_on_submit():
        with form.attempt():
            service.save(session(), account, form.name.data.strip(), is_active=form.is_active.data)
            return done(url_for(".edit", account=account), _("Saved."))
    return _page(account, form=form)


@bp.post("/accounts/<id:account>/roles")
@requires("accounts.manage", on=Account)
def grant(account: Account) -> Any:
    """Give the account one more role."""
    form = _grant_form()
    if form.validate_on_submit():
        with form.attempt():
            station_id = int(form.station_id.data) if form.station_id.data else None
            role = Role(form.role.data)
            region = form.region_code.data if role in (Role.OFFICE, Role.LEADER) else ""
            held = Held(
                role,
                region or "",
                station_id if role == Role.MANAGER else None,
                form.organ.data.strip() if role == Role.ORGAN else "",
            )
            service.grant(session(), account, held)
            return done(url_for(".edit", account=account), _("%(name)s now has the role.", name=account.name))
    return _page(account, grant_form=form)


@bp.post("/accounts/<id:account>/roles/<id:held>/revoke")
@requires("accounts.manage", on=Account)
def revoke(account: Account, held: int) -> Any:
    """Take a role away."""
    form = AccountForm(obj=account)
    with form.attempt():
        service.revoke(session(), account, held)
        return done(url_for(".edit", account=account), _("The role is taken away."))
    return _page(account, form=form)


@bp.post("/accounts/<id:account>/password")
@reads_first
@requires("accounts.manage", on=Account)
def password(account: Account) -> Any:
    """Set a new password, which signs all devices of the account out."""
    form = PasswordForm()
    if form.validate_on_submit() and (fresh := _hashed(form, account.username)):
        begin_write()
        service.set_password(session(), account, fresh, now())
        return done(url_for(".edit", account=account), _("The new password holds from now on."))
    return _page(account, password_form=form)


def _page(
    account: Account,
    form: AccountForm | None = None,
    grant_form: GrantForm | None = None,
    password_form: PasswordForm | None = None,
) -> Any:
    return render(
        "accounts/edit.html",
        account=account,
        form=form or AccountForm(obj=account, formdata=None),
        grant_form=grant_form or _grant_form(formdata=None),
        password_form=password_form or PasswordForm(formdata=None),
        stations={row.id: row.name for row in stations.names(session(), viewer().reach("accounts.manage"))},
    )


def _grant_form(**options: Any) -> GrantForm:
    form = GrantForm(**options)
    reach = viewer().reach("accounts.manage")
    form.region_code.choices = choices_of([("", "-"), *regions.choices(regions.within(session(), reach))])
    form.station_id.choices = choices_of(
        [("", "-"), *((str(row.id), row.name) for row in stations.names(session(), reach))]
    )
    return form


def _hashed(form: NewAccountForm | PasswordForm, username: str) -> str | None:
    """The hash of a strong enough password; slow on purpose, hence before the write."""
    try:
        passwords.check_strength(form.password.data, [username])
    except DomainError as problem:
        form.add_problem(str(problem), problem.field)
        return None
    return service.hashed(form.password.data)


def _own_password(form: OwnPasswordForm) -> str | None:
    """The hash of the new password, if the present one is right; guesses are counted like those at the door."""
    at, address = now(), guesses.address_digest(platform().settings.secret_key, request.remote_addr or "")
    try:
        guesses.check(session(), guesses.PASSWORD, viewer().username, address, at)
    except guesses.LockedOut as problem:
        form.add_problem(str(problem))
        return None
    if service.password_fits(service.find_account(session(), viewer().username), form.present.data):
        return _hashed(form, viewer().username)
    guesses.count(begin_write(), guesses.PASSWORD, viewer().username, address, at)
    form.add_problem(_("This is not your present password."), "present")
    return None


def _sign_in(form: LoginForm) -> bool:
    username, at = form.username.data.strip(), now()
    address = guesses.address_digest(platform().settings.secret_key, request.remote_addr or "")
    try:
        guesses.check(session(), guesses.PASSWORD, username, address, at)
    except guesses.LockedOut as problem:
        form.add_problem(str(problem))
        return False
    account = service.find_account(session(), username)
    fits = service.password_fits(account, form.password.data)  # slow on purpose, hence before the write
    begin_write()
    if account is None or not fits:
        guesses.count(session(), guesses.PASSWORD, username, address, at)
        form.add_problem(str(service.SignInRefused()))
        return False
    guesses.forget(session(), guesses.PASSWORD, username)
    who = viewers.viewer_of(session(), account, platform().roles_by_permission)
    session().info.update(actor_id=who.account_id, actor_name=who.username)
    audit.record(session(), "sign_in", account, {})
    login_user(who)
    return True


def _next_page() -> str:
    """The page that asked for the sign-in, if it is one of ours."""
    wanted = request.values.get("next", "")
    return wanted if is_ours(wanted) else url_for("home.start")
