"""What the platform calls itself, and whom to turn to."""

from __future__ import annotations

from core.options.kinds import Text
from core.plugin_host.declarations import SettingsForm
from core.words import lazy as _

SITE_TITLE = Text(
    key="site.title",
    title=_("Name of the platform"),
    hint=_("Stands at the head of every page beside the sign of the chain. Leave it empty for the usual one."),
    length=20,
)
SITE_CONTACT = Text(
    key="site.contact",
    title=_("Whom to turn to"),
    hint=_("Stands at the foot of every page: the office, its telephone number and hours. Everybody sees it."),
    length=120,
    regional=True,
)

SITE = SettingsForm(
    key="site",
    title=_("Name and contact"),
    lead=_("What visitors read on every page."),
    options=(SITE_TITLE, SITE_CONTACT),
    order=10,
)
