"""What the active plugins declare once, when the platform starts: each in full, or the plugin is withdrawn."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from core import hookspecs as hooks
from core.access import Permission
from core.errors import DomainError
from core.plugin_host.declarations import (
    CliGroup,
    DemoScenario,
    Figure,
    Job,
    NavItem,
    PersonalData,
    Register,
    SettingsForm,
)
from core.plugin_host.dispatch import Given
from core.plugin_host.errors import PluginRefused
from core.plugin_host.loading import Loader
from core.plugin_host.marks import ExtensionPoint, point_of
from core.plugin_host.states import Plugin
from core.words import lazy as _

if TYPE_CHECKING:
    from flask import Blueprint, Flask

T = TypeVar("T")


class Declared:
    """The declarations of the active plugins, attributed."""

    def __init__(self, loader: Loader) -> None:
        self._loader = loader
        self._scratch: dict[str, Flask] = {}
        self._permissions = self._said(hooks.permissions, _check_permission)
        self._nav_items = self._said(hooks.nav_items, _check_nav_item)
        self._jobs = self._said(hooks.jobs)
        self._figures = self._said(hooks.figures)
        self._registers = self._said(hooks.registers, _check_register)
        self._settings_forms = self._said(hooks.settings_forms, _check_settings_form)
        self._personal_data = self._said(hooks.personal_data)
        self._demo_scenarios = self._said(hooks.demo_scenarios)
        self._owners = {id(item): plugin for plugin, item in self._nav_items}

    @property
    def permissions(self) -> list[Given[Permission]]:
        """What one may be allowed to do."""
        return self._of_active(self._permissions)

    @property
    def nav_items(self) -> list[Given[NavItem]]:
        """Menu entries."""
        return self._of_active(self._nav_items)

    @property
    def jobs(self) -> list[Given[Job]]:
        """Work done without being asked."""
        return self._of_active(self._jobs)

    @property
    def figures(self) -> list[Given[Figure]]:
        """Numbers computed from records."""
        return self._of_active(self._figures)

    @property
    def registers(self) -> list[Given[Register]]:
        """Official tables printed from records."""
        return self._of_active(self._registers)

    @property
    def settings_forms(self) -> list[Given[SettingsForm]]:
        """Pages of options."""
        return self._of_active(self._settings_forms)

    @property
    def personal_data(self) -> list[Given[PersonalData]]:
        """What tables keep about people."""
        return self._of_active(self._personal_data)

    @property
    def demo_scenarios(self) -> list[Given[DemoScenario]]:
        """Parts of demonstrations."""
        return self._of_active(self._demo_scenarios)

    @property
    def cli_groups(self) -> list[Given[CliGroup]]:
        """Commands; asked for by commands only."""
        return self._of_active(self._cli_groups)

    @property
    def pages(self) -> dict[str, Blueprint]:
        """The blueprints that came through the trial, by plugin; asked for where there is a web application."""
        return {name: blueprint for name, blueprint in self._pages.items() if self._loader.plugins[name].is_active}

    def rehearse(self) -> None:
        """Let the active plugins say all they have to say, so that what is wrong with them shows."""
        for _said in (self._pages, self._cli_groups):
            pass

    def owner_of(self, item: NavItem) -> str | None:
        """The plugin a menu entry belongs to; None for the core's."""
        return self._owners.get(id(item))

    def doors(self, plugin: str) -> dict[str, str]:
        """The permission each page of a plugin asks for, by endpoint."""
        views = self._scratch[plugin].view_functions
        asked = {endpoint: getattr(getattr(view, "door", None), "permission", None) for endpoint, view in views.items()}
        return {endpoint: permission for endpoint, permission in asked.items() if permission}

    @cached_property
    def _cli_groups(self) -> list[Given[CliGroup]]:
        return self._said(hooks.cli_groups, _check_cli_group)

    @cached_property
    def _pages(self) -> dict[str, Blueprint]:
        pages = dict(self._said(hooks.blueprints, self._try_out))
        for name, item in self.nav_items:
            plugin = self._loader.plugins[name]
            if plugin.is_active:
                try:
                    self._check_menu(plugin, item)
                except PluginRefused as error:
                    self._loader.broken(plugin, _("pages"), error)
        return pages

    def _try_out(self, plugin: Plugin, blueprint: Blueprint) -> None:
        from core.plugin_host.blueprints import try_out

        if plugin.name in self._scratch:
            problem = _("it has several blueprints. Put all its pages on one, named %(plugin)s.", plugin=plugin.name)
            raise PluginRefused(plugin=plugin.name, problem=problem)
        self._scratch[plugin.name] = try_out(plugin.name, blueprint)

    def _check_menu(self, plugin: Plugin, item: NavItem) -> None:
        from core.plugin_host.blueprints import check_endpoint

        if plugin.name not in self._scratch:
            problem = _("it has menu entries and no pages. Implement the hook blueprints.")
            raise PluginRefused(plugin=plugin.name, problem=problem)
        values = {"station": 1} if item.place == "station" else {}
        check_endpoint(plugin.name, self._scratch[plugin.name], item.endpoint, values)

    def _said(
        self, spec: Callable[[], Iterable[T]], check: Callable[[Plugin, T], None] = lambda _plugin, _value: None
    ) -> list[Given[T]]:
        said: list[Given[T]] = []
        point = point_of(spec)
        for call in self._loader.dispatcher.calls(spec):
            plugin = self._loader.plugins[call.plugin]
            try:
                values = list(call.function())
                for value in values:
                    _check_type(plugin, point, value)
                    check(plugin, value)
            except KeyboardInterrupt:
                raise
            except BaseException as error:  # noqa: BLE001 - whatever a plugin raises must cost the plugin only
                self._loader.broken(plugin, _("registration"), error)
            else:
                said += [Given(plugin.name, value) for value in values]
        return said

    def _of_active(self, said: list[Given[T]]) -> list[Given[T]]:
        return [given for given in said if self._loader.plugins[given.plugin].is_active]


def undeclared(doors: dict[str, str], known: Iterable[str]) -> DomainError | None:
    """What is wrong with pages that ask for a permission nobody declares: they would stop the start of the platform."""
    declared = set(known)
    for endpoint, permission in doors.items():
        if permission not in declared:
            problem = _(
                "its page %(endpoint)s asks for the permission %(permission)s, which nobody declares. Declare it in the hook permissions.",
                endpoint=endpoint,
                permission=permission,
            )
            return PluginRefused(plugin=endpoint.partition(".")[0], problem=problem)
    return None


def _check_type(plugin: Plugin, point: ExtensionPoint, value: object) -> None:
    if not isinstance(value, point.gives):
        given = type(value).__name__
        problem = _(
            "the hook %(hook)s gave %(type)s, and is asked for: %(call)s", hook=point.name, type=given, call=point.call
        )
        raise PluginRefused(plugin=plugin.name, problem=problem)


def _check_permission(plugin: Plugin, permission: Permission) -> None:
    if not permission.name.startswith(f"{plugin.name}."):
        problem = _(
            "its permission %(name)s must begin with %(prefix)s", name=permission.name, prefix=f"{plugin.name}."
        )
        raise PluginRefused(plugin=plugin.name, problem=problem)


def _check_nav_item(plugin: Plugin, item: NavItem) -> None:
    if not item.endpoint.startswith(f"{plugin.name}."):
        problem = _(
            "its menu leads to %(endpoint)s, which is none of its pages or needs more than the menu knows.",
            endpoint=item.endpoint,
        )
        raise PluginRefused(plugin=plugin.name, problem=problem)


def _check_settings_form(plugin: Plugin, form: SettingsForm) -> None:
    if form.key != plugin.name and not form.key.startswith(f"{plugin.name}-"):
        problem = _(
            "its settings %(name)s must be named %(plugin)s, or begin with that and a dash.",
            name=form.key,
            plugin=plugin.name,
        )
        raise PluginRefused(plugin=plugin.name, problem=problem)
    for option in form.options:
        if not option.key.startswith(f"{plugin.name}."):
            problem = _("its option %(name)s must begin with %(prefix)s", name=option.key, prefix=f"{plugin.name}.")
            raise PluginRefused(plugin=plugin.name, problem=problem)


def _check_register(plugin: Plugin, register: Register) -> None:
    if not register.key.startswith(f"{plugin.name}."):
        problem = _("its register %(name)s must begin with %(prefix)s", name=register.key, prefix=f"{plugin.name}.")
        raise PluginRefused(plugin=plugin.name, problem=problem)


def _check_cli_group(plugin: Plugin, group: CliGroup) -> None:
    wanted = plugin.name.replace("_", "-")
    if group.command.name != wanted:
        problem = _("its command %(name)s must be named %(wanted)s.", name=group.command.name, wanted=wanted)
        raise PluginRefused(plugin=plugin.name, problem=problem)
