"""What can go wrong with alliances and their members, each with a sentence that says what, why and what next."""

from __future__ import annotations

from core.api.declare import DomainError, _


class AllianceNameTaken(DomainError):
    """The station looks after an alliance of this name."""

    code = "alliance_name_taken"
    status = 409
    field = "name"
    message = _("This station already looks after an alliance named %(name)s. Choose another name, or open that one.")


class FoundedAhead(DomainError):
    """It is said to have been founded on a day that lies ahead."""

    code = "alliance_founded_ahead"
    field = "founded_on"
    message = _(
        "The founding day lies ahead. Leave it empty as long as the alliance is being founded, and enter it on that day."
    )


class FoundedAfterEnd(DomainError):
    """The founding day lies after the day it was dissolved."""

    code = "alliance_founded_after_end"
    field = "founded_on"
    message = _("The alliance was dissolved on %(day)s. It must have been founded before, so choose an earlier day.")


class NotFounded(DomainError):
    """What was never founded cannot be dissolved."""

    code = "alliance_not_founded"
    status = 409
    message = _("This alliance has no founding day yet. Enter the day on which it was founded first.")


class DissolvedOutOfOrder(DomainError):
    """It is said to have been dissolved before it was founded, or on a day that lies ahead."""

    code = "alliance_dissolved_out_of_order"
    field = "day"
    message = _("An alliance founded on %(first)s can have been dissolved from that day to today. Choose such a day.")


class AllianceDissolved(DomainError):
    """Nobody joins or leaves an alliance that is no more."""

    code = "alliance_dissolved"
    status = 409
    message = _(
        "This alliance was dissolved on %(day)s, and stays as it was that day. If that is wrong, take the dissolution back first."
    )


class NobodyNamed(DomainError):
    """Nobody was named, or several at once."""

    code = "alliance_member_unnamed"
    field = "enterprise"
    message = _("Say who joins in one of the three fields: an enterprise, or a deputy, or the name of somebody else.")


class OnlyDeputiesAsDeputy(DomainError):
    """The role of a deputy is given to somebody who is none."""

    code = "alliance_member_no_deputy"
    field = "role"
    message = _("Only a deputy of the roster can be a member as a deputy. Name the deputy, or choose another role.")


class AlreadyMember(DomainError):
    """It has an open membership."""

    code = "alliance_already_member"
    status = 409
    message = _("%(name)s is a member of this alliance since %(day)s. To change the role, open that membership.")


class JoinedOutOfOrder(DomainError):
    """The day of joining lies ahead, or before the alliance was founded, or within an earlier membership."""

    code = "alliance_joined_out_of_order"
    field = "joined"
    message = _("Joining is possible from %(first)s to today. Choose such a day.")


class LeftOutOfOrder(DomainError):
    """The day of leaving lies ahead, or before the day of joining."""

    code = "alliance_left_out_of_order"
    field = "left"
    message = _("Who joined on %(first)s can have left from that day to today. Choose such a day.")


class AlreadyLeft(DomainError):
    """The membership has ended."""

    code = "alliance_already_left"
    status = 409
    message = _("%(name)s left this alliance on %(day)s. Look at the page again; somebody may have been faster.")


class MemberSpokenOf(DomainError):
    """Other records name the membership."""

    code = "alliance_member_spoken_of"
    status = 409
    message = _(
        "Meetings or action items name this member, so the membership stays on record. Enter the day on which it ended instead."
    )
