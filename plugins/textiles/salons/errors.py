"""What can go wrong with salons."""

from __future__ import annotations

from core.api.declare import DomainError, _


class SalonsOff(DomainError):
    """Alliances are not there or switched off at the station, whose forums salons stand on."""

    code = "textile_salons_off"
    status = 409
    message = _(
        "Alliances are switched off at this station. Salons are sessions of their forums: have them switched on first."
    )


class SalonPartUnknown(DomainError):
    """A part that the trade does not have."""

    code = "textile_salon_part_unknown"
    field = "part"
    message = _("The trade has no such part. Choose one of those offered.")
