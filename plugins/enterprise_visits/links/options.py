"""How many each side keeps in touch with, unless a proposal says otherwise."""

from __future__ import annotations

from typing import Final

from core.api.declare import SettingsForm, _, options

MOST_EACH: Final = 50
DEPUTIES_EACH: Final = options.Number(
    key="enterprise_visits.deputies_each",
    title=_("A member of the standing committee keeps in touch with"),
    default=4,
    lowest=1,
    highest=MOST_EACH,
    unit=_("deputies each"),
    regional=True,
)
RESIDENTS_EACH: Final = options.Number(
    key="enterprise_visits.residents_each",
    title=_("A deputy keeps in touch with"),
    default=10,
    lowest=1,
    highest=MOST_EACH,
    unit=_("residents each"),
    regional=True,
)
SETTINGS: Final = SettingsForm(
    key="enterprise_visits-links",
    title=_("Links with deputies and residents"),
    lead=_("How many are proposed for each; whoever proposes may say another number."),
    options=(DEPUTIES_EACH, RESIDENTS_EACH),
)
