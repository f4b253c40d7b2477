"""Where plugins are on: disabled by an administrator for the platform, or switched on or off for one station."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import ColumnElement, Integer, cast, literal, null, select, union_all
from sqlalchemy.orm import Session

from core.database import prepared
from core.decided import Decided, is_decision
from core.plugin_host.models import PluginState, PluginSwitch

_EVERY_DECISION = union_all(
    select(PluginState.name, cast(null(), Integer), PluginState.is_enabled, PluginState.stops),
    select(PluginSwitch.plugin, PluginSwitch.station_id, PluginSwitch.is_on, literal(0)),
)


class Decision(NamedTuple):
    """What was decided about a plugin for the platform."""

    is_enabled: bool
    stops: int = 0
    """How often it was disabled so far."""


@dataclass(frozen=True, slots=True)
class Switches:
    """Every decision there is, as one statement reads it."""

    platform: dict[str, Decision]
    decided: dict[tuple[str, int], bool]

    def stopped(self, at_start: Mapping[str, Decision]) -> frozenset[str]:
        """The plugins that were disabled since these decisions were read, though they may be enabled again by now."""
        return frozenset(
            name
            for name, now in self.platform.items()
            if not now.is_enabled or now.stops != (at_start[name].stops if name in at_start else 0)
        )

    def is_on(self, plugin: str, station_id: int | None, *, by_default: bool) -> bool:
        """Whether a plugin that runs is on: for the platform where no station is given, else at this station."""
        return True if station_id is None else self.decided.get((plugin, station_id), by_default)


def load(session: Session) -> Switches:
    """The switches as this session sees them, kept in memory until one is changed."""
    return _SWITCHES.of(session)


def _read(session: Session) -> Switches:
    rows = session.execute(_EVERY_DECISION).all()
    return Switches(
        platform={plugin: Decision(bool(on), stops) for plugin, station, on, stops in rows if station is None},
        decided={(plugin, station): bool(on) for plugin, station, on, _stops in rows if station is not None},
    )


_SWITCHES = Decided(_read)
is_decision(PluginState)
is_decision(PluginSwitch)


@prepared
def on_at(plugin: str, station: ColumnElement[int], *, by_default: bool) -> ColumnElement[bool]:
    """The condition under which the plugin is on at the station in this column."""
    decided = select(PluginSwitch.plugin).where(PluginSwitch.plugin == plugin, PluginSwitch.station_id == station)
    return (
        ~decided.where(PluginSwitch.is_on.is_(False)).exists()
        if by_default
        else decided.where(PluginSwitch.is_on.is_(True)).exists()
    )
