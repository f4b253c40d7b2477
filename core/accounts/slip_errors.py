"""What can be wrong with a slip, a code or a link: a sentence each, and the way on."""

from __future__ import annotations

from core.errors import DomainError
from core.words import lazy as _


class SlipUnknown(DomainError):
    """No slip has this token: a link typed wrongly, or made up."""

    code = "slip_unknown"
    status = 404
    message = _(
        "This link belongs to no slip: it was copied incompletely, or it is not one of ours. Scan the code on the paper again, and ask your station for a new slip if that does not help."
    )


class SlipUsed(DomainError):
    """A slip lets in once."""

    code = "slip_used"
    status = 410
    message = _(
        "This slip was used on %(day)s and lets nobody in again. If that was you on another phone, open 'My account' there and add this one; if it was not you, tell your station at once: it can sign that phone out and print you a new slip."
    )


class SlipReplaced(DomainError):
    """A newer slip was printed."""

    code = "slip_replaced"
    status = 410
    message = _("A newer slip was printed for you on %(day)s. Use that one, or ask your station for another.")


class SlipExpired(DomainError):
    """Too old."""

    code = "slip_expired"
    status = 410
    message = _("This slip was valid until %(day)s. Ask your station for a new one: it takes a minute.")


class SlipLocked(DomainError):
    """Guessed at too often."""

    code = "slip_locked"
    status = 410
    message = _(
        "Wrong digits were entered %(times)s times, so this slip is locked. Ask your station or the congress office: they look whether your telephone number on the roll is right, and print a new slip."
    )


class SlipWithdrawn(DomainError):
    """The office took it back."""

    code = "slip_withdrawn"
    status = 410
    message = _("This slip was taken back by the office. Ask your station for a new one.")


class AccountOff(DomainError):
    """The account was switched off."""

    code = "account_off"
    status = 410
    message = _("This account is switched off, so nobody can sign in to it. Ask the congress office.")


class NotServing(DomainError):
    """A deputy all of whose mandates are suspended, resigned or ended."""

    code = "not_serving"
    status = 410
    message = _(
        "%(name)s holds no mandate at this time, so this slip opens nothing. If that is wrong, ask the congress office to correct the roll."
    )


class NoNumber(DomainError):
    """The roll has no telephone number to confirm with."""

    code = "no_number"
    status = 410
    message = _(
        "The roll has no telephone number of %(name)s, so it cannot be confirmed whose slip this is. Ask the congress office to enter it; the slip then works."
    )


class WrongDigits(DomainError):
    """Not the last four digits of the number on the roll."""

    code = "wrong_digits"
    field = "digits"
    message = _(
        "These are not the last four digits of the telephone number on the roll. Is this your slip? %(left)s more tries before it is locked."
    )


class CodeUnknown(DomainError):
    """No open code is this one."""

    code = "code_unknown"
    field = "code"
    message = _(
        "This code is not, or no longer, valid: a code holds for ten minutes and for one phone. Show a new one on the first phone under 'My account', and type it here."
    )


class TooManySlips(DomainError):
    """More than fit into one file."""

    code = "too_many_slips"
    field = "who"
    message = _("%(n)s slips are too many for one file: at most %(most)s fit. Choose a region or a station.")


class NothingToPrint(DomainError):
    """Nobody within the choice waits for a slip."""

    code = "nothing_to_print"
    message = _("Nobody here waits for a slip: all deputies of this choice are signed in on a phone already.")
