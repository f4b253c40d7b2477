"""What cannot be done about a visit, and what now."""

from __future__ import annotations

from core.api.declare import DomainError, Forbidden, _


class VisitAhead(DomainError):
    """It is to be written down before it was held."""

    code = "visit_ahead"
    field = "day"
    message = _("This day is still to come. Plan the visit, and write it down when you were there.")


class VisitPast(DomainError):
    """It is to be planned for a day that is over."""

    code = "visit_past"
    field = "day"
    message = _("This day has passed. Choose today or a later day, or write the visit down as held.")


class VisitNobody(DomainError):
    """Nobody visits."""

    code = "visit_nobody"
    field = "deputies"
    message = _("Choose at least one deputy.")


class VisitNowhere(DomainError):
    """No enterprise was chosen, or one that is not known here."""

    code = "visit_nowhere"
    field = "enterprise"
    message = _("Choose the enterprise.")


class EnterpriseUnknown(DomainError):
    """The name that was typed is no enterprise here."""

    code = "visit_enterprise_unknown"
    field = "other"
    message = _("No enterprise here is called %(name)s. Choose one from the list that opens while you type.")


class VisitWithoutStation(DomainError):
    """The deputy is placed at no station."""

    code = "visit_without_station"
    message = _("You are placed at no station, so that the visit belongs nowhere. Ask your office to place you.")


class VisitKnown(DomainError):
    """The same deputy was there on the same day already."""

    code = "visit_known"
    field = "day"
    message = _(
        "A visit of %(name)s to this enterprise on this day is on record already. Open it in the list of visits, and add what is missing."
    )


class VisitClosed(DomainError):
    """It is not planned any more."""

    code = "visit_closed"
    message = _("This visit is not planned any more: it was held or cancelled.")


class VisitCancelled(DomainError):
    """It was cancelled: nothing is changed about it."""

    code = "visit_cancelled"
    message = _("This visit was cancelled. Write down a new one if it took place after all.")


class AnswerReasonMissing(DomainError):
    """Who does not come says why."""

    code = "visit_answer_reason_missing"
    field = "reason"
    message = _("Say in a few words why you cannot come.")


class CancelReasonMissing(DomainError):
    """Who cancels says why."""

    code = "visit_cancel_reason_missing"
    field = "reason"
    message = _("Say in a few words why it is cancelled: the others read it.")


class NobodyToAsk(DomainError):
    """Everybody chosen is asked already, or is no deputy who serves."""

    code = "visit_nobody_to_ask"
    field = "deputies"
    message = _("Everybody you chose is asked already. Choose somebody else.")


class NobodyToRemindOfVisit(DomainError):
    """All have answered, or were asked a short while ago."""

    code = "visit_nobody_to_remind"
    message = _("There is nobody to remind: all have answered, or were asked in the last %(hours)s hours.")


class NotYourVisit(Forbidden):
    """A deputy asks for a visit of others."""

    code = "not_your_visit"
    message = _("Deputies open the visits they were at or are asked to. Ask your station for this one.")


class TooManyPhotos(DomainError):
    """A visit has as many photos as it may have."""

    code = "visit_too_many_photos"
    field = "photos"
    message = _("A visit has at most %(most)s photos. Take one out before you add another.")


class CampaignWithoutPairs(DomainError):
    """Nobody of those chosen is paired with an enterprise that is not planned already."""

    code = "campaign_without_pairs"
    field = "deputies"
    message = _("None of the deputies you chose has an enterprise left to visit. Pair them first, or choose others.")


class CampaignOver(DomainError):
    """Its last day has passed."""

    code = "campaign_over"
    message = _("The last day of it has passed: no more visits can be planned in it.")


class RouteEmpty(DomainError):
    """A way without a visit."""

    code = "route_empty"
    field = "visits"
    message = _("Choose at least one visit for the route.")


class VisitSheetUnreadable(DomainError):
    """No head of a table that is known."""

    code = "visit_sheet_unreadable"
    field = "file"
    message = _("No sheet of this file has the columns %(columns)s in its head. Use the template.")


class VisitSheetEmpty(DomainError):
    """A head and nothing below it."""

    code = "visit_sheet_empty"
    field = "file"
    message = _("There is no row below the head of the table. Fill in the template and choose it again.")


class VisitSheetTooLong(DomainError):
    """More rows than are written at once."""

    code = "visit_sheet_too_long"
    field = "file"
    message = _("The file has more than %(most)s rows. Split it, and enter the parts one after the other.")


class VisitSheetTooLarge(DomainError):
    """More bytes than a table needs."""

    code = "visit_sheet_too_large"
    field = "file"
    message = _("The file is larger than %(size)s MB. Take pictures out of it, or split it.")


class VisitSheetFaulty(DomainError):
    """Nothing in it can be written."""

    code = "visit_sheet_faulty"
    message = _("No row can be written. Correct the file and choose it again.")
