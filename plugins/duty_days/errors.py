"""What can go wrong with duty days, each with a sentence that says what, why and what next."""

from __future__ import annotations

from core.api.declare import DomainError, _


class SlotFull(DomainError):
    """Somebody else took the last place."""

    code = "slot_full"
    status = 409
    field = "deputy"
    message = _(
        "All places (%(places)s) are taken by now. Choose another day; if somebody withdraws, the place is offered here again."
    )


class DayPassed(DomainError):
    """The day lies in the past."""

    code = "day_passed"
    status = 409
    message = _("This day has passed. What was on record for it stays; your station's liaison officer can correct it.")


class DayCancelled(DomainError):
    """The station receives nobody on this day."""

    code = "day_cancelled"
    status = 409
    field = "deputy"
    message = _("This duty day was cancelled. Choose another day.")


class MandateEnded(DomainError):
    """The deputy holds no mandate that is exercised."""

    code = "mandate_ended"
    field = "deputy"
    message = _(
        "%(name)s holds no mandate in force, so there is no duty to sign up for. If that is wrong, the congress office corrects the record."
    )


class NotOfThisStation(DomainError):
    """The deputy is not placed at the station, nor at a room under it."""

    code = "not_of_this_station"
    field = "deputy"
    message = _(
        "%(name)s is not placed at %(station)s, and only its deputies serve there. The congress office can place them."
    )


class NoDeputy(DomainError):
    """The account belongs to nobody in the list of deputies."""

    code = "no_deputy"
    message = _(
        "Your account is not linked to a deputy, so nobody can be signed up. Ask your congress office to link it."
    )


class DayTaken(DomainError):
    """The station has a duty day on this date already."""

    code = "day_taken"
    field = "day"
    message = _(
        "There is already a duty day on this date. Open it in the list to change its hours or places, or to bring it back."
    )


class DayTooFar(DomainError):
    """An extra day in the past or too far ahead."""

    code = "day_too_far"
    field = "day"
    message = _("An extra day lies between today and %(months)s months from now. Check the date.")


class PlacesTaken(DomainError):
    """More deputies are signed up than there would be places."""

    code = "places_taken"
    field = "places"
    message = _(
        "Deputies signed up: %(taken)s. There must be at least as many places. Take somebody out first, or leave the places as they are."
    )


class PartBooked(DomainError):
    """People are expected, or were received, in the part of the day that would go."""

    code = "part_booked"
    status = 409
    field = "halves"
    message = _(
        "The part of the day that would go is one people count on: times booked there: %(booked)s, cancelled ones too. Leave the day divided as it is, or cancel the day and add another one."
    )


class PartTaken(DomainError):
    """Somebody serves in the part of the day that would go."""

    code = "part_taken"
    field = "halves"
    message = _(
        "Deputies signed up for the part of the day that would go: %(taken)s. Take them out first, or leave the day divided as it is."
    )
