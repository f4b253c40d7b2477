"""What can go wrong with standards and self-checks."""

from __future__ import annotations

from core.errors import DomainError
from core.words import lazy as _


class StandardNameTaken(DomainError):
    """The region has a standard of this name."""

    code = "standard_name_taken"
    field = "name"
    message = _("There is already a standard named %(name)s in this region. Change that one, or choose another name.")


class StandardInUse(DomainError):
    """A version that self-checks were made by was to be changed."""

    code = "standard_in_use"
    status = 409
    message = _("Self-checks were made by this version, so it stays as it is. Make a new version and change that one.")


class StandardReplaced(DomainError):
    """A version was to be followed by a second one."""

    code = "standard_replaced"
    status = 409
    message = _("A newer version of this standard is there already. Change that one.")


class StandardDaysTurned(DomainError):
    """A standard was to end before it begins."""

    code = "standard_days_turned"
    field = "valid_to"
    message = _("The last day lies before the first. Check both.")


class StarsNotRising(DomainError):
    """The points for more stars are not more."""

    code = "stars_not_rising"
    field = "stars"
    message = _(
        "Write the points for one star, two stars and so on, each more than the one before: 60, 70, 80, 90, 95."
    )


class NotForThisStation(DomainError):
    """A station was to be checked by a standard it is not held to."""

    code = "not_for_this_station"
    message = _("%(name)s is not in force for this station in that year. Choose one that is.")


class NothingToCheck(DomainError):
    """A standard without criteria."""

    code = "nothing_to_check"
    message = _("%(name)s asks for nothing yet. The office adds its criteria first.")


class CheckNotOpen(DomainError):
    """A self-check was to be changed that has been handed in."""

    code = "check_not_open"
    status = 409
    message = _("This self-check was handed in and cannot be changed. Ask the office to send it back.")


class CheckNotWaiting(DomainError):
    """A self-check was to be reviewed that does not wait for it."""

    code = "check_not_waiting"
    status = 409
    message = _("This self-check does not wait for a review: it is not handed in, or it was reviewed already.")


class Unanswered(DomainError):
    """A self-check was to be handed in with something missing."""

    code = "unanswered"
    message = _(
        "Something is still missing: %(names)s. Answer it, with a photo where one is asked for, and hand it in then."
    )


class TooManyPoints(DomainError):
    """More points than the criterion gives."""

    code = "too_many_points"
    field = "claimed"
    message = _("%(name)s gives at most %(most)s points.")


class ReasonNeeded(DomainError):
    """The office gave other points, or sent an answer back, without saying why."""

    code = "reason_needed"
    message = _("%(name)s: say why you give other points or send it back, so that the station can follow.")


class StillSentBack(DomainError):
    """A review was to be finished although something is to be done again."""

    code = "still_sent_back"
    message = _("%(names)s is ticked to be done again. Send the self-check back, or take the tick away.")


class NothingSentBack(DomainError):
    """A self-check was to be sent back without saying what is to be done again."""

    code = "nothing_sent_back"
    message = _("Tick what is to be done again, and say why.")
