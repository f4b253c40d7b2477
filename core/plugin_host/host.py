"""The plugin host: what the rest of the core asks of plugins, and gets without ever being hurt by one."""

from __future__ import annotations

import dataclasses
import sys
import weakref
from collections.abc import Callable, Container, Iterable, Sequence
from contextlib import redirect_stdout
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import ColumnElement, delete, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from core import hookspecs as hooks
from core.access import Permission
from core.clock import now
from core.database import Database
from core.database.migrations import Unit
from core.errors import DomainError
from core.plugin_host import pins, switches
from core.plugin_host.declarations import (
    CliGroup,
    DemoScenario,
    Figure,
    Job,
    NavItem,
    PersonalData,
    Refusal,
    Register,
    SettingsForm,
    UrlSample,
)
from core.plugin_host.declared import Declared, undeclared
from core.plugin_host.dispatch import Dispatcher, Given
from core.plugin_host.failures import FailureLog
from core.plugin_host.loading import Loader
from core.plugin_host.manifest import Found
from core.plugin_host.marks import point_of
from core.plugin_host.models import PluginFailure, PluginState
from core.plugin_host.states import Plugin, State
from core.settings import Settings
from core.words import lazy as _

if TYPE_CHECKING:
    from flask import Flask
    from markupsafe import Markup

P = ParamSpec("P")
T = TypeVar("T")


class PluginHost:
    """The plugins of a platform. Making one loads them; a broken plugin never raises (but see ``plugins_strict``)."""

    def __init__(self, settings: Settings, database: Database, folders: Sequence[Path] = ()) -> None:
        self.settings = settings
        self.database = database
        self.failures = FailureLog(now)
        self.dispatcher = Dispatcher(self.failures, strict=settings.plugins_strict)
        self._decided = _decisions(database)
        self._seen_disabled: frozenset[str] = frozenset()
        self._loader = Loader(database, self.dispatcher, [*settings.plugins_path, *folders])
        with redirect_stdout(sys.stderr):  # a plugin that prints must not spoil what a command prints
            self.plugins: dict[str, Plugin] = self._loader.load(self._is_enabled, self._changed)
            self._declared = Declared(self._loader)
        database.plugin_host = self
        weakref.finalize(self, _write_rest, self.failures, database)

    # What plugins are

    @property
    def safe_mode(self) -> bool:
        """Whether the platform was started without any plugin."""
        return self.settings.safe_mode

    @property
    def active(self) -> list[Plugin]:
        """The plugins whose hooks are called, those that are required first."""
        return [plugin for plugin in self.plugins.values() if plugin.is_active]

    @property
    def blueprint_names(self) -> list[str]:
        """The plugins that have pages; a blueprint has the name of its plugin."""
        return list(self._declared.pages)

    def units(self) -> list[Unit]:
        """What migrates: every installed plugin with migrations, whatever its state, those that are required first."""
        return [plugin.unit for plugin in self.plugins.values() if plugin.unit]

    def pending_units(self) -> list[str]:
        """The plugins that wait for their migrations."""
        return [plugin.name for plugin in self.plugins.values() if plugin.state is State.PENDING]

    def failed_names(self) -> list[str]:
        """The plugins that could not be loaded, or have failed in this process."""
        failing = {failure.plugin for _at, failure in self.failures.recent}
        return [
            name
            for name, plugin in self.plugins.items()
            if plugin.state is State.FAILED or plugin.failures or name in failing
        ]

    def translation_folders(self) -> list[Path]:
        """The message catalogs of the installed plugins."""
        folders = [plugin.found.folder / "translations" for plugin in self.plugins.values()]
        return [folder for folder in folders if folder.is_dir()]

    # What plugins declare

    def permissions(self) -> list[Permission]:
        """The permissions of the active plugins."""
        return [permission for _plugin, permission in self._declared.permissions]

    def nav_items(self) -> list[NavItem]:
        """The menu entries of the active plugins, at every place."""
        return [item for _plugin, item in self._declared.nav_items]

    def jobs(self) -> list[Given[Job]]:
        """The jobs of the active plugins; one of a plugin that was disabled since does nothing."""
        return [Given(plugin, self._while_on(plugin, job)) for plugin, job in self._declared.jobs]

    def figures(self) -> list[Given[Figure]]:
        """The figures of the active plugins."""
        return self._declared.figures

    def registers(self, session: Session, station_id: int | None = None) -> list[Given[Register]]:
        """The registers of the plugins that are on, for the platform or at this station, in their order."""
        there = [given for given in self._declared.registers if self.is_on(session, given.plugin, station_id)]
        return sorted(there, key=lambda given: given.value.order)

    def settings_forms(self, session: Session) -> list[Given[SettingsForm]]:
        """The pages of options of the plugins that are on."""
        return [given for given in self._declared.settings_forms if self.is_on(session, given.plugin)]

    def personal_data(self) -> list[PersonalData]:
        """What the tables of the active plugins keep about people."""
        return [declared for _plugin, declared in self._declared.personal_data]

    def demo_scenarios(self, place: str) -> list[Given[DemoScenario]]:
        """What the active plugins load for the demonstration of a place, in order."""
        there = [given for given in self._declared.demo_scenarios if given.value.place == place]
        return sorted(there, key=lambda given: given.value.order)

    def cli_groups(self) -> list[CliGroup]:
        """The commands of the active plugins."""
        return [group for _plugin, group in self._declared.cli_groups]

    def url_samples(self) -> list[Given[UrlSample]]:
        """How tests fill the URL parameters of the active plugins: ``SAMPLES`` of their ``testing.py``."""
        with_samples = [plugin for plugin in self.active if (plugin.found.folder / "testing.py").exists()]
        modules = [(plugin.name, import_module(f"{plugin.found.package}.testing")) for plugin in with_samples]
        return [Given(name, sample) for name, module in modules for sample in module.SAMPLES]

    def rehearse(self) -> None:
        """Let the active plugins say all they have to say, so that what is wrong with them shows."""
        self._declared.rehearse()

    # Where plugins are on

    def is_on(self, session: Session, plugin: str, station_id: int | None = None) -> bool:
        """Whether the plugin is active and not disabled since the start; with a station, also switched on there."""
        found = self.plugins.get(plugin)
        if found is None or not found.is_active:
            return False
        read = switches.load(session)
        self._seen_disabled = read.stopped(self._decided)
        if plugin in self._seen_disabled:
            return False
        return read.is_on(plugin, station_id, by_default=found.on_everywhere)

    def stopped(self, session: Session) -> frozenset[str]:
        """The plugins that were disabled since the start of this process, or before: enabling waits for the next start."""
        return switches.load(session).stopped(self._decided)

    def on_at(self, plugin: str, station: ColumnElement[int]) -> ColumnElement[bool]:
        """The condition under which the plugin is switched on at the station in this column."""
        found = self.plugins.get(plugin)
        return switches.on_at(plugin, station, by_default=found is None or found.on_everywhere)

    def still_on(self, session: Session, items: Iterable[NavItem], station_id: int | None = None) -> list[NavItem]:
        """These menu entries without those of plugins that are off, for the platform or at this station."""
        owned = [(self._declared.owner_of(item), item) for item in items]
        return [item for owner, item in owned if owner is None or self.is_on(session, owner, station_id)]

    def title_of(self, item: NavItem) -> str:
        """The title of the plugin that offers a menu entry; empty where it is the core's."""
        owner = self._declared.owner_of(item)
        return self.plugins[owner].title if owner else ""

    def blames(self, item: NavItem, error: Exception) -> bool:
        """Note that a plugin's menu entry could not be shown; False where the entry is the core's."""
        owner = self._declared.owner_of(item)
        if owner is None:
            return False
        self.failures.blame(owner, "nav_items", error, self.plugins[owner].found.folder)
        return True

    # What plugins are asked

    def panels(self, session: Session, hook: str | Callable[..., Any], **asked: Any) -> list[Markup]:
        """The panels that plugins answer to a hook, rendered, in their order; a failing one is an error card."""
        from core.plugin_host.panels import rendered

        spec = getattr(hooks, hook) if isinstance(hook, str) else hook
        return rendered(self.dispatcher, self._off(session, spec, (), asked), spec, session, asked)

    def ask(
        self, spec: Callable[Concatenate[Session, P], Iterable[T]], session: Session, *args: P.args, **kwargs: P.kwargs
    ) -> list[tuple[str, T]]:
        """What the plugins that are on answer to a hook."""
        off = self._off(session, spec, (session, *args), kwargs)
        return self.dispatcher.gather_without(off, spec, session, *args, **kwargs)

    def announce(
        self, spec: Callable[Concatenate[Session, P], None], session: Session, *args: P.args, **kwargs: P.kwargs
    ) -> None:
        """Tell the plugins that are on what has happened; each may write, in a SAVEPOINT of its own."""
        off = self._off(session, spec, (session, *args), kwargs)
        self.dispatcher.announce(off, spec, session, *args, **kwargs)

    def refusals(
        self,
        spec: Callable[Concatenate[Session, P], Iterable[Refusal]],
        session: Session,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> list[Refusal]:
        """What plugins that are on say against something; one that fails to answer speaks against it."""
        off = self._off(session, spec, (session, *args), kwargs)
        return self.dispatcher.refusals(off, spec, session, *args, **kwargs)

    def first(self, spec: Callable[P, T | None], *args: P.args, **kwargs: P.kwargs) -> Given[T] | None:
        """The first answer that is not None, of a hook that needs no session."""
        return self.dispatcher.first(self._seen_disabled, spec, *args, **kwargs)

    def ask_first(
        self, spec: Callable[Concatenate[Session, P], T | None], session: Session, *args: P.args, **kwargs: P.kwargs
    ) -> T | None:
        """The first answer that is not None, of the plugins that are on; in a session that writes they may, too."""
        off = self._off(session, spec, (session, *args), kwargs)
        given = self.dispatcher.first(off, spec, session, *args, **kwargs)
        return given.value if given else None

    # What happens to plugins

    def mount(self, app: Flask) -> None:
        """Put the pages of the active plugins on the application, and watch over them."""
        from core.plugin_host.blueprints import bare, watch

        core_knows = list(app.extensions["lianzhan"].permissions)
        for name, blueprint in self._declared.pages.items():
            plugin = self.plugins[name]
            if plugin.is_active:
                problem = undeclared(
                    self._declared.doors(name), [*core_knows, *(each.name for each in self.permissions())]
                )
                try:
                    _raise(problem)
                    app.register_blueprint(blueprint)
                except Exception as error:  # noqa: BLE001 - whatever a plugin raises must cost the plugin only
                    self._loader.broken(plugin, _("pages"), error)
                else:
                    watch(app, plugin, self.is_on, self.failures)
        for plugin in [plugin for plugin in self.active if plugin.name not in self._declared.pages]:
            try:
                if templates := bare(plugin):
                    app.register_blueprint(templates)
            except Exception as error:  # noqa: BLE001 - as above
                self._loader.broken(plugin, _("pages"), error)
        app.wsgi_app = _WritingFailures(app.wsgi_app, self)  # type: ignore[method-assign]

    def note_failure(self, plugin: str, hook: str, error: BaseException) -> None:
        """Note a failure that happened outside the host's own calls, in a migration or a job, and write it down."""
        found = self.plugins.get(plugin)
        self.failures.blame(plugin, hook, error, found.found.folder if found else None)
        self.write_failures()

    def note_later(self, plugin: str, hook: str, error: Exception) -> None:
        """Note a failure while somebody's transaction is open; it is written down after it."""
        found = self.plugins.get(plugin)
        self.failures.blame(plugin, hook, error, found.found.folder if found else None)

    def settled(self, plugin: str, hook: str) -> None:
        """Forget a failure that has been mended: a migration that failed before and has run now."""
        of_hook = (PluginFailure.plugin == plugin, PluginFailure.hook == hook)
        with self.database.reading() as session:
            found = session.scalar(select(PluginFailure.id).where(*of_hook).limit(1))
        if found:
            with self.database.writing("platform") as session:
                session.execute(delete(PluginFailure).where(*of_hook))

    def write_failures(self) -> None:
        """Write the failures noted so far into the database, for other processes to see."""
        if self.failures.is_due:
            self.failures.write(self.database)

    def _is_enabled(self, found: Found) -> bool:
        if self.safe_mode or found.name in self.settings.plugins_disabled:
            return False
        decided = self._decided.get(found.name)
        return found.bundled if decided is None else decided.is_enabled

    def _changed(self, found: Found) -> DomainError | None:
        """Why a third-party plugin must not run: its code is not that which was enabled, where that is asked for."""
        if not self.settings.plugins_pinned or not pins.is_pinned(found):
            return None
        return pins.changed(found, pins.remembered(self.database).get(found.name), must_be_known=True)

    def _off(
        self, session: Session, spec: Callable[..., Any], args: Sequence[Any], kwargs: dict[str, Any]
    ) -> Container[str]:
        """The plugins not to be asked: disabled, or switched off at the station the hook is about."""
        calls = self.dispatcher.calls(spec)
        if not calls:
            return ()
        asked = {**dict(zip(point_of(spec).parameters, args, strict=False)), **kwargs}
        station_id = getattr(asked.get("station"), "id", None)
        return {call.plugin for call in calls if not self.is_on(session, call.plugin, station_id)}

    def _while_on(self, plugin: str, job: Job) -> Job:
        def run(session: Session, at: datetime) -> None:
            if self.is_on(session, plugin):
                job.run(session, at)

        return dataclasses.replace(job, run=run)


class _WritingFailures:
    """Writes noted failures after the request, when its own transaction has ended."""

    def __init__(self, inner: Callable[..., Iterable[bytes]], host: PluginHost) -> None:
        self._inner = inner
        self._host = host

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        answer = self._inner(environ, start_response)
        self._host.write_failures()
        return answer


def host_of(session: Session) -> PluginHost:
    """The plugin host of the platform a session belongs to."""
    host: PluginHost = session.info["database"].plugin_host
    return host


def _write_rest(failures: FailureLog, database: Database) -> None:
    """At the end of the process: write what a command or a job has noted since the last writing."""
    if failures.waits:
        failures.write(database)


def _raise(problem: Exception | None) -> None:
    if problem is not None:
        raise problem


def _decisions(database: Database) -> dict[str, switches.Decision]:
    """What administrators have decided; nothing where the database is not there yet."""
    # Every column, as there was one less before the database was upgraded.
    whole = select(text("*")).select_from(PluginState.__table__)
    try:
        with database.engine.connect() as connection:
            rows = connection.execute(whole).mappings()
            return {row["name"]: switches.Decision(bool(row["is_enabled"]), row.get("stops", 0)) for row in rows}
    except SQLAlchemyError:
        return {}
