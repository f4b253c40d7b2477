"""One's own account: password, phones, second factor.

Password and second factor are changed only where somebody signed in with them: a phone that came in by a slip carries
the work of a deputy, and must not become a way around the second factor of the same account.
"""

from __future__ import annotations

from typing import Any, Final

from flask import request, url_for
from flask import session as kept_in_cookie

from core.access import Role
from core.accounts import devices, guesses, passwords, second_factor, service, signed_in, slips
from core.accounts.forms import OwnFactorForm, OwnPasswordForm, PresentPasswordForm
from core.accounts.models import Account, Device
from core.accounts.views.blueprint import bp
from core.accounts.views.signing_in import network_address, secret_shown
from core.clock import now
from core.documents.service import qr_svg
from core.errors import DomainError
from core.web import Form, _, begin_write, done, reads_first, render, requires, session, viewer
from core.web.request import platform
from core.words import lazy as _l

_FACTOR: Final = "new_factor"


class PasswordFirst(DomainError):
    """A phone that came in by a slip cannot change what the password protects."""

    code = "password_first"
    status = 403
    message = _l(
        "This phone came in by a slip. Sign in with your user name and password first; then you can change the password and the second factor."
    )


@bp.route("/accounts/mine", methods=["GET", "POST"])
@reads_first
@requires("accounts.own")
def mine() -> Any:
    """One's own account: its phones, its second factor, and a new password, which signs all other devices out."""
    form = OwnPasswordForm()
    if form.is_submitted():
        _came_by_password()
    if form.validate_on_submit() and (fresh := _own_password(form)):
        begin_write()
        account = _own()
        service.set_password(session(), account, fresh, now())
        signed_in.sign_in(account)
        return done(url_for("home.start"), _("The new password holds from now on."))
    account = _own()
    return render(
        "accounts/mine.html",
        form=form,
        account=account,
        devices=devices.of_account(session(), account.id),
        may_add=viewer().has_role(Role.DEPUTY),
        codes_left=second_factor.codes_left(session(), account.id) if account.totp_secret else 0,
        is_compulsory=second_factor.is_compulsory(session(), account),
    )


@bp.post("/accounts/mine/code")
@requires("accounts.own")
def show_code() -> Any:
    """Show the code by which a second phone comes in, for ten minutes."""
    account = _own()
    form = Form()
    with form.attempt():
        slips.check_holder(session(), account)
        code = slips.fresh_code()
        slips.show_code(session(), account, slips.code_digest(platform().settings.secret_key, code), now())
        public = platform().settings.public_url + url_for(".enter_code")
        return render(
            "accounts/code.html",
            code=f"{code[:4]} {code[4:]}",
            address=public,
            code_svg=qr_svg(f"{public}?code={code}"),
        )
    return render("accounts/no_code.html", form=form)


@bp.post("/accounts/mine/devices/<id:device>/end")
@requires("accounts.own")
def end_device(device: int) -> Any:
    """Sign one of one's own phones out."""
    devices.end(session(), _own().id, session().get(Device, device), now())
    return done(url_for(".mine"), _("That phone is signed out."))


@bp.post("/accounts/mine/devices/end")
@requires("accounts.own")
def end_others() -> Any:
    """Sign out everywhere but here."""
    account = _own()
    devices.end_all(session(), account.id, now(), but=viewer().device_id)
    service.forget_browsers(session(), account)
    if viewer().device_id is None:
        signed_in.sign_in(account)
    return done(url_for(".mine"), _("You are signed in on this device only."))


@bp.route("/accounts/mine/second-factor", methods=["GET", "POST"])
@reads_first
@requires("accounts.own")
def second_factor_of_mine() -> Any:
    """Set up an authenticator, or another in place of the present one, confirmed with the password."""
    _came_by_password()
    form = OwnFactorForm()
    if request.method == "GET" or _FACTOR not in kept_in_cookie:
        kept_in_cookie[_FACTOR] = second_factor.fresh_secret()
    if form.validate_on_submit() and _is_own_password(form):
        begin_write()
        with form.attempt():
            secret, key = kept_in_cookie[_FACTOR], platform().settings.secret_key
            codes = second_factor.set_up(session(), _own(), secret, form.code.data, key, now())
            kept_in_cookie.pop(_FACTOR)
            return render("accounts/recovery_codes.html", codes=codes, onward=url_for(".mine"))
    return render("accounts/second_factor.html", form=form, **secret_shown(_own(), kept_in_cookie[_FACTOR]))


@bp.route("/accounts/mine/second-factor/off", methods=["GET", "POST"])
@reads_first
@requires("accounts.own")
def forget_factor() -> Any:
    """Switch the second factor off, confirmed with the password."""
    _came_by_password()
    form = PresentPasswordForm()
    if form.validate_on_submit() and _is_own_password(form):
        begin_write()
        with form.attempt():
            account = _own()
            if second_factor.is_compulsory(session(), account):
                raise second_factor.FactorCompulsory
            second_factor.forget(session(), account)
            return done(url_for(".mine"), _("From now on the password alone lets you in."))
    return render("accounts/forget_factor.html", form=form)


def _came_by_password() -> None:
    if viewer().device_id is not None:
        raise PasswordFirst


def _own() -> Account:
    return session().get_one(Account, viewer().account_id)


def _own_password(form: OwnPasswordForm) -> str | None:
    """The hash of the new password, if the present one is right."""
    if not _is_own_password(form):
        return None
    account = _own()
    about = [account.username, account.name, account.person.phone if account.person else None]
    try:
        passwords.check_strength(form.password.data, about)
    except DomainError as problem:
        form.add_problem(str(problem), problem.field)
        return None
    return service.hashed(form.password.data)


def _is_own_password(form: PresentPasswordForm) -> bool:
    """Whether the present password was given; guesses are counted like those at the door."""
    at, address = now(), network_address()
    try:
        guesses.check(session(), guesses.PASSWORD, viewer().username, address, at)
    except guesses.LockedOut as problem:
        form.add_problem(str(problem))
        return False
    if service.password_fits(service.find_account(session(), viewer().username), form.present.data):
        return True
    guesses.count(begin_write(), guesses.PASSWORD, viewer().username, address, at)
    form.add_problem(_("This is not your present password."), "present")
    return False
