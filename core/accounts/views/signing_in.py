"""Signing in with a password, the second step after it, and signing out."""

from __future__ import annotations

from typing import Any, Final

from flask import redirect, request, url_for
from flask import session as kept_in_cookie

from core import audit
from core.accounts import guesses, second_factor, service, signed_in
from core.accounts.forms import LoginForm, SecondStepForm, SetUpForm
from core.accounts.models import Account
from core.accounts.views.blueprint import bp
from core.clock import now
from core.documents.service import qr_svg
from core.web import _, begin_write, done, public, reads_first, render, session, viewer
from core.web.guard import SIGN_IN
from core.web.request import platform
from core.web.resuming import SessionEnded, Unsent, as_context, is_ours, unpacked, unsent

HALF_LIVES_S: Final = 600
"""So long may pass between the password and the second step."""
_HALF: Final = "half"


@bp.route("/login", methods=["GET", "POST"])
@reads_first
@public
def login() -> Any:
    """Sign in; afterwards back to the page that asked for it."""
    form = LoginForm()
    if viewer().is_authenticated and viewer().device_id is None:
        return _on_the_way()  # a phone that came in by a slip may sign in for its other roles
    if form.validate_on_submit() and (account := _knows_password(form)):
        if account.totp_secret:
            return _second_step(SecondStepForm(formdata=None))
        if second_factor.is_compulsory(session(), account):
            return _set_up(SetUpForm(formdata=None))
        _complete(account)
        return _on_the_way()
    return _door(form, unpacked(request.form.get("unsent", "")))


@bp.post("/login/code")
@public
def second_step() -> Any:
    """The second factor; what the sign-in page carried goes on with it."""
    account, form = _half_signed_in(), SecondStepForm()
    if account is None:
        return redirect(url_for(SIGN_IN), 303)
    if not form.validate_on_submit():
        return _second_step(form)
    at, address = now(), network_address()
    try:
        guesses.check(session(), guesses.SECOND, account.username, address, at)
        second_factor.take_code(session(), account, form.code.data, platform().settings.secret_key, at)
    except second_factor.CodeWrong as problem:
        guesses.count(session(), guesses.SECOND, account.username, address, at)
        form.add_problem(str(problem), problem.field)
        return _second_step(form)
    except guesses.LockedOut as problem:
        form.add_problem(str(problem))
        return _second_step(form)
    guesses.forget(session(), guesses.SECOND, account.username)
    _complete(account)
    return _on_the_way()


@bp.post("/login/set-up")
@public
def set_up_first() -> Any:
    """Set up the second factor that the role needs, before anything else."""
    account, form = _half_signed_in(), SetUpForm()
    if account is None or account.totp_secret:
        return redirect(url_for(SIGN_IN), 303)
    if form.validate_on_submit():
        with form.attempt():
            key, secret = platform().settings.secret_key, _half()["secret"]
            codes = second_factor.set_up(session(), account, secret, form.code.data, key, now())
            _complete(account)
            return render("accounts/recovery_codes.html", codes=codes, onward=next_page())
    return _set_up(form)


@bp.app_errorhandler(SessionEnded)
def sign_in_again(ended: SessionEnded) -> Any:
    """The sign-in page in answer to a form sent without an account: it carries what was typed."""
    kept = None if request.endpoint == SIGN_IN else unsent()
    answer = _door(LoginForm(formdata=None), kept, ended=True)
    answer.status_code = ended.status
    return answer


@bp.post("/logout")
@public
def logout() -> Any:
    """Sign out on this device."""
    signed_in.sign_out()
    return done(url_for("home.index"), _("You are signed out."))


def network_address() -> str:
    """What is kept of the address this request came from."""
    return guesses.address_digest(platform().settings.secret_key, request.remote_addr or "")


def next_page() -> str:
    """The page that asked for the sign-in, if it is one of ours."""
    wanted = request.values.get("next", "")
    return wanted if is_ours(wanted) else url_for("home.start")


def secret_shown(account: Account, secret: str) -> dict[str, Any]:
    """What a page says of a secret that an authenticator is to learn."""
    return {
        "account": account,
        "secret": " ".join(secret[first : first + 4] for first in range(0, len(secret), 4)),
        "code_svg": qr_svg(second_factor.address(account, secret)),
    }


def _door(form: LoginForm, kept: Unsent | None, *, ended: bool = False) -> Any:
    return render(
        "accounts/login.html",
        form=form,
        next=request.values.get("next", ""),
        unsent=kept,
        ended=ended,
        demonstration=platform().is_demonstration(session()),
    )


def _knows_password(form: LoginForm) -> Account | None:
    """The account, if this is its password; it is not signed in yet."""
    username, at, address = form.username.data.strip(), now(), network_address()
    try:
        guesses.check(session(), guesses.PASSWORD, username, address, at)
    except guesses.LockedOut as problem:
        form.add_problem(str(problem))
        return None
    account = service.find_account(session(), username)
    fits = service.password_fits(account, form.password.data)  # slow on purpose, hence before the write
    begin_write()
    try:
        guesses.check(session(), guesses.PASSWORD, username, address, at)  # others may have guessed meanwhile
    except guesses.LockedOut as problem:
        form.add_problem(str(problem))
        return None
    account = service.find_account(session(), username)
    if account is None or not fits:
        guesses.count(session(), guesses.PASSWORD, username, address, at)
        form.add_problem(str(service.SignInRefused()))
        return None
    guesses.forget(session(), guesses.PASSWORD, username)
    kept_in_cookie[_HALF] = {"account": account.id, "stamp": account.stamp, "at": int(at.timestamp())}
    return account


def _complete(account: Account) -> None:
    kept_in_cookie.pop(_HALF, None)
    signed_in.sign_in(account)
    audit.record(session(), "sign_in", account, {})


def _half() -> dict[str, Any]:
    found = kept_in_cookie.get(_HALF)
    return found if isinstance(found, dict) else {}


def _half_signed_in() -> Account | None:
    """The account whose password was given a moment ago."""
    half = _half()
    if half.get("at", 0) < now().timestamp() - HALF_LIVES_S:
        return None
    account = session().get(Account, half["account"])
    return account if account and account.is_active and account.stamp == half["stamp"] else None


def _on_the_way() -> Any:
    """To the page that asked for the sign-in, or to the form that waits to be sent."""
    if kept := unpacked(request.form.get("unsent", "")):
        return render("errors/resume.html", signed_in=True, **as_context(kept))
    return redirect(next_page(), 303 if request.method == "POST" else 302)


def _second_step(form: SecondStepForm) -> Any:
    return render("accounts/second_step.html", form=form, **_carried())


def _set_up(form: SetUpForm) -> Any:
    half = _half()
    half.setdefault("secret", second_factor.fresh_secret())
    kept_in_cookie[_HALF] = half
    shown = secret_shown(session().get_one(Account, half["account"]), half["secret"])
    return render("accounts/set_up_first.html", form=form, **shown, **_carried())


def _carried() -> dict[str, str]:
    return {"next": request.values.get("next", ""), "unsent": request.form.get("unsent", "")}
