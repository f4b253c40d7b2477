"""What can go wrong with action items, each with a sentence that says what, why and what next."""

from __future__ import annotations

from core.api.declare import DomainError, _


class ActionWordless(DomainError):
    """Nobody said what is to be done."""

    code = "action_wordless"
    field = "words"
    message = _("Say in a sentence what is to be done.")


class ActionOwnerless(DomainError):
    """Nobody has to do it."""

    code = "action_ownerless"
    field = "owner"
    message = _(
        "An action item needs somebody who does it. Choose a member, a deputy, staff, or the organ that must act."
    )


class ActionOwnerElsewhere(DomainError):
    """Who is to do it has nothing to do with the alliance or the station."""

    code = "action_owner_elsewhere"
    field = "owner"
    message = _(
        "Who is chosen belongs neither to the alliance nor to the station. Choose somebody of the list; whoever is missing there is taken in first."
    )


class ActionDueTooEarly(DomainError):
    """It is due before the meeting at which it was agreed on."""

    code = "action_due_too_early"
    field = "due"
    message = _("It was agreed on at the meeting on %(day)s, and cannot be due before. Choose that day or a later one.")


class ActionKindUnknown(DomainError):
    """The kind is of no plugin that is switched on here."""

    code = "action_kind_unknown"
    field = "kind"
    message = _("This kind of action item is not known here any more. Choose another kind.")


class ActionElsewhere(DomainError):
    """The meeting or the alliance is of another station."""

    code = "action_elsewhere"
    message = _("This meeting does not belong to the station or the alliance. Open the meeting, and enter it there.")


class ActionClosed(DomainError):
    """It is done or dropped."""

    code = "action_closed"
    status = 409
    message = _("This action item has come to its end already: %(state)s. Open it again first.")


class ActionNotFromHere(DomainError):
    """A state that does not come after the present one."""

    code = "action_not_from_here"
    status = 409
    field = "state"
    message = _(
        "The action item stands now: %(now)s. From there it cannot become: %(then)s. Look at the page again; somebody may have been faster."
    )


class NothingSaid(DomainError):
    """Neither words nor a new state."""

    code = "action_nothing_said"
    field = "words"
    message = _("Say in a sentence how it goes, or choose a new state.")


class DroppedUnexplained(DomainError):
    """It is dropped, and nobody says why."""

    code = "action_dropped_unexplained"
    field = "words"
    message = _("Say in a sentence why it is dropped: those who agreed on it read it.")


class ActionOfOthers(DomainError):
    """Somebody says how the action item of others goes."""

    code = "action_of_others"
    status = 403
    message = _("Only who has to do it, and who keeps the alliance, say how it goes.")
