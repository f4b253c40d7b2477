"""What can go wrong in the catalogue."""

from __future__ import annotations

from core.api.declare import DomainError, _


class ProductKnown(DomainError):
    """The station has an entry of this kind and name."""

    code = "product_known"
    field = "name"
    message = _("%(name)s stands in the catalogue already. Change that entry.")


class ProductUsed(DomainError):
    """It stands in a trial, whose record would lose it."""

    code = "product_used"
    status = 409
    message = _("%(name)s stands in a trial and stays in the catalogue, so that the trial can still be understood.")
