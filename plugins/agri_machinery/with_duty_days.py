"""What the seasons of the fields mean for duty days: they move out of the weeks of harvest."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from core.api.data import Session, Station
from core.api.declare import SettingsForm, _, hooks, implements
from plugins.duty_days.api import Restriction, Season, duty_days_restrictions

SEASONS: Final = (
    Season(key="agri_machinery.wheat", title=_("Wheat harvest"), begins="6-1", ends="6-2", effect="move"),
    Season(key="agri_machinery.autumn", title=_("Autumn harvest"), begins="9-3", ends="10-2", effect="move"),
)


@implements(hooks.settings_forms)
def settings_forms() -> Iterable[SettingsForm]:
    """When harvest is in a region, and what it means."""
    options = tuple(option for season in SEASONS for option in season.asks)
    return [SettingsForm(key="agri_machinery", title=_("Harvest seasons"), options=options)]


@implements(duty_days_restrictions)
def harvests(session: Session, station: Station, begins: date, ends: date) -> Iterable[Restriction]:
    """The weeks of the wheat harvest and of the autumn harvest."""
    return [each for season in SEASONS for each in season.restrictions(session, station, begins, ends)]
