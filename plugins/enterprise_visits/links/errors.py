"""What can go wrong with links, each with a sentence that says what now."""

from __future__ import annotations

from core.api.declare import DomainError, _


class LinksChanged(DomainError):
    """What was shown is not what would be published now."""

    code = "links_changed"
    status = 409
    message = _(
        "Links or people changed while this page was open, so nothing was published yet. Look at the proposal as it is now."
    )


class LinksTooMany(DomainError):
    """More people than can be proposed for on one page."""

    code = "links_too_many"
    status = 409
    message = _("Too many people are in your reach for one proposal. Let the office of each county make its own.")


class AlreadyMember(DomainError):
    """The deputy is a member already."""

    code = "links_already_member"
    status = 409
    field = "deputy"
    message = _("%(name)s is a member of the standing committee already.")


class MemberNeedsNoLink(DomainError):
    """Members keep in touch with deputies who are none."""

    code = "links_of_member"
    field = "deputy"
    message = _("%(name)s is a member of the standing committee, and needs no other member. Choose another deputy.")


class ResidentLeft(DomainError):
    """Nobody keeps in touch with the resident any more."""

    code = "links_resident_left"
    status = 409
    message = _("This resident was taken off the list. Enter them anew if they are back.")
