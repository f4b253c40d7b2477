"""Letting people in by a slip, a code shown on their other phone, or a link to a new password.

Opening an address consumes nothing: robots that look at links before people do must not use a slip up.
"""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from sqlalchemy import select

from core import audit
from core.accounts import devices, guesses, passwords, service, signed_in, slip_errors, slips
from core.accounts.forms import ActivateForm, ChoosePasswordForm, ConfirmForm
from core.accounts.models import Device, Slip
from core.accounts.views.blueprint import bp
from core.accounts.views.signing_in import network_address
from core.clock import now, today
from core.deputies.models import Deputy, Placement
from core.errors import DomainError
from core.stations.models import Station
from core.web import _, begin_write, done, public, reads_first, render, session, viewer
from core.web.request import platform


@bp.route("/activate", methods=["GET", "POST"])
@public
def enter_code() -> Any:
    """Type what cannot be scanned: the number of a slip, or the code shown on one's first phone."""
    form = ActivateForm()
    if request.method == "GET":
        form.code.data = request.args.get("code", "")[:80]
    if form.is_submitted() and _came_in_by_typing(form.code.data or ""):
        return done(url_for("home.start"))
    secret = signed_in.offered_secret()
    if form.validate_on_submit() and (slip := _slip_typed(form)) and _let_in(form, slip, secret):
        return _welcome(slip)
    return render("accounts/enter_code.html", form=form)


@bp.route("/activate/<token>", methods=["GET", "POST"])
@public
def activate(token: str) -> Any:
    """Whose slip this is; confirmed with four digits, it signs this phone in."""
    slip = slips.known(session(), slips.PHONE, token, taking=request.method == "POST")
    if slip is None:
        raise slip_errors.SlipUnknown
    if _came_in_by(slip):
        return done(url_for("home.start"))
    slips.check_open(slip, now())
    slips.check_holder(session(), slip.account)
    form, secret = ConfirmForm(), signed_in.offered_secret()
    if form.validate_on_submit() and _let_in(form, slip, secret):
        return _welcome(slip)
    return render("accounts/activate.html", form=form, holder=slip.account.name, station=_station_of(slip))


@bp.route("/restore/<token>", methods=["GET", "POST"])
@reads_first
@public
def restore(token: str) -> Any:
    """Choose a password by a link that the next higher role handed over."""
    account = slips.find(session(), slips.PASSWORD, token, now()).account
    form = ChoosePasswordForm()
    if form.validate_on_submit() and (fresh := _hashed(form, [account.username, account.name, _number(account)])):
        begin_write()
        with form.attempt():
            slip = slips.find(session(), slips.PASSWORD, token, now(), taking=True)
            slip.end("used", now())
            session().info.update(actor_id=slip.account.id, actor_name=slip.account.username)
            service.set_password(session(), slip.account, fresh, now())
            guesses.forget(session(), guesses.PASSWORD, slip.account.username)
            return done(url_for("accounts.login"), _("The new password holds from now on. Sign in with it."))
    return render("accounts/restore.html", form=form, account=account)


def _slip_typed(form: ActivateForm) -> Slip | None:
    """The open slip or code that was typed; strangers' guesses at it are counted."""
    at, address, text = now(), network_address(), slips.typed(form.code.data)
    try:
        guesses.check_address(session(), guesses.CODE, address, at)
        if len(text) == slips.CODE_LENGTH:
            slip = slips.find_code(session(), slips.code_digest(platform().settings.secret_key, text), at)
        else:
            slip = slips.find(session(), slips.PHONE, text, at, taking=True)
        slips.check_holder(session(), slip.account)
    except DomainError as problem:
        if isinstance(problem, slip_errors.CodeUnknown | slip_errors.SlipUnknown):
            guesses.count(session(), guesses.CODE, address, address, at)
        form.add_problem(str(problem), "code")
        return None
    return slip


def _let_in(form: ConfirmForm, slip: Slip, secret: str) -> bool:
    """Sign this phone in if the digits are right; a wrong try is counted and stays so."""
    at, address = now(), network_address()
    try:
        guesses.check_address(session(), guesses.SLIP, address, at)
        slips.confirm(session(), slip, form.digits.data.strip(), address, at)
    except DomainError as problem:
        form.add_problem(str(problem), problem.field)
        return False
    if (there := _device()) is not None:  # one phone, one person
        devices.end(session(), there.account_id, there, at)
    session().info.update(actor_id=slip.account.id, actor_name=slip.account.username)
    slips.use(session(), slip, secret, request.user_agent.string, at, today())
    audit.record(session(), "sign_in", slip.account, {"by": slip.kind})
    signed_in.stay(secret)
    return True


def _welcome(slip: Slip) -> Any:
    return done(url_for("home.start"), _("Welcome, %(name)s. This phone stays signed in.", name=slip.account.name))


def _came_in_by(slip: Slip) -> bool:
    """Whether this phone is signed in by this very slip: the answer was lost, or the link opened again."""
    device = _device()
    return device is not None and device.slip_id == slip.id


def _came_in_by_typing(text: str) -> bool:
    """Whether this phone is signed in by what was typed: the answer was lost, and the form is sent again."""
    device, plain = _device(), slips.typed(text)
    slip = session().get(Slip, device.slip_id) if device and device.slip_id else None
    digests = {devices.digest_of(plain), slips.code_digest(platform().settings.secret_key, plain)}
    return slip is not None and slip.token_digest in digests


def _device() -> Device | None:
    return session().get(Device, viewer().device_id) if viewer().device_id is not None else None


def _station_of(slip: Slip) -> str:
    query = (
        select(Station.name)
        .join(Placement, Placement.station_id == Station.id)
        .join(Deputy, Deputy.id == Placement.deputy_id)
        .where(Deputy.person_id == slip.account.person_id, Placement.ends.is_(None))
        .order_by(Station.id)
        .limit(1)
    )
    return session().scalar(query) or ""


def _number(account: Any) -> str | None:
    return account.person.phone if account.person else None


def _hashed(form: ChoosePasswordForm, about: list[str | None]) -> str | None:
    try:
        passwords.check_strength(form.password.data, about)
    except DomainError as problem:
        form.add_problem(str(problem), problem.field)
        return None
    return service.hashed(form.password.data)
