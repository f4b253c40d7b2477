"""What can go wrong with leads, each with a sentence that says what, why and what next."""

from __future__ import annotations

from core.api.declare import DomainError, _


class LeadOver(DomainError):
    """The lead has become a project, or has ended."""

    code = "lead_over"
    status = 409
    message = _("This lead has come to its end already: %(stage)s. If that is wrong, take the last step back first.")


class LeadDayReversed(DomainError):
    """A step is dated before the one before it."""

    code = "lead_day_reversed"
    field = "day"
    message = _("The last step was on %(day)s. What came after it cannot be earlier.")


class LeadStepInFuture(DomainError):
    """A step is dated in the future."""

    code = "lead_step_in_future"
    field = "day"
    message = _("Write down what has happened, not what is to come: choose today or an earlier day.")


class SegmentElsewhere(DomainError):
    """The segment belongs to another chain."""

    code = "lead_segment_elsewhere"
    field = "segment"
    message = _("This segment does not belong to the chain of the station. Choose another one, or none.")


class LeadDeputyElsewhere(DomainError):
    """The deputy does not work at the station."""

    code = "lead_deputy_elsewhere"
    field = "deputy"
    message = _("This deputy is not placed at the station. Choose another one, or nobody.")


class FirstStepStays(DomainError):
    """There is only the first step left."""

    code = "lead_first_step"
    status = 409
    message = _("The first step stays: it says when the lead was heard of. Correct the lead itself instead.")
