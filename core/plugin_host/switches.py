"""Where plugins are on: disabled by an administrator for the platform, or switched on or off for one station."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Integer, cast, null, select, union_all
from sqlalchemy.orm import Session

from core.database import prepared
from core.plugin_host.models import PluginState, PluginSwitch

_KEPT = "plugin_switches"
_EVERY_DECISION = union_all(
    select(PluginState.name, cast(null(), Integer), PluginState.is_enabled).where(PluginState.is_enabled.is_(False)),
    select(PluginSwitch.plugin, PluginSwitch.station_id, PluginSwitch.is_on),
)


@dataclass(frozen=True, slots=True)
class Switches:
    """Every decision there is, as one statement reads it."""

    disabled: frozenset[str]
    decided: dict[tuple[str, int], bool]

    def is_on(self, plugin: str, station_id: int | None, *, by_default: bool) -> bool:
        """Whether the plugin is on: for the platform where no station is given, else at this station."""
        if plugin in self.disabled:
            return False
        return True if station_id is None else self.decided.get((plugin, station_id), by_default)


def load(session: Session) -> Switches:
    """The switches as this session sees them: one statement a session, at its first use."""
    kept: Switches | None = session.info.get(_KEPT)
    if kept is None:
        kept = session.info[_KEPT] = _read(session)
    return kept


def reload(session: Session) -> None:
    """Forget what was read; the next use reads again."""
    session.info.pop(_KEPT, None)


def _read(session: Session) -> Switches:
    with session.no_autoflush:
        rows = session.execute(_EVERY_DECISION).all()
    return Switches(
        disabled=frozenset(plugin for plugin, station, _on in rows if station is None),
        decided={(plugin, station): bool(on) for plugin, station, on in rows if station is not None},
    )


@prepared
def on_at(plugin: str, station: ColumnElement[int], *, by_default: bool) -> ColumnElement[bool]:
    """The condition under which the plugin is on at the station in this column."""
    decided = select(PluginSwitch.plugin).where(PluginSwitch.plugin == plugin, PluginSwitch.station_id == station)
    return (
        ~decided.where(PluginSwitch.is_on.is_(False)).exists()
        if by_default
        else decided.where(PluginSwitch.is_on.is_(True)).exists()
    )
