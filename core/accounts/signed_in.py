"""Who the browser's cookies say is asking: a sign-in by password, which ends by itself, or a phone that stays.

A phone is given the secret it will be known by *before* it is signed in, when it opens its slip: whatever is lost on
the way back after that, the phone has it already.
"""

from __future__ import annotations

from typing import Any, Final

from flask import after_this_request, g, request
from flask import session as kept_in_cookie
from flask_login import login_user, logout_user
from sqlalchemy.exc import OperationalError
from werkzeug.wrappers import Request, Response

from core.access import Viewer
from core.accounts import devices
from core.accounts.models import Account, Device
from core.accounts.viewers import DEVICE_DAYS, IDLE_HOURS, LONGEST_HOURS, load_viewer, load_viewer_of_device, viewer_of
from core.clock import now, today
from core.options import option
from core.web.request import platform, session, viewer

SEEN_EVERY_S: Final = 300
"""So often at most the cookie of a sign-in is written anew to say that somebody is still there."""
DAY_S: Final = 24 * 3600
_SINCE, _SEEN = "since", "seen"


def by_password(kept: str) -> Viewer | None:
    """The viewer of the session's cookie: None when nobody used it for some hours, or it is a day old."""
    account_id, _dot, stamp = kept.partition(".")
    if not account_id.isdigit():
        return None
    who = load_viewer(session(), int(account_id), stamp, platform().roles_by_permission)
    if who is None or not _is_fresh():
        return None
    return _acting(who)


def by_device(_request: Request) -> Viewer | None:
    """The viewer of a phone that came in by a slip."""
    carried = [
        secret for secret in (request.cookies.get(_name("next")), request.cookies.get(_name("device"))) if secret
    ]
    found = load_viewer_of_device(session(), carried, today(), platform().roles_by_permission)
    if found is None:
        return None
    who, seen_on, secret = found
    g.device = who.device_id, seen_on, secret, option(session(), DEVICE_DAYS)
    return _acting(who)


def sign_in(account: Account) -> Viewer:
    """Sign the account in with this browser, for as long as somebody uses it."""
    who = viewer_of(session(), account, platform().roles_by_permission)
    _acting(who)
    login_user(who)
    kept_in_cookie[_SINCE] = kept_in_cookie[_SEEN] = int(now().timestamp())
    return who


def sign_out() -> None:
    """Sign out on this browser; a phone of the same account with it."""
    who = viewer()
    logout_user()
    # Whoever signs in next on this browser begins with nothing of this one, but for what proves that a form is ours:
    # one that was open in another tab is carried through the next sign-in.
    proof = kept_in_cookie.get("csrf_token")
    kept_in_cookie.clear()
    if proof:
        kept_in_cookie["csrf_token"] = proof
    device = by_device(request) if who.device_id is None else who
    if device is not None and who.account_id is not None and device.account_id == who.account_id:
        devices.end(session(), who.account_id, session().get(Device, device.device_id), now())
        _give_up("device", "next")
    g.pop("device", None)


def offered_secret() -> str:
    """The secret this phone will be known by once it is signed in; given to it now."""
    secret = request.cookies.get(_name("next"))
    if not secret or devices.is_known(session(), secret):
        secret = devices.fresh_secret()
    _give("next", secret, DAY_S)
    return secret


def stay(secret: str) -> None:
    """Let this phone stay signed in with the secret, and nobody else on it."""
    logout_user()
    g.pop("device", None)
    _give("device", secret, option(session(), DEVICE_DAYS) * DAY_S)
    _give_up("next")


def note_device(answer: Response) -> Response:
    """After a page of a phone: once a day, write down that it was seen, and let its cookie last longer."""
    if "device" not in g:
        return answer
    device_id, seen_on, secret, days = g.device
    day = today()
    if seen_on < day or request.cookies.get(_name("device")) != secret:
        _set(answer, "device", secret, days * DAY_S)
        answer.delete_cookie(_name("next"), secure=_is_https(), httponly=True, samesite="Lax")
    if seen_on < day:
        try:
            with platform().database.writing() as short:
                devices.saw(short, device_id, day)
        except OperationalError:
            return answer  # Too busy for that: tomorrow is another day.
    return answer


def _is_fresh() -> bool:
    at = int(now().timestamp())
    since, seen = kept_in_cookie.get(_SINCE, 0), kept_in_cookie.get(_SEEN, 0)
    idle, longest = option(session(), IDLE_HOURS) * 3600, option(session(), LONGEST_HOURS) * 3600
    if at - seen > idle or at - since > longest:
        return False
    if at - seen > SEEN_EVERY_S:
        kept_in_cookie[_SEEN] = at
    return True


def _acting(who: Viewer) -> Viewer:
    region = next((held.region_code for held in who.held if held.region_code), "")
    session().info.update(actor_id=who.account_id, actor_name=who.username, region_code=region)
    return who


def _give(name: str, secret: str, seconds: int) -> None:
    @after_this_request
    def give(answer: Any) -> Any:
        _set(answer, name, secret, seconds)
        return answer


def _give_up(*names: str) -> None:
    @after_this_request
    def give_up(answer: Any) -> Any:
        for name in names:
            answer.delete_cookie(_name(name), secure=_is_https(), httponly=True, samesite="Lax")
        return answer


def _set(answer: Response, name: str, secret: str, seconds: int) -> None:
    answer.set_cookie(_name(name), secret, max_age=seconds, secure=_is_https(), httponly=True, samesite="Lax")


def _name(which: str) -> str:
    """The cookie's name: under https one that no neighbouring site can set."""
    plain = {"device": "device", "next": "device_next"}[which]
    return f"__Host-{plain}" if _is_https() else plain


def _is_https() -> bool:
    return platform().settings.is_https
