"""The second factor: codes of an authenticator on the phone, and codes on paper for the day it is lost."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime
from typing import Final

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from core.access import Role
from core.accounts.models import Account, RecoveryCode
from core.errors import DomainError
from core.options import option
from core.options.kinds import Roles
from core.words import lazy as _

ISSUER: Final = "LianZhan"
STEP_S: Final = 30
RECOVERY_CODES: Final = 10
_SIGNS: Final = "23456789abcdefghjkmnpqrstuvwxyz"
"""Without those that are mistaken for another."""
WITH_PASSWORD: Final = (Role.ADMINISTRATOR, Role.OFFICE, Role.LEADER, Role.MANAGER, Role.ORGAN)

COMPULSORY: Final = Roles(
    key="accounts.second_factor",
    title=_("Second factor is compulsory for"),
    hint=_(
        "Whoever holds one of these roles sets up an authenticator at the next sign-in, and gets nowhere else before. Everybody else may."
    ),
    among=WITH_PASSWORD,
)


class CodeWrong(DomainError):
    """Not the code of this moment, nor one on paper, or one that was used already."""

    code = "code_wrong"
    field = "code"
    message = _(
        "This is not the code of this moment, or it was used already. Wait for the next one and type it; look whether the clock of the phone is right."
    )


class FactorCompulsory(DomainError):
    """The account holds a role that must have a second factor."""

    code = "factor_compulsory"
    message = _("Your role needs the second factor. Set up another authenticator instead of switching it off.")


def is_compulsory(session: Session, account: Account) -> bool:
    """Whether a role of the account must have a second factor."""
    return bool(option(session, COMPULSORY) & account.roles)


def fresh_secret() -> str:
    """A secret to share with the authenticator: 160 bits."""
    import pyotp

    return pyotp.random_base32()


def address(account: Account, secret: str) -> str:
    """What the QR code says to the authenticator."""
    import pyotp

    return pyotp.TOTP(secret).provisioning_uri(name=account.username, issuer_name=ISSUER)


def set_up(session: Session, account: Account, secret: str, code: str, secret_key: str, at: datetime) -> list[str]:
    """Ask for the second factor from now on; the recovery codes are handed back, this once. Raises :class:`CodeWrong`."""
    step = _step_of(secret, code, at)
    if step is None:
        raise CodeWrong
    account.totp_secret, account.totp_step = secret, step
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    codes = [
        "-".join("".join(secrets.choice(_SIGNS) for _sign in range(5)) for _part in range(2))
        for _one in range(RECOVERY_CODES)
    ]
    session.add_all(RecoveryCode(account_id=account.id, code_digest=_digest(secret_key, code)) for code in codes)
    session.flush()
    return codes


def forget(session: Session, account: Account) -> None:
    """Ask for the password alone from now on."""
    account.totp_secret = account.totp_step = None
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    session.flush()


def take_code(session: Session, account: Account, code: str, secret_key: str, at: datetime) -> None:
    """Take a code of the authenticator, or one on paper; each once. Raises :class:`CodeWrong`."""
    session.refresh(account, ["totp_secret", "totp_step"], with_for_update=True)
    step = _step_of(account.totp_secret or "", code, at)
    if step is not None and (account.totp_step is None or step > account.totp_step):
        account.totp_step = step
    else:
        _take_recovery_code(session, account, code, secret_key, at)
    session.flush()


def codes_left(session: Session, account_id: int) -> int:
    """How many recovery codes are not used yet."""
    query = select(func.count()).where(RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None))
    return session.scalar(query) or 0


def _take_recovery_code(session: Session, account: Account, code: str, secret_key: str, at: datetime) -> None:
    query = select(RecoveryCode).where(
        RecoveryCode.account_id == account.id,
        RecoveryCode.code_digest == _digest(secret_key, code),
        RecoveryCode.used_at.is_(None),
    )
    kept = session.scalars(query.with_for_update()).first()
    if kept is None:
        raise CodeWrong
    kept.used_at = at


def _step_of(secret: str, code: str, at: datetime) -> int | None:
    """The time step this code belongs to, if it is of this moment, the one before or the one after."""
    import pyotp

    digits = "".join(sign for sign in code if sign.isascii() and sign.isdigit())
    if len(digits) != 6 or not secret:
        return None
    this, otp = int(at.timestamp()) // STEP_S, pyotp.TOTP(secret)
    steps = (this, this - 1, this + 1)
    return next((step for step in steps if hmac.compare_digest(otp.generate_otp(step), digits)), None)


def _digest(secret_key: str, code: str) -> str:
    plain = "".join(sign for sign in code.lower() if sign in _SIGNS)
    return hmac.new(secret_key.encode(), f"recovery {plain}".encode(), hashlib.sha256).hexdigest()
