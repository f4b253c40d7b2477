"""How somebody wants to be told: the address for mails, confirmed by a code sent to it, and what is wanted there."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from core.errors import DomainError
from core.notices.models import Delivery, Wish
from core.settings import is_mail_address
from core.words import lazy as _
from core.words import packed

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

CONFIRM: Final = "notices.confirm"
GOOD_FOR: Final = timedelta(hours=1)
MOST_TRIES: Final = 10
PAUSE: Final = timedelta(minutes=1)


class NoMailAddress(DomainError):
    """What was typed is none."""

    code = "no_mail_address"
    field = "mail"
    message = _("This is no e-mail address. Write it as name@example.cn.")


class AskedJustNow(DomainError):
    """A code was sent a moment ago."""

    code = "mail_asked_just_now"
    status = 429
    field = "mail"
    message = _(
        "A code was sent less than a minute ago. Wait a minute, look into your mailbox, then ask for another one."
    )


class WrongMailCode(DomainError):
    """The code is not the one that was sent, or too old."""

    code = "wrong_mail_code"
    field = "code"
    message = _(
        "This is not the code of the newest mail, or it is older than an hour. Look again, or ask for another mail."
    )


def wish_of(session: Session, account_id: int) -> Wish:
    """The wish of an account, or a fresh one that is not kept yet."""
    return session.get(Wish, account_id) or Wish(
        account_id=account_id, mail="", mail_asked_at=None, mail_confirmed_at=None, tries=0, is_on=True, without=[]
    )


def ask_to_confirm(session: Session, wish: Wish, address: str, at: datetime) -> None:
    """Take an address, and send a code to it. Raises NoMailAddress, AskedJustNow."""
    if not is_mail_address(address):
        raise NoMailAddress
    if wish.mail_asked_at is not None and wish.mail_asked_at > at - PAUSE:
        raise AskedJustNow
    wish.mail, wish.mail_asked_at, wish.mail_confirmed_at, wish.tries = address, at, None, 0
    session.add(wish)
    session.flush()
    session.add(
        Delivery(
            account_id=wish.account_id,
            key=f"{CONFIRM}:{at.isoformat()}",
            title=packed(_("Your code for mails from LianZhan")),
            body="",
            at=at,
            next_at=at,
            good_until=at + GOOD_FOR,
        )
    )
    session.flush()


def confirm(session: Session, wish: Wish, code: str, secret_key: str, at: datetime) -> bool:
    """Take the code from the mail; False where it is wrong or too old, which is counted."""
    if wish.mail_asked_at is None or wish.tries >= MOST_TRIES or wish.mail_asked_at < at - GOOD_FOR:
        return False
    if not hmac.compare_digest(code_of(secret_key, wish), "".join(code.split())):
        wish.tries += 1
        session.flush()
        return False
    wish.mail_confirmed_at = at
    session.flush()
    return True


def forget_address(session: Session, wish: Wish) -> None:
    """Send nothing to the address any more, and forget it."""
    wish.mail, wish.mail_asked_at, wish.mail_confirmed_at = "", None, None
    session.flush()


def choose(session: Session, wish: Wish, *, is_on: bool, without: Iterable[str]) -> None:
    """Decide what is wanted as mail."""
    wish.is_on, wish.without = is_on, sorted(set(without))
    session.add(wish)
    session.flush()


def code_of(secret_key: str, wish: Wish) -> str:
    """The code that confirms this address: worked out anew by whoever asks, kept nowhere."""
    about = f"{wish.account_id} {wish.mail} {wish.mail_asked_at and wish.mail_asked_at.isoformat()}"
    digest = hmac.new(secret_key.encode(), about.encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(digest[:8]) % 1_000_000:06}"
