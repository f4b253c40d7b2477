"""What the accounts declare: their blueprint, permissions, menu entries and settings."""

from __future__ import annotations

from flask import Blueprint

from core.access import Permission, Role
from core.accounts.devices import named
from core.accounts.second_factor import COMPULSORY
from core.accounts.slips import SLIP_DAYS
from core.accounts.viewers import DEVICE_DAYS, IDLE_HOURS, LONGEST_HOURS
from core.accounts.words import role_place
from core.plugin_host.declarations import NavItem, SettingsForm
from core.words import lazy as _l

bp = Blueprint("accounts", "core.accounts", template_folder="templates")

PERMISSIONS = (
    Permission("accounts.own", _l("Change one's own password"), frozenset(Role)),
    Permission(
        "accounts.let_in",
        _l("Print slips, and let people in again who lost their access"),
        frozenset({Role.ADMINISTRATOR, Role.OFFICE, Role.MANAGER}),
    ),
    Permission("accounts.manage", _l("Make accounts and give them roles"), frozenset({Role.ADMINISTRATOR})),
)
NAV = (
    NavItem(
        title=_l("Accounts"),
        endpoint="accounts.index",
        permission="accounts.let_in",
        order=80,
        icon="person-badge",
        place="admin",
    ),
)
SETTINGS_FORMS = (
    SettingsForm(
        key="accounts",
        title=_l("Signing in"),
        lead=_l("How long people stay signed in, how long a slip is valid, and who needs a second factor."),
        options=(IDLE_HOURS, LONGEST_HOURS, DEVICE_DAYS, SLIP_DAYS, COMPULSORY),
    ),
)

bp.add_app_template_filter(lambda device: str(named(device)), "device_name")
bp.add_app_template_filter(role_place)
