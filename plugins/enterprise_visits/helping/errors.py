"""What can go wrong with mutual help, each with a sentence that says what, why and what next."""

from __future__ import annotations

from core.api.declare import DomainError, _


class HelpDaysReversed(DomainError):
    """It ends before it begins."""

    code = "help_days_reversed"
    field = "ends"
    message = _("The last day lies before the first one. Check both dates, or leave the last one empty.")


class EnterpriseElsewhere(DomainError):
    """The enterprise is not one of the chain."""

    code = "help_enterprise_elsewhere"
    field = "enterprise"
    message = _("This enterprise does not belong to the chain of the station. Choose another one.")


class NotACounterpart(DomainError):
    """What shall be introduced does not answer it: the same side, another kind or chain, or the same enterprise."""

    code = "help_no_counterpart"
    field = "counterpart"
    message = _(
        "These two cannot be introduced: one has to offer and another enterprise of the chain to seek the same kind of help. Choose again."
    )


class IntroducedAlready(DomainError):
    """The two know each other."""

    code = "introduced_already"
    status = 409
    field = "counterpart"
    message = _("The two were introduced already. Open that introduction to say what came of it.")


class NotOfTheStation(DomainError):
    """The deputy does not work at the station."""

    code = "help_deputy_elsewhere"
    field = "deputy"
    message = _("This deputy is not placed at the station. Choose another one, or nobody.")


class OutcomeBeforehand(DomainError):
    """The outcome is dated before the introduction."""

    code = "introduction_outcome_beforehand"
    field = "on"
    message = _("The two were introduced on %(day)s. What came of it cannot be earlier.")
