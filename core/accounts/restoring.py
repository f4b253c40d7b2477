"""Lost access is restored by the next higher role: administrator, office, station manager, deputy."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import audit
from core.access import REGIONAL, Role, Viewer
from core.accounts import service, slip_errors, slips
from core.accounts.models import Account, Grant, Slip
from core.deputies.models import Deputy
from core.errors import DomainError
from core.words import lazy as _

PERMISSION = "accounts.let_in"


class NotYours(DomainError):
    """The account stands as high as the one who asks, or outside what that one looks after."""

    code = "not_yours_to_restore"
    status = 403
    message = _(
        "The access of %(name)s is restored by the next higher role: the congress office for station managers, an administrator for offices, `lianzhan user restore` for the last administrator."
    )


class OnlyByPassword(DomainError):
    """A deputy's account comes in by slip."""

    code = "comes_in_by_slip"
    message = _("%(name)s comes in by a slip, not by a password: print a new slip.")


def may(session: Session, viewer: Viewer, account: Account) -> bool:
    """Whether this viewer stands above every role of the account, where it is held. Nobody stands above oneself."""
    if account.id == viewer.account_id:
        return False
    if viewer.has_role(Role.ADMINISTRATOR):
        return True
    return bool(account.grants) and all(_is_above(session, viewer, account, grant) for grant in account.grants)


def check_may(session: Session, viewer: Viewer, account: Account) -> None:
    """Raise :class:`NotYours` unless this viewer may restore the account's access."""
    if not may(session, viewer, account):
        raise NotYours(name=account.name)


def restore(session: Session, account: Account, token: str, at: datetime) -> Slip:
    """Take away password, second factor and phones, and let the account choose a password by this token, once.

    The same form sent twice takes nothing away a second time: the link stands, or says that it was used.
    Raises :class:`OnlyByPassword` for an account that is a deputy's alone, :class:`core.accounts.slip_errors.AccountOff`.
    """
    if not account.is_active:
        raise slip_errors.AccountOff
    if (handed_over := slips.known(session, slips.PASSWORD, token)) is not None:
        slips.check_open(handed_over, at)
        return handed_over
    if not comes_by_password(account):
        raise OnlyByPassword(name=account.name)
    service.reset(session, account, at)
    audit.record(session, "restore_access", account, {})
    return slips.hand_over_link(session, account, token, at)


def comes_by_password(account: Account) -> bool:
    """Whether the account is more than a deputy's, or a deputy's that has a password all the same."""
    return account.roles != {Role.DEPUTY} or account.password_hash is not None


def _is_above(session: Session, viewer: Viewer, account: Account, grant: Grant) -> bool:
    role, reach = Role(grant.role), viewer.reach(PERMISSION)
    if role is Role.ADMINISTRATOR:
        return False
    if role is Role.DEPUTY:
        deputy = session.scalars(select(Deputy).where(Deputy.person_id == account.person_id)).first()
        return deputy is not None and reach.covers(deputy.scope())
    if role is Role.MANAGER:
        region = grant.station.region_code if grant.station else ""
        return any(region.startswith(code) for code in reach.region_codes)
    codes = reach.region_codes
    below = [code for code in codes if grant.region_code.startswith(code)]
    if role is Role.OFFICE:  # an office looks after those of smaller regions, not after its own colleagues
        return any(len(code) < len(grant.region_code) for code in below)
    return bool(below) and (role in REGIONAL or role is Role.ORGAN)
