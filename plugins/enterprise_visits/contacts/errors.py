"""What the contact of an enterprise is told where something cannot be done."""

from __future__ import annotations

from core.api.declare import DomainError, _


class LinkUnknown(DomainError):
    """Nobody was given this address."""

    code = "contact_link_unknown"
    status = 404
    message = _(
        "Nothing is found at this address; perhaps it was not copied whole. Scan the code on the letter again, or ask your deputy to show it."
    )


class LinkRevoked(DomainError):
    """The address was given up or renewed."""

    code = "contact_link_revoked"
    status = 410
    message = _(
        "This link does not hold any longer: it was renewed or taken back. Ask your deputy or the station for the new one."
    )


class ContactChanged(DomainError):
    """The enterprise has another contact than the one the address was made for."""

    code = "contact_changed"
    status = 410
    message = _(
        "The enterprise has named another contact since, so this link does not hold any longer. The new contact asks their deputy or the station for a link of their own."
    )


class TooMuchSaid(DomainError):
    """More was sent by one link in a day than anybody means."""

    code = "contact_said_too_much"
    status = 429
    message = _("Much was sent by this link today. Go on tomorrow, or call your deputy.")


class VisitElsewhere(DomainError):
    """A visit to another enterprise, or one that is not written down."""

    code = "contact_visit_elsewhere"
    status = 404
    message = _("This visit was taken out meanwhile. Open your link again.")


class VisitAnswered(DomainError):
    """The visit was confirmed or contradicted already."""

    code = "contact_visit_answered"
    status = 409
    message = _("You have answered about this visit already. If that was a mistake, tell the station or your deputy.")


class NotSoWordless(DomainError):
    """A visit is contradicted without a word."""

    code = "contact_not_so_wordless"
    field = "not_so"
    message = _("Say in a few words what is not so: another day, another person, no visit at all.")


class NeedWordless(DomainError):
    """An empty need."""

    code = "contact_need_wordless"
    field = "speciality"
    message = _("Say in a few words whom you need: law, taxes, foreign trade ...")


class NotYourEnterprise(DomainError):
    """Neither paired with it nor running its station."""

    code = "contact_link_not_yours"
    status = 403
    message = _("Only deputies who are paired with the enterprise, its station and the congress office show its link.")
