"""What can go wrong with policy measures."""

from __future__ import annotations

from core.api.declare import DomainError, _


class MeasureKnown(DomainError):
    """The region has a measure of this name and number."""

    code = "measure_known"
    field = "name"
    message = _("%(name)s stands in the library already, with the same document number. Change that one.")


class MeasureUsed(DomainError):
    """It was explained at visits, whose records would lose it."""

    code = "measure_used"
    status = 409
    message = _(
        "This measure was explained at %(visits)s visits and stays in their records. Give it a last day instead: from then on it is not offered any more."
    )


class MeasureNotOffered(DomainError):
    """A measure is said to have been explained that does not hold there, or not on that day."""

    code = "measure_not_offered"
    field = "measures"
    message = _("One of these measures is not in force here on the day of the visit. Look at the list again.")
