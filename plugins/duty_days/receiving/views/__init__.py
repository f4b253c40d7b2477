"""The pages of the day: the liaison's desk, a deputy's phone, the public's bookings, past days, the register."""

from __future__ import annotations

from core.api.declare import NavItem, Permission, Role
from core.api.web import _l
from plugins.duty_days.receiving.views import bookings, checking_in, desk, past_days, receptions, registers, settings

KEEPERS = frozenset({Role.ADMINISTRATOR, Role.OFFICE, Role.MANAGER})
PERMISSIONS = (
    Permission("duty_days.check_in", _l("Check in on duty days"), frozenset({Role.DEPUTY})),
    Permission("duty_days.receive", _l("Write down who was received"), KEEPERS | {Role.DEPUTY}),
    Permission("duty_days.run", _l("Run duty days: who came, bookings, registers"), KEEPERS),
    Permission("duty_days.reveal_visitors", _l("See telephone numbers of people received"), KEEPERS | {Role.DEPUTY}),
)
NAV = (
    NavItem(
        title=_l("Today"),
        endpoint="duty_days.desk_today",
        permission="duty_days.run",
        place="station",
        order=15,
        icon="qr-code",
    ),
    NavItem(
        title=_l("Receptions"),
        endpoint="duty_days.receptions",
        permission="duty_days.run",
        place="station",
        order=25,
        icon="people",
    ),
)

__all__ = [
    "NAV",
    "PERMISSIONS",
    "bookings",
    "checking_in",
    "desk",
    "past_days",
    "receptions",
    "registers",
    "settings",
]
