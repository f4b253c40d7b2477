"""What can go wrong with signing up, each with a sentence that says what, why and what next."""

from __future__ import annotations

from core.api.declare import DomainError, _


class NotOpenYet(DomainError):
    """Signing up has not opened."""

    code = "sign_up_not_open"
    status = 409
    field = "deputy"
    message = _("Signing up for this day opens on %(day)s. Come back then; who runs the station can put you in before.")


class SigningUpClosed(DomainError):
    """Signing up has closed."""

    code = "sign_up_closed"
    status = 409
    field = "deputy"
    message = _(
        "Signing up for this day closed on %(day)s at %(time)s. If you can still come, tell the station's liaison officer, who can put you in."
    )


class OnLeave(DomainError):
    """The deputy is away on this day."""

    code = "on_leave"
    status = 409
    field = "deputy"
    message = _("%(name)s is on leave on this day. Change the leave first, or choose another day.")


class PlaceKept(DomainError):
    """The last places are kept for others."""

    code = "place_kept"
    status = 409
    field = "deputy"
    message = _(
        "The places that are left on this day are kept for %(whom)s: so the station decided. Choose another day."
    )


class ColleagueServes(PlaceKept):
    """Somebody of the same enterprise serves already."""

    code = "colleague_serves"
    message = _(
        "Somebody of the same enterprise serves in this sitting already, and the station wants one of an enterprise at most. Choose another day."
    )


class LeaveTooLong(DomainError):
    """A leave that ends before it begins, lies in the past, or is longer than a year."""

    code = "leave_too_long"
    field = "ends"
    message = _("A leave ends today or later, not before it begins, and takes a year at most. Check both dates.")


class LeaveTwice(DomainError):
    """The deputy is away in these days already."""

    code = "leave_twice"
    field = "begins"
    message = _(
        "%(name)s is on leave from %(begins)s to %(ends)s already. Change the dates, or delete that leave first."
    )


class InvitationClosed(DomainError):
    """The day was held or cancelled before the answer came."""

    code = "invitation_closed"
    status = 409
    message = _("This day has passed or was cancelled, so there is nothing to answer any more. Thank you all the same.")


class NobodyToRemind(DomainError):
    """Everybody has answered, or was reminded shortly before."""

    code = "nobody_to_remind"
    status = 409
    message = _(
        "Nobody was reminded: everybody has answered, or was invited or reminded within the last %(hours)s hours. Try again later."
    )


class NobodyInvited(DomainError):
    """No deputy was chosen who could be invited."""

    code = "nobody_invited"
    field = "deputies"
    message = _("Nobody was invited. Choose at least one deputy who is not invited and not on duty already.")


class AnotherHolds(DomainError):
    """The place is not held any more by whom the page showed."""

    code = "another_holds"
    status = 409
    field = "deputy"
    message = _("Somebody else has this place by now, and keeps it. Look at the day again before you take anybody out.")
