"""What the features are called whose permissions are listed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from core.words import LazyText
from core.words import lazy as _

FEATURES: Final[Mapping[str, LazyText]] = {
    "accounts": _("Accounts"),
    "administration": _("Administration"),
    "announcements": _("Reports to voters"),
    "audit": _("Audit"),
    "backups": _("Backups"),
    "buildup": _("Build-up plan"),
    "calendar": _("Working days"),
    "chains": _("Chains"),
    "congresses": _("Congresses"),
    "deputies": _("Deputies"),
    "employers": _("Employers to be settled"),
    "enterprises": _("Enterprises"),
    "exports": _("Exports"),
    "files": _("Photos and documents"),
    "groups": _("Deputy groups"),
    "registers": _("Registers"),
    "home": _("Start"),
    "imports": _("Imports"),
    "jobs": _("Work in the background"),
    "liaison": _("Liaison leaders and organs"),
    "lifetimes": _("Opening, merging and closing stations"),
    "mandates": _("Mandates to be completed"),
    "notices": _("Mails and messages"),
    "organs": _("State organs"),
    "permissions": _("Who may do what"),
    "personal_data": _("Personal data"),
    "plugins": _("Plugins"),
    "profiles": _("Public pages of deputies"),
    "regions": _("Regions"),
    "search": _("Search"),
    "settings": _("Settings"),
    "standards": _("Standards and self-checks"),
    "stations": _("Stations"),
    "terms": _("Terms"),
    "watch": _("Measurements"),
}


def feature_words(feature: str) -> str:
    """What a feature is called."""
    return str(FEATURES.get(feature, feature))
