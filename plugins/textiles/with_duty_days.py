"""What the peak seasons of textiles mean for duty days: they are better avoided."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from core.api.data import Session, Station
from core.api.declare import SettingsForm, _, hooks, implements
from plugins.duty_days.api import Restriction, Season, duty_days_restrictions

SEASONS: Final = (
    Season(key="textiles.spring", title=_("Spring peak season"), begins="3-1", ends="4-3"),
    Season(key="textiles.autumn", title=_("Autumn peak season"), begins="9-1", ends="10-3"),
)


@implements(hooks.settings_forms)
def settings_forms() -> Iterable[SettingsForm]:
    """When the peak seasons are in a region, and what they mean."""
    options = tuple(option for season in SEASONS for option in season.asks)
    return [SettingsForm(key="textiles", title=_("Peak seasons"), options=options)]


@implements(duty_days_restrictions)
def peaks(session: Session, station: Station, begins: date, ends: date) -> Iterable[Restriction]:
    """The months in which most orders are delivered."""
    return [each for season in SEASONS for each in season.restrictions(session, station, begins, ends)]
