"""What can be wrong with a rule, each with a sentence that says what, why and what next."""

from __future__ import annotations

from core.api.declare import DomainError, _


class RuleTwice(DomainError):
    """The station has this rule already."""

    code = "rule_twice"
    field = "kind"
    message = _("This station already has the rule: %(rule)s. Change the new one, or delete the old one first.")


class RuleNeverOccurs(DomainError):
    """No day ever fits."""

    code = "rule_never_occurs"
    field = "kind"
    message = _(
        "There is no such day: %(rule)s. In the next %(years)s years the calendar has none. Choose another date, weekday or month."
    )


class RuleTooFar(DomainError):
    """A rule that would begin in years nobody plans for."""

    code = "rule_too_far"
    field = "valid_from"
    message = _("A rule begins within the next %(years)s years. Check the date.")


class RuleEndsBeforeItBegins(DomainError):
    """A rule that ends before its first day."""

    code = "rule_ends_before_it_begins"
    field = "valid_until"
    message = _("The rule would end before its first day. Choose a later last day, or leave it empty.")


class RuleHasNoDay(DomainError):
    """The rule is valid for so short a time that none of its days lies in it."""

    code = "rule_has_no_day"
    field = "valid_until"
    message = _(
        "Between %(begins)s and %(ends)s this rule has no day, so nobody would be received. Let it end later, or choose another rhythm."
    )


class SittingsOverlap(DomainError):
    """The afternoon would begin while the morning lasts."""

    code = "sittings_overlap"
    field = "afternoon_begins"
    message = _(
        "The afternoon would begin at %(begins)s, while the morning lasts until %(ends)s. Let the morning end earlier, or the afternoon begin later."
    )


class MinimumAbovePlaces(DomainError):
    """More deputies are needed than there are places."""

    code = "minimum_above_places"
    field = "minimum"
    message = _(
        "At least %(minimum)s deputies are to serve, but there are places for %(places)s only. Change one of the two."
    )


class MinimumAboveDeputies(DomainError):
    """More deputies are needed than the station has."""

    code = "minimum_above_deputies"
    field = "minimum"
    message = _(
        "At least %(minimum)s deputies are to serve, but only %(deputies)s are placed at this station. Ask for fewer, or have deputies placed here first."
    )
