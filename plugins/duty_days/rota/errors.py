"""What can go wrong with rotas, each with a sentence that says what, why and what next."""

from __future__ import annotations

from core.api.declare import DomainError, _


class DraftThere(DomainError):
    """The station has a draft that is neither published nor dropped."""

    code = "draft_there"
    status = 409
    message = _(
        "There is already a draft for this station, from %(begins)s to %(ends)s. Publish or drop it first, then ask for a new one."
    )


class NothingToFill(DomainError):
    """No place is free in the period."""

    code = "nothing_to_fill"
    status = 409
    field = "first"
    message = _(
        "From %(begins)s to %(ends)s no place is free: either no duty day is set, or all places are taken or locked. Choose another period, or add days first."
    )


class NobodyServes(DomainError):
    """No deputy could be proposed."""

    code = "nobody_serves"
    status = 409
    field = "first"
    message = _(
        "No deputy with a mandate in force is placed at this station, so nobody can be proposed. The congress office can place deputies here."
    )


class NoDraft(DomainError):
    """The proposal was published or dropped."""

    code = "no_draft"
    status = 409
    message = _(
        "This proposal is no longer a draft: it was published or dropped meanwhile. Ask for a new one if you need it."
    )


class StillSolving(DomainError):
    """The exact solution is still being looked for."""

    code = "still_solving"
    status = 409
    message = _(
        "The best solution is still being looked for, and would overwrite what you move now. Wait for it, or choose to go on with this one."
    )


class NoPlaceThere(DomainError):
    """The sitting has no free place, or does not belong to the proposal."""

    code = "no_place_there"
    status = 409
    field = "sitting"
    message = _("No place is left on %(day)s. Take somebody out there first, or choose another day.")


class NotInDraft(DomainError):
    """The sitting lies outside of the proposal."""

    code = "not_in_draft"
    status = 409
    field = "sitting"
    message = _("This day does not belong to the draft: it was removed, cancelled or has passed. Choose another day.")


class CannotServe(DomainError):
    """A rule stands in the way of this deputy in this sitting."""

    code = "cannot_serve"
    status = 409
    field = "deputy"
    message = _("%(name)s cannot serve on %(day)s: %(why)s. Choose somebody else, or another day.")


class PlanChanged(DomainError):
    """Days or places changed since the page was shown."""

    code = "plan_changed"
    status = 409
    message = _(
        "Days or places changed while this page was open, so nothing was published yet. Look at the rota as it is now, and publish again."
    )


class NotPublished(DomainError):
    """Only what was published can be taken back."""

    code = "not_published"
    status = 409
    message = _("This proposal was not published, so nothing can be taken back.")


class NothingToMend(DomainError):
    """Nobody dropped out, or nobody could take over."""

    code = "nothing_to_mend"
    status = 409
    message = _("There is nothing to take over any more: look at the rota as it is now.")


class NotYourPlace(DomainError):
    """The deputy does not hold the place."""

    code = "not_your_place"
    status = 409
    message = _("This place is no longer yours, so it cannot be passed on. See your duty days for what you hold now.")


class OfferedAlready(DomainError):
    """The place is offered already."""

    code = "offered_already"
    status = 409
    message = _("This place is already offered, or asked for in a swap. Take that back first.")


class OfferGone(DomainError):
    """The offer was decided or withdrawn."""

    code = "offer_gone"
    status = 409
    message = _(
        "This offer is no longer open: somebody was faster, or it was taken back. See what else is offered below."
    )


class PlaceGone(DomainError):
    """The place is not as it was offered, and will not be again."""

    code = "place_gone"
    status = 409
    message = _(
        "The place has changed meanwhile: the day was cancelled or has passed, or somebody else holds the place. The request has lapsed, and both keep what they have."
    )
