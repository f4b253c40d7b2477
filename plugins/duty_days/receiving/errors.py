"""What can go wrong on the day, each with a sentence that says what, why and what next."""

from __future__ import annotations

from core.api.declare import DomainError, _

# Checking in


class CodeOfAnotherDay(DomainError):
    """The code was made for another day."""

    code = "check_in_code_of_another_day"
    status = 409
    message = _("This code is of another day. Scan the one that is on the liaison officer's screen today.")


class CodeOfAnotherStation(DomainError):
    """The deputy serves today, but elsewhere."""

    code = "check_in_code_of_another_station"
    status = 409
    message = _(
        "This is the code of %(station)s, and today you are on duty at %(other)s. Scan the code there; if you have changed places, the liaison officer of %(station)s can put you down."
    )


class NoDutyDayToday(DomainError):
    """The station of the code receives nobody today."""

    code = "check_in_no_duty_day"
    status = 409
    message = _("%(station)s receives nobody today, so there is nothing to check in to. Ask its liaison officer.")


class NotOnTheRota(DomainError):
    """The deputy holds no place in any sitting of the day."""

    code = "check_in_not_on_the_rota"
    status = 409
    message = _(
        "You are not signed up for today at %(station)s. If you are here for somebody else or besides, tell the liaison officer, who puts you down with one tap."
    )


class CheckInRevoked(DomainError):
    """The station took the check-in back; only the station can set it again."""

    code = "check_in_revoked"
    status = 409
    message = _(
        "The liaison officer took your check-in back: %(reason)s. If that is a mistake, speak to them; they can put you down by hand."
    )


class NotToday(DomainError):
    """Who was there is said on the day or afterwards, not before."""

    code = "attendance_not_yet"
    status = 409
    message = _("This day lies ahead. Who was there is written down on the day itself, or afterwards.")


class ReplacesNobody(DomainError):
    """Somebody is said to serve in place of one who is not on the rota, or of themselves."""

    code = "replaces_nobody"
    field = "replaces"
    message = _(
        "Nobody can serve in place of this deputy, who has no place in this sitting. Choose somebody on the rota."
    )


class ReplacedIsThere(DomainError):
    """Who is to be replaced has checked in."""

    code = "replaced_is_there"
    status = 409
    field = "replaces"
    message = _(
        "%(name)s is there. Take that check-in back first, or put the other one down without replacing anybody."
    )


class ReasonMissing(DomainError):
    """A check-in is taken back with a reason only."""

    code = "revoke_reason_missing"
    field = "reason"
    message = _("Say why the check-in is taken back: the deputy reads it.")


# Receptions


class DayAhead(DomainError):
    """Nobody has been received on a day that lies ahead."""

    code = "reception_day_ahead"
    status = 409
    message = _("This day lies ahead. Receptions are written down on the day itself, or afterwards.")


class NotTheirs(DomainError):
    """A deputy changes or reveals what only who received may."""

    code = "reception_of_others"
    status = 403
    message = _("Only who received these people, and the station's liaison officer, may do this.")


class BookingUsed(DomainError):
    """The booking has its reception already."""

    code = "booking_used"
    status = 409
    message = _("The reception of this booking is written down already. Open it in the list to change it.")


class NothingPassedOn(DomainError):
    """There is nothing that could be settled."""

    code = "nothing_passed_on"
    status = 409
    message = _("Nothing of this reception is open: it was settled meanwhile, or taken over by somebody.")


class OutcomeMissing(DomainError):
    """What was passed on is settled with an outcome only."""

    code = "outcome_missing"
    field = "outcome"
    message = _("Say what came of it: whoever asks later reads it here.")


# Booking a time


class NoBookingHere(DomainError):
    """The station takes no bookings, or this sitting cannot be booked."""

    code = "booking_closed"
    status = 409
    field = "when"
    message = _("No time can be booked for this day. Choose another day, or simply come while people are received.")


class BookingFull(DomainError):
    """Every time of the sitting that is given away is."""

    code = "booking_full"
    status = 409
    field = "when"
    message = _(
        "All times that are given away for this day are taken. Choose another day, or come without a booking and wait your turn."
    )


class TimeTaken(DomainError):
    """As many as can be received at once have booked this time."""

    code = "booking_time_taken"
    status = 409
    field = "when"
    message = _("This time has just been taken. Choose another one.")


class TooManyBookings(DomainError):
    """More bookings from one address than people make."""

    code = "booking_too_many"
    status = 429
    message = _(
        "From this connection %(most)s times were booked within an hour. Wait a while, or telephone the station."
    )


class BookedAlready(DomainError):
    """The same number holds as many open bookings as it may."""

    code = "booked_already"
    status = 409
    field = "phone"
    message = _(
        "With this number %(most)s times are booked here that have not passed. Cancel one with the link of its ticket first."
    )


class BookingPassed(DomainError):
    """The booking is no longer open."""

    code = "booking_passed"
    status = 409
    message = _("This booking is no longer open: it was cancelled, or its day has passed.")


# Entering past days


class SheetUnreadable(DomainError):
    """A file without the columns of the template."""

    code = "paper_sheet_unreadable"
    field = "file"
    message = _(
        "No sheet of this file has the columns %(columns)s. Download the template, copy your rows into it, and choose that file."
    )


class SheetEmpty(DomainError):
    """The template, as it was downloaded."""

    code = "paper_sheet_empty"
    field = "file"
    message = _("The sheet has no rows below its head. Fill it in, save it, and choose it again.")


class SheetTooLong(DomainError):
    """More rows than one upload takes."""

    code = "paper_sheet_too_long"
    field = "file"
    message = _("The sheet has more than %(most)s rows. Send it in parts, a year at a time.")


class SheetFaulty(DomainError):
    """Rows with mistakes are left to be written."""

    code = "paper_sheet_faulty"
    status = 409
    message = _("No row of this sheet can be written as it is. Correct it in the file and choose it again.")


class PastDayNeeded(DomainError):
    """A day to enter later lies in the past."""

    code = "past_day_needed"
    field = "day"
    message = _("What is entered later lies in the past, and after 1990. For a day ahead, add a duty day.")


class PeriodTooLong(DomainError):
    """A register of more than a year, or of nothing."""

    code = "register_period"
    field = "ends"
    message = _("A register covers at most a year, and ends after it begins. Check both dates.")
