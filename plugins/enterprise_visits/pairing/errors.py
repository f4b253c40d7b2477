"""What can go wrong with pairing, each with a sentence that says what, why and what next."""

from __future__ import annotations

from core.api.declare import DomainError, _


class PairingDraftThere(DomainError):
    """The area has a draft already."""

    code = "pairing_draft_there"
    status = 409
    message = _("There is a proposal for %(area)s already. Publish it or drop it, or let it be made anew.")


class NobodyToPair(DomainError):
    """The area has no serving deputies."""

    code = "nobody_to_pair"
    message = _("No serving deputy is placed in %(area)s, so there is nobody to pair. Place deputies there first.")


class NothingToPair(DomainError):
    """The area has no enterprises."""

    code = "nothing_to_pair"
    message = _("%(area)s has no enterprises, so there is nothing to pair deputies with. Enter its enterprises first.")


class PairNumbersOutOfOrder(DomainError):
    """More at least than at most."""

    code = "pair_numbers_out_of_order"
    field = "at_most"
    message = _(
        "The least is %(at_least)s and the most %(at_most)s: the most cannot be smaller. Change one of the two."
    )


class UnknownPart(DomainError):
    """A weight for a part of fit that nobody gives, or out of range."""

    code = "unknown_part_of_fit"
    message = _("One of the weights belongs to nothing that is weighed here, or is no number from 0 to %(most)s.")


class PairingNoDraft(DomainError):
    """The proposal is no draft any more."""

    code = "pairing_no_draft"
    status = 409
    message = _(
        "This proposal was published or dropped meanwhile, perhaps by somebody else. Look at the versions, or ask for a new one."
    )


class PairingStillSolving(DomainError):
    """The pairs are still being looked for."""

    code = "pairing_still_solving"
    status = 409
    message = _("The best pairs are still being looked for. Wait until they are found, or drop the proposal.")


class NothingProposed(DomainError):
    """The proposal holds no pairs."""

    code = "nothing_proposed"
    status = 409
    message = _(
        "The proposal holds no pairs: what was set contradicts itself. Read why, change it, and let it be made anew."
    )


class PairsChanged(DomainError):
    """What the page showed is not so any more."""

    code = "pairs_changed"
    status = 409
    message = _(
        "Pairs or rulings changed after this page was opened, so nothing was published. Look at the differences again."
    )


class ShortNotAccepted(DomainError):
    """Deputies fall short, or have too many, and nobody has accepted it."""

    code = "short_not_accepted"
    status = 409
    message = _(
        "%(n)s deputies would have fewer or more enterprises than they should. Read why; if it cannot be helped, accept it, then publish."
    )


class PairDayTooEarly(DomainError):
    """Before what may be."""

    code = "pair_day_too_early"
    field = "begins"
    message = _("The day must not lie before %(day)s.")


class PairDayTooLate(DomainError):
    """After what may be."""

    code = "pair_day_too_late"
    field = "begins"
    message = _("The day must not lie after %(day)s.")


class NotAVersion(DomainError):
    """The proposal was never published."""

    code = "not_a_version"
    status = 409
    message = _("This proposal was never published, so there is nothing to go back to.")


class MayNotBePaired(DomainError):
    """A rule refuses the pair."""

    code = "may_not_be_paired"
    message = _("%(deputy)s and %(enterprise)s must not be paired. %(why)s")


class PairedAlready(DomainError):
    """The two are paired."""

    code = "paired_already"
    status = 409
    message = _("%(deputy)s and %(enterprise)s are paired already.")


class PairNotServing(DomainError):
    """The deputy holds no mandate that is exercised."""

    code = "pair_not_serving"
    field = "deputy"
    message = _("%(deputy)s holds no mandate in force, and only serving deputies are paired.")


class PairingEnded(DomainError):
    """The pairing has ended."""

    code = "pairing_ended"
    status = 409
    message = _("This pairing has ended already.")


class NotOfTheArea(DomainError):
    """The deputy or the enterprise is not of the area."""

    code = "not_of_the_area"
    message = _("The deputy or the enterprise does not belong to %(area)s, so the proposal says nothing of them.")
