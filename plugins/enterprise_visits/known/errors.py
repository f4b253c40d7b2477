"""What can go wrong with what is known of enterprises and deputies, each with a sentence that says what now."""

from __future__ import annotations

from core.api.declare import DomainError, _


class NobodyMeant(DomainError):
    """The words that were typed are no deputy's name."""

    code = "pairing_nobody_meant"
    field = "deputy"
    message = _("No deputy within your reach is called “%(words)s”. Choose one from the list.")


class SeveralDeputiesMeant(DomainError):
    """The words that were typed are several deputies' names."""

    code = "pairing_several_deputies"
    field = "deputy"
    message = _("Several deputies are meant by “%(words)s”. Choose one of them: %(names)s.")


class NoEnterpriseMeant(DomainError):
    """The words that were typed are no enterprise's name."""

    code = "pairing_no_enterprise"
    field = "enterprise"
    message = _("No enterprise is called “%(words)s”. Choose one from the list.")


class SeveralEnterprisesMeant(DomainError):
    """The words that were typed are several enterprises' names."""

    code = "pairing_several_enterprises"
    field = "enterprise"
    message = _("Several enterprises are meant by “%(words)s”. Choose one of them: %(names)s.")


class InterestDeclared(DomainError):
    """The interest is declared already."""

    code = "interest_declared"
    field = "enterprise"
    message = _("An interest in %(name)s is declared already. It stands in the list.")


class GroupNameTaken(DomainError):
    """There is a group of competitors of this name in the region."""

    code = "competitors_name_taken"
    field = "name"
    message = _(
        "There is a group of competitors named “%(name)s” already. Choose another name, or put the enterprise there."
    )


class InAnotherGroup(DomainError):
    """The enterprise is in a group of competitors already."""

    code = "competitors_in_another"
    field = "enterprise"
    message = _(
        "%(name)s is in the group “%(group)s” already, and an enterprise is in one group only. Take it out there first."
    )


class NoDeputyHere(DomainError):
    """The account belongs to nobody in the list of deputies."""

    code = "pairing_no_deputy"
    message = _(
        "Your account is not linked to a deputy, so there is nobody to be paired. Ask your congress office to link it."
    )
