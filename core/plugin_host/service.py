"""What administrators ask and do about plugins: how they stand, enable, disable, switch per station."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, inspect, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from core import audit
from core.errors import DomainError
from core.plugin_host import pins, switches
from core.plugin_host.errors import PluginChanged, PluginNotInstalled
from core.plugin_host.host import PluginHost
from core.plugin_host.models import PluginFailure, PluginState, PluginSwitch
from core.plugin_host.states import Plugin, State
from core.stations.models import Station
from core.words import LazyText
from core.words import lazy as _


@dataclass(frozen=True, slots=True)
class FailureShown:
    """A failure as administrators see it."""

    hook: str
    error: str
    place: str
    trace: str
    message: str = ""
    count: int = 1
    last_at: datetime | None = None

    def facts(self) -> dict[str, Any]:
        """The failure as plain data."""
        return {
            "hook": self.hook,
            "error": self.error,
            "message": self.message,
            "place": self.place,
            "count": self.count,
            "last_at": self.last_at.isoformat() if self.last_at else None,
        }


@dataclass(frozen=True, slots=True)
class PluginStatus:
    """How a plugin stands."""

    name: str
    title: LazyText | str
    version: str
    state: State
    reason: DomainError | LazyText | None
    failures: tuple[FailureShown, ...] = ()
    pending: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    is_enabled: bool = False
    """What was decided; it may take effect only at the next start."""
    is_changed: bool = False
    """Whether the code of a third-party plugin is not that which was enabled."""
    comes_from: str = ""
    """Of a third-party plugin: the distribution that brought it."""
    is_installed: bool = True
    has_records: bool = False
    on_everywhere: bool = True

    def facts(self) -> dict[str, Any]:
        """The status as ``lianzhan plugin list --json`` prints it."""
        return {
            "name": self.name,
            "version": self.version,
            "state": self.state.value,
            "failures": [failure.facts() for failure in self.failures],
            "pending_migrations": list(self.pending),
        }


def statuses(host: PluginHost, session: Session) -> list[PluginStatus]:
    """Every plugin that is installed, enabled, or has left records, by name."""
    host.rehearse()
    rows: dict[str, PluginState] = {row.name: row for row in _rows(session, select(PluginState))}
    decided = {name: row.is_enabled for name, row in rows.items()}
    stopped = host.stopped(session) if decided else frozenset()
    noted: dict[str, list[FailureShown]] = {}
    for row in _rows(session, select(PluginFailure).order_by(PluginFailure.last_at.desc())):
        noted.setdefault(row.plugin, []).append(
            FailureShown(row.hook, row.error, row.place, row.trace, count=row.count, last_at=row.last_at)
        )
    with_records = _names_in_tables(session)
    known = [
        _status(
            host,
            plugin,
            decided.get(plugin.name),
            noted.get(plugin.name, ()),
            has_records=plugin.name in with_records,
            is_stopped=plugin.name in stopped,
            changed=pins.changed(plugin.found, rows.get(plugin.name), must_be_known=host.settings.plugins_pinned),
        )
        for plugin in host.plugins.values()
    ]
    named = {name for name, is_enabled in decided.items() if is_enabled} | host.settings.plugins_disabled | with_records
    lost = [_missing(host, name, with_records, noted.get(name, ())) for name in named - host.plugins.keys()]
    return sorted([*known, *lost], key=lambda status: status.name)


def status(host: PluginHost, session: Session, name: str) -> PluginStatus:
    """How one plugin stands. Raises PluginNotInstalled for a name nothing is known of."""
    every = statuses(host, session)
    found = next((each for each in every if each.name == name), None)
    if found is None:
        raise _not_installed(name, every)
    return found


def enable(host: PluginHost, session: Session, name: str, at: datetime) -> PluginStatus:
    """Let a plugin run, in every process from its next start on, also where it ran before it was disabled.

    Of a third-party plugin the code as it is now is remembered: it is said when it changes. Raises PluginNotInstalled,
    and ManifestInvalid where nothing could run.
    """
    if name not in host.plugins:
        raise _not_installed(name, statuses(host, session))
    if problem := host.plugins[name].found.problem:
        raise problem
    row = _decide(session, name, is_enabled=True)
    pins.remember(row, host.plugins[name].found, at, str(session.info.get("actor_name") or ""))
    session.flush()
    return status(host, session, name)


def disable(host: PluginHost, session: Session, name: str) -> PluginStatus:
    """Stop a plugin, in every process, from its next request on. Its records stay."""
    before = status(host, session, name)
    _decide(session, name, is_enabled=False)
    return before


def switch(host: PluginHost, session: Session, name: str, station: Station, *, is_on: bool) -> None:
    """Switch a plugin on or off for one station. Its records there stay."""
    if name not in host.plugins:
        raise _not_installed(name, statuses(host, session))
    row = session.get(PluginSwitch, (name, station.id))
    if row is None:
        session.add(PluginSwitch(plugin=name, station_id=station.id, is_on=is_on))
    else:
        row.is_on = is_on
    session.flush()


def show(host: PluginHost, session: Session, name: str, stations: Iterable[Station]) -> None:
    """Switch a plugin on at these stations, but where somebody has decided about it already."""
    decided = switches.load(session).decided
    for station in stations:
        if (name, station.id) not in decided:
            switch(host, session, name, station, is_on=True)


def clear_failures(host: PluginHost, session: Session, name: str) -> int:
    """Forget what has failed so far, so that only what fails from now on is shown; how many there were."""
    status(host, session, name)
    rows = session.scalars(select(PluginFailure).where(PluginFailure.plugin == name)).all()
    if rows:
        audit.record(session, "clear_failures", rows[0], {"plugin": name, "failures": len(rows)})
        session.execute(delete(PluginFailure).where(PluginFailure.plugin == name))
    host.failures.forget(name)
    return len(rows)


def switched(host: PluginHost, session: Session, name: str, stations: Iterable[Station]) -> dict[int, bool]:
    """Where the plugin is switched on, among these stations, whether or not it is running."""
    plugin = host.plugins.get(name)
    by_default = plugin is None or plugin.found.manifest is None or plugin.found.manifest.on_everywhere
    decided = switches.load(session).decided
    return {station.id: decided.get((name, station.id), by_default) for station in stations}


def _decide(session: Session, name: str, *, is_enabled: bool) -> PluginState:
    row = session.get(PluginState, name)
    if row is None:
        row = PluginState(name=name, is_enabled=True, stops=0)
        session.add(row)
    if is_enabled:
        row.is_enabled = True
    else:
        row.stop()
    session.flush()
    return row


def _status(
    host: PluginHost,
    plugin: Plugin,
    decided: bool | None,
    noted: Iterable[FailureShown],
    *,
    has_records: bool,
    is_stopped: bool,
    changed: PluginChanged | None,
) -> PluginStatus:
    is_enabled = plugin.found.bundled if decided is None else decided
    state: State = plugin.state
    reason: DomainError | LazyText | None = plugin.reason
    changed = changed if is_enabled else None
    if isinstance(plugin.reason, PluginChanged):  # as it was at the start; it may have been enabled again since
        state, reason = (state, changed) if changed else (State.DISABLED, None)
    if plugin.name in host.settings.plugins_disabled:
        reason = reason or _("Disabled by the setting LIANZHAN_PLUGINS_DISABLED.")
    elif host.safe_mode:
        reason = reason or _("Safe mode: no plugin is loaded (LIANZHAN_SAFE_MODE).")
    elif plugin.is_active and (is_stopped or not is_enabled):
        state = State.DISABLED
    if state is State.DISABLED and is_enabled and reason is None:
        reason = _("Enabled; it runs from the next start on.")
    reason = reason or changed
    manifest = plugin.found.manifest
    loading = [
        FailureShown(each.hook, each.error, each.place, "\n".join(each.frames), message=each.message)
        for each in plugin.failures
    ]
    return PluginStatus(
        name=plugin.name,
        title=manifest.title if manifest else plugin.name,
        version=manifest.version if manifest else "",
        state=state,
        reason=reason,
        failures=(*loading, *noted),
        pending=plugin.pending,
        requires=plugin.requires,
        uses=plugin.uses,
        is_enabled=is_enabled,
        is_changed=changed is not None,
        comes_from=plugin.found.distribution,
        has_records=has_records,
        on_everywhere=manifest is None or manifest.on_everywhere,
    )


def _missing(host: PluginHost, name: str, with_records: set[str], noted: Iterable[FailureShown]) -> PluginStatus:
    if name in with_records:
        reason = _("Not installed, but its records are in the database. Install it again, or purge it.")
    elif name in host.settings.plugins_disabled:
        reason = _("LIANZHAN_PLUGINS_DISABLED names it, but it is not installed. Check the spelling.")
    else:
        reason = _("It is enabled, but not installed. Install it again, or disable it.")
    return PluginStatus(
        name, name, "", State.MISSING, reason, tuple(noted), is_installed=False, has_records=name in with_records
    )


def _not_installed(name: str, known: Iterable[PluginStatus]) -> PluginNotInstalled:
    return PluginNotInstalled(name=name, known=", ".join(each.name for each in known if each.is_installed) or "-")


def _names_in_tables(session: Session) -> set[str]:
    """The plugins whose tables are in the database."""
    try:
        tables = inspect(session.connection()).get_table_names()
    except SQLAlchemyError:
        session.rollback()
        return set()
    return {name.partition("__")[0] for name in tables if "__" in name and not name.startswith("_")}


def _rows(session: Session, query: Any) -> list[Any]:
    """The rows of a query; none where the tables are not there yet: what is wrong with plugins is shown even then."""
    try:
        return list(session.scalars(query))
    except SQLAlchemyError:
        session.rollback()
        return []
