"""What can go wrong when stations open, move, merge and close."""

from __future__ import annotations

from core.errors import DomainError
from core.words import lazy as _


class DayAhead(DomainError):
    """Something was to be recorded for a day that has not come."""

    code = "day_ahead"
    field = "day"
    message = _("This day has not come yet. Choose today or an earlier day, and record it when it has happened.")


class DayBeforeEarlier(DomainError):
    """The day lies before the last thing that happened to the station."""

    code = "day_before_earlier"
    field = "day"
    message = _("On %(day)s something happened to this station already. Choose that day or a later one.")


class AlreadyOpen(DomainError):
    """The station is open."""

    code = "already_open"
    status = 409
    message = _("%(name)s is open already.")


class AlreadyClosed(DomainError):
    """The station is closed."""

    code = "already_closed"
    status = 409
    message = _("%(name)s is closed already. Open it again first, if that was a mistake.")


class SameAddress(DomainError):
    """A station was to move to where it is."""

    code = "same_address"
    field = "address"
    message = _("This is where %(name)s is already. Write the new address.")


class MergedIntoItself(DomainError):
    """A station was to be merged into itself."""

    code = "merged_into_itself"
    field = "into_id"
    message = _("A station cannot be merged into itself. Choose the other one.")


class TargetNotOpen(DomainError):
    """A station was to be merged into one that is not open."""

    code = "target_not_open"
    field = "into_id"
    message = _("%(name)s is not open, so nobody could go there. Open it first, or choose another station.")


class TargetOpenedLater(DomainError):
    """A station was to be merged into one that was not open on that day."""

    code = "target_opened_later"
    field = "day"
    message = _("%(name)s was not open on %(day)s. Choose a day on which it was.")


class TargetOutOfReach(DomainError):
    """A station was to be merged into one the office does not look after."""

    code = "target_out_of_reach"
    field = "into_id"
    message = _(
        "Choose one of the stations your office looks after. To merge across offices, ask the office above both."
    )


class TargetBelow(DomainError):
    """A station was to be merged into one of its own rooms."""

    code = "target_below"
    field = "into_id"
    message = _("%(name)s stands under this station. Move it from under it first, or merge it into this station.")


class CannotUndo(DomainError):
    """A merger cannot be undone."""

    code = "cannot_undo_merger"
    status = 409
    message = _("This merger cannot be undone by itself any more: %(why)s Correct the records by hand.")
