"""What can go wrong with labour needs."""

from __future__ import annotations

from core.api.declare import DomainError, _


class TradeUnknown(DomainError):
    """A trade nobody knows, or a month that is not offered."""

    code = "textile_trade_unknown"
    field = "trade"
    message = _("There is no such trade or month to choose. Choose one of those offered.")


class NeedKnown(DomainError):
    """The enterprise has said it for this trade and month."""

    code = "textile_need_known"
    field = "trade"
    message = _("This enterprise looks for %(trade)s in %(month)s already. Correct that entry.")
