"""Pages of the accounts: signing in and out, slips, one's own account, and the accounts of others."""

from core.accounts.views import administration, letting_in, mine, signing_in, slips
from core.accounts.views.blueprint import NAV, PERMISSIONS, SETTINGS_FORMS, bp

__all__ = ["NAV", "PERMISSIONS", "SETTINGS_FORMS", "administration", "bp", "letting_in", "mine", "signing_in", "slips"]
