"""What can go wrong with capabilities."""

from __future__ import annotations

from core.api.declare import DomainError, _


class ProcessUnknown(DomainError):
    """A process or unit that the trade does not have."""

    code = "textile_process_unknown"
    field = "technique"
    message = _("The trade has no such process or unit. Choose one of those offered.")


class UnitForeign(DomainError):
    """An amount in a dimension in which nobody measures the process."""

    code = "textile_unit_foreign"
    field = "unit"
    message = _(
        "%(process)s is counted %(dimensions)s; %(unit)s cannot be converted into that. Choose a unit that measures the same."
    )


class AmountTooFine(DomainError):
    """An amount that is no whole number of the smallest unit, or too large."""

    code = "textile_amount_out_of_reason"
    field = "amount"
    message = _("This amount is too small, too large or too fine to be kept. Look at the number and its unit again.")


class CapabilityKnown(DomainError):
    """The enterprise has said it of this process already."""

    code = "textile_capability_known"
    field = "technique"
    message = _("%(process)s of this enterprise stands in the directory already, %(dimension)s. Correct that entry.")


class FreeAboveCapacity(DomainError):
    """More is free than there is."""

    code = "textile_free_above_capacity"
    message = _(
        "In %(month)s %(free)s would be free, and the whole capacity of a month is %(capacity)s. Correct one of the two."
    )


class CertificateKnown(DomainError):
    """The enterprise has a certificate of this name and number."""

    code = "textile_certificate_known"
    field = "number"
    message = _("This certificate is entered already, with the same number. Correct that one.")
