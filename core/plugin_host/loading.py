"""Loading: manifests, API range, import along ``requires``, models, hookspecs, implementations.

Each step is taken for every plugin before the next one, and each plugin by itself: what one of them raises, stops that one
and those that require it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from importlib import import_module, invalidate_caches
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sqlalchemy import inspect, literal, select, table, union_all
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.sql import column

from core.database import Database, metadata
from core.database.migrations import Unit, revisions
from core.database.models import load_all
from core.errors import DomainError
from core.hookspecs import API_VERSION
from core.platform import unreadable
from core.plugin_host.dispatch import Dispatcher
from core.plugin_host.errors import (
    ApiMismatch,
    PluginBroken,
    PluginPending,
    PluginRefused,
    RequirementCircle,
    RequirementMissing,
)
from core.plugin_host.failures import describe
from core.plugin_host.manifest import BUNDLED, Found, bundled_folders, discover
from core.plugin_host.states import Plugin, State
from core.plugin_host.tables import check_models, core_attributes, forget, forget_strays, take_back
from core.watch.logs import log
from core.words import LazyText
from core.words import lazy as _


class Loader:
    """Takes every installed plugin as far as it comes."""

    def __init__(self, database: Database, dispatcher: Dispatcher, folders: Sequence[Path] = ()) -> None:
        self._database = database
        self.dispatcher = dispatcher
        self._folders = folders
        self.plugins: dict[str, Plugin] = {}

    def load(
        self,
        is_enabled: Callable[[Found], bool],
        refused: Callable[[Found], DomainError | None] = lambda _found: None,
    ) -> dict[str, Plugin]:
        """Every installed plugin, by name, those that are required before those that require them."""
        self.plugins = {
            plugin.name: plugin for plugin in _ordered([Plugin(found) for found in discover(self._folders)])
        }
        self._admit(is_enabled, refused)
        self._await_required()
        if any(plugin.is_active for plugin in self.plugins.values()):
            load_all()
            make_importable(self._folders)
        self._step(_("import"), self._import)
        self._note_pending()
        self._step(_("hooks"), self._add_hookspecs)
        self._step(_("registration"), self._add_implementations)
        self._add_optional_parts()
        self._note_catalogs()
        return self.plugins

    def stop(self, plugin: Plugin, state: State, reason: DomainError) -> None:
        """Take a plugin out, and with it, waiting, those that require it."""
        plugin.state, plugin.reason, plugin.module = state, reason, None
        self.dispatcher.withdraw(plugin.name)
        for other in self.plugins.values():
            if other.is_active and plugin.name in other.requires:
                self.stop(
                    other, State.WAITING, RequirementMissing(plugin=other.name, required=plugin.name, state=state.words)
                )

    def broken(self, plugin: Plugin, stage: LazyText, error: BaseException) -> None:
        """Take a plugin out for an exception."""
        failure = describe(plugin.name, str(stage.msgid), error, plugin.found.folder, words=True)
        plugin.failures.append(failure)
        log.warning(
            "plugin_not_loaded", plugin=plugin.name, stage=stage.msgid, error=failure.error, place=failure.place
        )
        if not plugin.is_active:
            return
        if isinstance(error, DomainError):
            reason: DomainError = error
        else:
            what = f"{failure.error}: {failure.message}" if failure.message else failure.error
            reason = PluginBroken(plugin=plugin.name, stage=stage, error=what, where=failure.place)
        self.stop(plugin, State.FAILED, reason)
        if self.dispatcher.strict:
            raise error

    def _admit(self, is_enabled: Callable[[Found], bool], refused: Callable[[Found], DomainError | None]) -> None:
        for plugin in self.plugins.values():
            manifest = plugin.found.manifest
            if plugin.found.problem:
                self.broken(plugin, _("manifest"), plugin.found.problem)
            elif plugin.reason:  # a circle
                self.broken(plugin, _("manifest"), plugin.reason)
            elif not is_enabled(plugin.found):
                plugin.state = State.DISABLED
            elif manifest and API_VERSION not in manifest.api:
                self.stop(
                    plugin,
                    State.INCOMPATIBLE,
                    ApiMismatch(plugin=plugin.name, wanted=str(manifest.api), offered=API_VERSION),
                )
            elif problem := refused(plugin.found):
                self.stop(plugin, State.FAILED, problem)

    def _await_required(self) -> None:
        for plugin in self.plugins.values():
            if plugin.is_active:
                for name in plugin.requires:
                    required = self.plugins.get(name)
                    if required is None or not required.is_active:
                        state = required.state if required else State.MISSING
                        self.stop(
                            plugin,
                            State.WAITING,
                            RequirementMissing(plugin=plugin.name, required=name, state=state.words),
                        )
                        break

    def _step(self, stage: LazyText, work: Callable[[Plugin], None]) -> None:
        for plugin in self.plugins.values():
            if plugin.is_active:
                try:
                    work(plugin)
                except KeyboardInterrupt:
                    raise  # it is people who press Ctrl-C
                except BaseException as error:  # noqa: BLE001 - whatever a plugin raises must cost the plugin only
                    self.broken(plugin, stage, error)

    def _import(self, plugin: Plugin) -> None:
        before, known = frozenset(metadata.tables), core_attributes()
        others = [
            other for other in self.plugins.values() if other is not plugin and other.found.package not in sys.modules
        ]
        try:
            plugin.module = import_module(plugin.found.package)
            if models := _submodule(plugin, "models"):
                import_module(models)  # now, so that a mistake in them shows now
            _check_imports(plugin, others)
            check_models(plugin, before, known)
        except BaseException:
            take_back(known)
            for each in (plugin, *(other for other in others if other.found.package in sys.modules)):
                forget(each)
            forget_strays(before, plugin)
            raise

    def _note_pending(self) -> None:
        """Note the migrations still to run, of every plugin; those that were active wait for them."""
        units = {plugin.name: plugin.unit for plugin in self.plugins.values() if plugin.unit}
        at = _versions(self._database, units.values())
        for plugin in self.plugins.values():
            if plugin.unit is None:
                continue
            try:
                known, done = revisions(plugin.unit.versions), at.get(plugin.name)
            except Exception as error:  # noqa: BLE001 - a revision file may hold anything
                self.broken(plugin, _("migrations"), error)
                continue
            plugin.pending = known if done is None else known[known.index(done) + 1 :] if done in known else ()
            if plugin.pending and plugin.is_active:
                self.stop(plugin, State.PENDING, PluginPending(plugin=plugin.name, pending=", ".join(plugin.pending)))

    def _add_hookspecs(self, plugin: Plugin) -> None:
        if module := _submodule(plugin, "hookspecs"):
            self.dispatcher.add_specs(plugin.name, import_module(module))

    def _add_implementations(self, plugin: Plugin) -> None:
        if plugin.module:
            self.dispatcher.add(plugin.name, plugin.module, plugin.found.folder)

    def _add_optional_parts(self) -> None:
        """``with_<other>.py``: what a plugin adds to another it uses. A failing one costs this part, not the plugin."""
        for plugin in self.plugins.values():
            for other in plugin.uses if plugin.is_active else ():
                used = self.plugins.get(other)
                module = _submodule(plugin, f"with_{other}")
                if used and used.is_active and module:
                    try:
                        self.dispatcher.add(plugin.name, import_module(module), plugin.found.folder)
                    except KeyboardInterrupt:
                        raise
                    except BaseException as error:
                        plugin.failures.append(
                            describe(plugin.name, f"with_{other}", error, plugin.found.folder, words=True)
                        )
                        log.warning(
                            "plugin_part_not_loaded",
                            plugin=plugin.name,
                            part=f"with_{other}",
                            error=type(error).__name__,
                        )
                        if self.dispatcher.strict:
                            raise

    def _note_catalogs(self) -> None:
        """A catalog that cannot be read costs the plugin its translations, and is shown."""
        for plugin in self.plugins.values():
            folder = plugin.found.folder / "translations"
            error = unreadable(folder) if plugin.found.manifest and folder.is_dir() else None
            if error is not None:
                plugin.failures.append(describe(plugin.name, "translations", error, plugin.found.folder, words=True))
                log.warning("plugin_catalog_unreadable", plugin=plugin.name, error=type(error).__name__)


def _ordered(plugins: Collection[Plugin]) -> list[Plugin]:
    """Required ones first, else by name. Those in a circle come last, with the reason set."""
    waiting = {plugin.name: plugin for plugin in sorted(plugins, key=lambda each: each.name)}
    ordered: list[Plugin] = []
    while ready := [plugin for plugin in waiting.values() if not any(name in waiting for name in plugin.requires)]:
        ordered += ready
        for plugin in ready:
            del waiting[plugin.name]
    for plugin in waiting.values():
        if circle := next(_circles(plugin, waiting), None):
            plugin.reason = RequirementCircle(plugin=plugin.name, circle=" → ".join(circle))
    return [*ordered, *waiting.values()]


def _circles(plugin: Plugin, among: Mapping[str, Plugin], way: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name in plugin.requires:
        if (way and name == way[0]) or (not way and name == plugin.name):
            yield (*way, plugin.name, name)
        elif name in among and name not in way and name != plugin.name:
            yield from _circles(among[name], among, (*way, plugin.name))


def _check_imports(plugin: Plugin, others: Collection[Plugin]) -> None:
    """Raise PluginRefused if importing the plugin has imported one of these, which were not imported before."""
    for other in others:
        if other.found.package in sys.modules:
            problem = _(
                "it imports the plugin %(other)s, which it does not require. What needs it belongs into with_%(other)s.py, loaded only where %(other)s is active.",
                other=other.name,
            )
            raise PluginRefused(plugin=plugin.name, problem=problem)


def make_importable(folders: Sequence[Path]) -> None:
    """Let plugins in further folders be imported as ``plugins.<name>``, like those of this distribution."""
    if folders:
        import_module(BUNDLED).__path__ = [str(folder) for folder in bundled_folders(folders)]
        invalidate_caches()


def _submodule(plugin: Plugin, name: str) -> str | None:
    module = f"{plugin.found.package}.{name}"
    return module if plugin.module and find_spec(module) else None


def _versions(database: Database, units: Collection[Unit]) -> dict[str, str]:
    """The revisions the database stands at, by plugin: read in two statements, without Alembic."""
    if not units:
        return {}
    try:
        with database.engine.connect() as connection:
            there = set(inspect(connection).get_table_names())
            at: list[Any] = [
                select(literal(unit.name), column("version_num")).select_from(table(unit.version_table))
                for unit in units
                if unit.version_table in there
            ]
            return {row[0]: row[1] for row in connection.execute(union_all(*at))} if at else {}
    except SQLAlchemyError:
        return {}
