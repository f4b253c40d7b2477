"""Devices: phones that stay signed in. Each carries a secret in a cookie; the database keeps its digest."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.accounts.models import Account, Device, Slip
from core.errors import NotFound
from core.words import LazyText
from core.words import lazy as _

SYSTEMS: Final = (
    ("HarmonyOS", r"HarmonyOS|OpenHarmony"),
    ("Android", r"Android"),
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("Windows", r"Windows"),
    ("Mac", r"Macintosh|Mac OS X"),
    ("Linux", r"Linux|X11"),
)
BROWSERS: Final = (
    ("WeChat", r"MicroMessenger"),
    ("DingTalk", r"DingTalk"),
    ("QQ", r"\bQQ/|MQQBrowser"),
    ("UC", r"UCBrowser|UCWEB"),
    ("Huawei", r"HuaweiBrowser"),
    ("Xiaomi", r"MiuiBrowser"),
    ("Edge", r"\bEdgA?/|EdgiOS"),
    ("Firefox", r"Firefox|FxiOS"),
    ("Chrome", r"Chrome|CriOS"),
    ("Safari", r"Safari"),
)
_WORDS: Final = {
    "HarmonyOS": _("HarmonyOS phone"),
    "Android": _("Android phone"),
    "iPhone": _("iPhone"),
    "iPad": _("iPad"),
    "Windows": _("Windows computer"),
    "Mac": _("Mac"),
    "Linux": _("Linux computer"),
    "WeChat": _("WeChat"),
    "DingTalk": _("DingTalk"),
    "QQ": _("QQ"),
    "UC": _("UC browser"),
    "Huawei": _("Huawei browser"),
    "Xiaomi": _("Xiaomi browser"),
    "Edge": _("Edge"),
    "Firefox": _("Firefox"),
    "Chrome": _("Chrome"),
    "Safari": _("Safari"),
}


def fresh_secret() -> str:
    """A secret for a cookie: 256 bits."""
    return secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    """What is kept of a secret or token of so many bits that guessing is out of the question."""
    return hashlib.sha256(secret.encode()).hexdigest()


def described(user_agent: str) -> tuple[str, str]:
    """System and browser, as far as the browser says; empty where it does not."""
    return _first(SYSTEMS, user_agent), _first(BROWSERS, user_agent)


def named(device: Device) -> LazyText:
    """What a device is called: "Android phone, Chrome"."""
    system = _WORDS.get(device.system, _("Unknown device"))
    browser = _WORDS.get(device.browser)
    return _("%(system)s, %(browser)s", system=system, browser=browser) if browser else system


def is_known(session: Session, secret: str) -> bool:
    """Whether a phone was signed in with this secret once: it must not stand for another sign-in."""
    return session.scalar(select(Device.id).where(Device.secret_digest == digest_of(secret))) is not None


def begin(
    session: Session, account: Account, slip: Slip, secret: str, user_agent: str, at: datetime, today: date
) -> Device:
    """Sign the phone with this secret in; whoever was signed in on it is not any more."""
    system, browser = described(user_agent)
    device = Device(
        account=account,
        slip_id=slip.id,
        secret_digest=digest_of(secret),
        system=system,
        browser=browser,
        created_at=at,
        seen_on=today,
    )
    session.add(device)
    session.flush()
    return device


def of_account(session: Session, account_id: int) -> Sequence[Device]:
    """The devices that are signed in, the one last seen first."""
    query = select(Device).where(Device.account_id == account_id, Device.ended_at.is_(None))
    return session.scalars(query.order_by(Device.seen_on.desc(), Device.id.desc())).all()


def saw(session: Session, device_id: int, day: date) -> None:
    """Keep the day a device was last seen; no change of anybody's record."""
    session.execute(update(Device).where(Device.id == device_id).values(seen_on=day))


def end(session: Session, account_id: int, device: Device | None, at: datetime) -> None:
    """Sign a device of the account out. Raises :class:`core.errors.NotFound` for one of somebody else."""
    if device is None or device.account_id != account_id:
        raise NotFound
    device.ended_at = device.ended_at or at
    session.flush()


def end_all(session: Session, account_id: int, at: datetime, *, but: int | None = None) -> int:
    """Sign all devices of the account out, but this one; how many they were is handed back."""
    leaving = [device for device in of_account(session, account_id) if device.id != but]
    for device in leaving:
        device.ended_at = at
    session.flush()
    return len(leaving)


def _first(known: Sequence[tuple[str, str]], user_agent: str) -> str:
    return next((name for name, pattern in known if re.search(pattern, user_agent[:500])), "")
