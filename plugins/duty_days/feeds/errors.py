"""What a calendar program is told at an address that leads to nothing."""

from __future__ import annotations

from core.api.declare import DomainError, _


class FeedUnknown(DomainError):
    """Nobody was given this address."""

    code = "feed_unknown"
    status = 404
    message = _(
        "No calendar is found at this address. It was copied incompletely, or belongs to another installation. Sign in, open the page of the calendar subscription and copy the address again."
    )


class FeedRevoked(DomainError):
    """The address was given up or renewed."""

    code = "feed_revoked"
    status = 410
    message = _(
        "This calendar address was revoked and shows nothing any more. Remove the subscription from your calendar. If it was yours: sign in, open the page of the calendar subscription, and subscribe to the new address."
    )
