"""Signing in and out."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, redirect, request, url_for
from flask_login import login_user, logout_user

from core import audit
from core.accounts import service
from core.accounts.forms import LoginForm
from core.clock import now
from core.web import _, begin_write, done, public, reads_first, render, session, viewer
from core.web.request import platform

bp = Blueprint("accounts", __name__, template_folder="templates")


@bp.route("/login", methods=["GET", "POST"])
@reads_first
@public
def login() -> Any:
    """Sign in; afterwards back to the page that asked for it."""
    form = LoginForm()
    if viewer().is_authenticated:
        return redirect(_next_page())
    if form.validate_on_submit() and _sign_in(form):
        return redirect(_next_page(), 303)
    return render(
        "accounts/login.html",
        form=form,
        next=request.values.get("next", ""),
        demonstration=platform().is_demonstration(session()),
    )


@bp.post("/logout")
@public
def logout() -> Any:
    """Sign out on this device."""
    logout_user()
    return done(url_for("home.index"), _("You are signed out."))


def _sign_in(form: LoginForm) -> bool:
    username, at = form.username.data.strip(), now()
    address = service.address_digest(platform().settings.secret_key, request.remote_addr or "")
    try:
        service.check_not_locked_out(session(), username, address, at)
    except service.LockedOut as problem:
        form.add_problem(str(problem))
        return False
    account = service.find_account(session(), username)
    fits = service.password_fits(account, form.password.data)  # slow on purpose, hence before the write
    begin_write()
    if account is None or not fits:
        service.count_failure(session(), username, address, at)
        form.add_problem(str(service.SignInRefused()))
        return False
    service.forget_failures(session(), username)
    who = service.viewer_of(session(), account, platform().roles_by_permission)
    session().info.update(actor_id=who.account_id, actor_name=who.username)
    audit.record(session(), "sign_in", account, {})
    login_user(who)
    return True


def _next_page() -> str:
    """The page that asked for the sign-in, if it is one of ours."""
    wanted = request.values.get("next", "")
    parts = urlsplit(wanted)
    ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and not parts.netloc
    return wanted if ours else url_for("home.start")
