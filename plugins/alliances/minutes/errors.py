"""What can go wrong with minutes, each with a sentence that says what, why and what next."""

from __future__ import annotations

from core.api.declare import DomainError, _


class MinutesWithoutAttendance(DomainError):
    """Minutes are drawn of a meeting of which nobody wrote down who was there."""

    code = "minutes_without_attendance"
    status = 409
    message = _(
        "Minutes say who was there, and nobody has written that down for this meeting yet. Take the attendance first; what is written in the record stays."
    )


class MinutesNotDrawn(DomainError):
    """There are no minutes of this meeting yet."""

    code = "minutes_not_drawn"
    status = 409
    message = _("There are no minutes of this meeting yet. Draw them from its record first.")


class NothingToDraw(DomainError):
    """Nothing was chosen of the record, and no plugin adds anything."""

    code = "minutes_nothing_to_draw"
    status = 409
    message = _("Nothing new is chosen. Choose passages of the record, or go on with the text as it is.")


class MinutesIssued(DomainError):
    """Something is changed that is final."""

    code = "minutes_issued"
    status = 409
    message = _("These minutes are issued and final. They are changed only by a dated amendment.")


class NotCirculated(DomainError):
    """Comments or sign-offs of a draft, or of one that was taken back."""

    code = "minutes_not_circulated"
    status = 409
    message = _("These minutes are not circulated at the moment. They are being worked on; you are told when they are.")


class AlreadyCirculated(DomainError):
    """They are circulated a second time without having been taken back."""

    code = "minutes_already_circulated"
    status = 409
    message = _("These minutes are circulated already. Take them back first, if they are to be worked on.")


class MinutesEmpty(DomainError):
    """There is neither text nor a decision to be read."""

    code = "minutes_empty"
    status = 409
    message = _("There is nothing to read yet: neither a passage nor a decision. Write the minutes first.")


class NobodySigns(DomainError):
    """Neither leading members nor somebody who chaired."""

    code = "minutes_nobody_signs"
    status = 409
    message = _(
        "Nobody could sign these minutes off: the alliance has no leading member, and nobody is entered who chaired the meeting. Enter one of them."
    )


class TakenBackWordless(DomainError):
    """They go back to be worked on, and nobody says why."""

    code = "minutes_taken_back_wordless"
    field = "why"
    message = _("Say in a sentence why they are taken back: those who have them read it.")


class DecisionWordless(DomainError):
    """A decision that says nothing."""

    code = "decision_wordless"
    field = "words"
    message = _("Say what was decided.")


class DecisionNobodyOwns(DomainError):
    """A decision without somebody who sees to it."""

    code = "decision_nobody_owns"
    field = "owner"
    message = _("Nobody would see to this decision. Choose who does: a member, a deputy or somebody of the staff.")


class DecisionActedOn(DomainError):
    """A decision is taken out that has become an action item."""

    code = "decision_acted_on"
    status = 409
    message = _("This decision has become an action item already. Drop the action item first, and say why.")


class CommentWordless(DomainError):
    """A comment that says nothing."""

    code = "minutes_comment_wordless"
    field = "words"
    message = _("Say what should be different, or what you want to add.")


class CommentElsewhere(DomainError):
    """A passage of another text."""

    code = "minutes_comment_elsewhere"
    field = "passage_id"
    message = _("This passage is not in these minutes any more. Choose another one, or the text as a whole.")


class CommentAnswered(DomainError):
    """It was answered already."""

    code = "minutes_comment_answered"
    status = 409
    message = _("Somebody has answered this comment meanwhile. Look at the answer.")


class TooManyComments(DomainError):
    """More comes by one link in a day than anybody means."""

    code = "minutes_too_many_comments"
    status = 429
    message = _("Many comments came from here today. Go on tomorrow, or call the station.")


class SignOffNotEntitled(DomainError):
    """Somebody signs off who was not asked to."""

    code = "sign_off_not_entitled"
    status = 403
    message = _(
        "Only the leading members sign these minutes off; where there are none, who chaired the meeting. You can comment on them."
    )


class SignOffOfAnotherText(DomainError):
    """The text changed between reading and signing."""

    code = "sign_off_other_text"
    status = 409
    message = _("The text was changed since you opened it. Read it again, it stands below, and sign this one.")


class SignedOffAlready(DomainError):
    """The same text is signed a second time."""

    code = "signed_off_already"
    status = 409
    message = _("This text is signed off already. If it is changed, you are asked again.")


class PaperWithoutReason(DomainError):
    """A signature on paper is noted without a reason."""

    code = "sign_off_paper_without_reason"
    field = "reason"
    message = _("Say where the signed paper is kept, and why it was signed on paper.")


class NotSignedOff(DomainError):
    """It is issued before everybody who is asked has signed this very text."""

    code = "minutes_not_signed_off"
    status = 409
    message = _("These minutes cannot be issued yet. This text still has to be signed off by: %(names)s.")


class IssueNumberTaken(DomainError):
    """The number of the year is another document's."""

    code = "issue_number_taken"
    status = 409
    field = "number"
    message = _("No. %(number)s of %(year)s is taken already. The next free number is %(next)s.")


class IssueNumberImpossible(DomainError):
    """Zero, or a number nobody gives."""

    code = "issue_number_impossible"
    field = "number"
    message = _("Enter a number from 1 to %(most)s.")


class IssueDayImpossible(DomainError):
    """Issued before the meeting, or on a day that lies ahead."""

    code = "issue_day_impossible"
    field = "issued_on"
    message = _("Minutes are issued on a day from the meeting on, and not after today.")


class NotIssued(DomainError):
    """An amendment of minutes that are not final."""

    code = "minutes_not_issued"
    status = 409
    message = _("These minutes are not issued yet. Change the text itself.")


class AmendmentWordless(DomainError):
    """An amendment that says nothing."""

    code = "amendment_wordless"
    field = "words"
    message = _("Say what is changed: what it said, and what it says now.")


class AmendmentWithoutReason(DomainError):
    """An amendment without a reason."""

    code = "amendment_without_reason"
    field = "reason"
    message = _("Say why the minutes are amended: it stands beside the amendment.")


class AmendmentDayImpossible(DomainError):
    """Dated before the issue or the amendment before it, or ahead."""

    code = "amendment_day_impossible"
    field = "day"
    message = _("An amendment is dated from %(first)s on, and not after today.")


class MinutesLinkUnknown(DomainError):
    """Nobody was given this address."""

    code = "minutes_link_unknown"
    status = 404
    message = _(
        "Nothing is found at this address; perhaps it was not copied whole. Ask the station that sent it for the link."
    )


class MinutesLinkRevoked(DomainError):
    """The address was renewed or taken back."""

    code = "minutes_link_revoked"
    status = 410
    message = _("This link does not hold any longer: it was renewed or taken back. Ask the station for the new one.")


class NotYourMinutes(DomainError):
    """The copy of somebody else."""

    code = "minutes_not_yours"
    status = 403
    message = _(
        "This is the copy of somebody else: only they comment here and sign. Look at the minutes of the meeting."
    )
