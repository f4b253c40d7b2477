"""What cannot be done about a meeting, and what now."""

from __future__ import annotations

from core.api.declare import DomainError, Forbidden, _


class SessionNumberTaken(DomainError):
    """The forum has a session of this number."""

    code = "meeting_number_taken"
    field = "number"
    message = _(
        "%(forum)s has had a session %(number)s: %(title)s, %(day)s. Choose another number; the next free one is %(next)s."
    )


class ForumNameTaken(DomainError):
    """The station has a forum of this name."""

    code = "forum_name_taken"
    field = "name"
    message = _("This station has a forum called %(name)s. Choose another name, or plan a session of that one.")


class ForumClosed(DomainError):
    """No further session is planned in a forum that was closed."""

    code = "forum_closed"
    status = 409
    message = _("This forum is closed. Open it again to plan a further session.")


class MeetingTimesReversed(DomainError):
    """It ends before it begins, or ends without beginning."""

    code = "meeting_times_reversed"
    field = "ends"
    message = _("A meeting ends after it begins. Look at both times again.")


class MeetingSettled(DomainError):
    """It was held or cancelled."""

    code = "meeting_settled"
    status = 409
    message = _("This meeting was held or cancelled, so this can no longer be changed.")


class MeetingFinal(DomainError):
    """Its minutes were issued."""

    code = "meeting_final"
    status = 409
    message = _(
        "The minutes of this meeting were issued on %(day)s, and what they say of it stays: when it was and who was there. Write an amendment of the minutes instead."
    )


class MeetingAhead(DomainError):
    """Who came, and that it was held, is said on the day or afterwards."""

    code = "meeting_ahead"
    status = 409
    message = _("This meeting is still to come, on %(day)s. Who came is put down on that day or afterwards.")


class MeetingCancelled(DomainError):
    """It does not take place."""

    code = "meeting_cancelled"
    status = 409
    message = _("This meeting was cancelled: nobody came, and nobody is invited any more.")


class NobodyInvited(DomainError):
    """Nobody was chosen who is not on the list already."""

    code = "meeting_nobody_invited"
    message = _(
        "Nobody new was chosen. Choose somebody, or write a name; who is on the list already is not asked twice."
    )


class GuestNameTooLong(DomainError):
    """A line of the guests is no name any more."""

    code = "meeting_guest_too_long"
    field = "names"
    message = _("This line is too long for a name and where they come from: %(line)s. Write one guest a line.")


class MeetingReasonMissing(DomainError):
    """Who does not come, or is excused, says why."""

    code = "meeting_reason_missing"
    field = "reason"
    message = _("Say in a few words why %(name)s does not come: it stands in the list of attendance.")


class ParticipantHasMinutes(DomainError):
    """Minutes went to them: what they said of these and signed stays."""

    code = "meeting_participant_has_minutes"
    status = 409
    message = _(
        "The minutes of this meeting went to %(name)s, so they stay on its list. If they were not there, mark them as absent or excused."
    )


class NobodyToRemindOfMeeting(DomainError):
    """Everybody answered, or was told a moment ago."""

    code = "meeting_nobody_to_remind"
    status = 409
    message = _(
        "There is nobody to remind: everybody with an account has answered, or was told within %(hours)s hours."
    )


class NotYourInvitation(Forbidden):
    """Only who is invited answers, and only who runs the meeting answers for them."""

    code = "meeting_not_your_invitation"
    message = _("This invitation is somebody else's. Your own stand under My meetings.")


class InvitationLinkUnknown(DomainError):
    """Nobody was given this address."""

    code = "meeting_link_unknown"
    status = 404
    message = _(
        "Nothing is found at this address; perhaps it was not copied whole. Ask the station that sent it for the link."
    )


class InvitationLinkRevoked(DomainError):
    """The address was renewed or taken back, or who had it is no longer on the list."""

    code = "meeting_link_revoked"
    status = 410
    message = _("This link does not hold any longer: it was renewed or taken back. Ask the station for the new one.")


class CodeNotShown(Forbidden):
    """The code is shown by who runs, chairs or records the meeting."""

    code = "meeting_code_not_shown"
    message = _("Only who runs, chairs or records the meeting shows its check-in code.")


class NotOnTheList(DomainError):
    """Who scanned the code is not invited."""

    code = "meeting_not_on_the_list"
    status = 409
    message = _("You are not on the list of this meeting. Tell who runs it: they put you down with one tap.")


class NotMeetingDay(DomainError):
    """The code is of a meeting of another day."""

    code = "meeting_not_today"
    status = 409
    message = _("This meeting is on %(day)s, so there is nothing to check in to today.")


class MeetingPutDownByHand(DomainError):
    """Who runs the meeting put down that somebody is not there; a link does not say otherwise."""

    code = "meeting_put_down_by_hand"
    status = 409
    message = _(
        "Who runs the meeting has put down that you are not there. If you are, tell them: they change it with one tap."
    )


class MeetingCheckInTakenBack(DomainError):
    """The check-in was taken back; only a hand sets it again."""

    code = "meeting_check_in_taken_back"
    status = 409
    message = _(
        "Your check-in was taken back. If that is a mistake, tell who runs the meeting: they put you down by hand."
    )
