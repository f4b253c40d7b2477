"""What can go wrong with technology problems and cooperations."""

from __future__ import annotations

from core.api.declare import DomainError, _


class SolutionMissing(DomainError):
    """A problem is said to be settled, and not how."""

    code = "problem_solution_missing"
    field = "solution"
    message = _("Write how it was solved. Others with the same problem will look here.")


class SettledTooEarly(DomainError):
    """A step lies before the day the problem was raised, or the step before it, or ahead."""

    code = "problem_step_out_of_order"
    field = "day"
    message = _("This day lies before %(day)s or in the future. Check it.")


class RaisedTooLate(DomainError):
    """Something was done about it before the day on which it was raised."""

    code = "problem_raised_too_late"
    field = "raised_on"
    message = _(
        "Something was done about this problem on %(day)s already: it was raised on that day or before. Check it."
    )


class CooperationElsewhere(DomainError):
    """The cooperation is another station's."""

    code = "problem_cooperation_foreign"
    field = "cooperation_id"
    message = _("This research partner works with another station. Choose one of the list.")


class CooperationEndsEarly(DomainError):
    """The last day lies before the first."""

    code = "cooperation_ends_early"
    field = "ends"
    message = _("The last day lies before the first. Check both days.")


class CooperationUsed(DomainError):
    """Problems are being solved with its help."""

    code = "cooperation_used"
    status = 409
    message = _("%(n)s technology problems name this cooperation. Give it a last day instead.")
