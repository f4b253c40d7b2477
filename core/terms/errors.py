"""What can stand in the way of a term change."""

from __future__ import annotations

from core.errors import DomainError
from core.words import lazy as _


class ChangeUnderWay(DomainError):
    """Another term change concerns the same congresses."""

    code = "term_change_under_way"
    status = 409
    field = "region_code"
    message = _("A term change of %(region)s is under way. Confirm it, or give it up, before you start another.")


class TermInForce(DomainError):
    """The number is that of a term whose deputies serve already."""

    code = "term_in_force"
    field = "number"
    message = _("Deputies already hold mandates in term %(number)s of %(congress)s. Give the number of the next term.")


class DayBesideTerms(DomainError):
    """The old term begins later than the first session, or the new one is over by then."""

    code = "day_beside_terms"
    field = "day"
    message = _(
        "%(day)s does not fit the days of term %(number)s of %(congress)s. Check the day, or correct that term first."
    )


class NothingToChange(DomainError):
    """Neither a deputy of the old term nor one of the new is there."""

    code = "nothing_to_change"
    status = 409
    message = _("Nobody is elected for the new term yet. Bring the new roster first.")


class RosterUnfinished(DomainError):
    """A roster was brought for the change that is neither written nor dropped."""

    code = "roster_unfinished"
    status = 409
    message = _("%(name)s was brought for the new term, but it is not written yet. Write it, or drop it, first.")


class TermNotBegun(DomainError):
    """The day of the first session is still to come."""

    code = "term_not_begun"
    status = 409
    message = _(
        "The new term begins on %(day)s. Put it into force from that day on; until then the deputies of the old term serve."
    )


class WrongStep(DomainError):
    """The change is not in the state this step begins from: somebody was quicker, or the page was old."""

    code = "term_change_wrong_step"
    status = 409
    message = _("Somebody has gone on with this term change meanwhile. Look at its page again.")
