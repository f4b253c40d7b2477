"""The running platform: what requests, commands and jobs share."""

from __future__ import annotations

import os
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from babel.support import NullTranslations, Translations

from core.access import Permission, Role
from core.database import Database
from core.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

    from core.files.store import Store
    from core.plugin_host.declarations import NavItem, SettingsForm
    from core.plugin_host.host import PluginHost

ROOT = Path(__file__).parent
LANGUAGES = ("zh_Hans_CN", "en")


class Platform:
    """Settings, database, plugin host, and what features and plugins have declared."""

    max_upload_mb = 20
    """Of a list to be imported."""
    max_roster_mb = 5
    """Of the roster of a new term, which is read while its page waits."""
    max_request_mb = 31
    """Of everything a form sends at once; photos and documents say their own limits."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.database = Database(settings.database_url)
        self.permissions: dict[str, Permission] = {}
        self.nav_items: list[NavItem] = []
        self.settings_forms: list[SettingsForm] = []
        """The core's; those of plugins come and go with them."""
        self.spoken: dict[str, NullTranslations] = {}
        """The languages pages have been asked for in so far, with their catalogs."""

    @classmethod
    def from_environ(cls) -> Platform:
        """The platform that the environment's settings describe."""
        return cls(Settings.from_environ())

    @cached_property
    def host(self) -> PluginHost:
        """The plugin host, with every plugin that could be loaded."""
        from core.plugin_host.host import PluginHost

        return PluginHost(self.settings, self.database)

    @cached_property
    def files(self) -> Store:
        """Where photos and documents lie."""
        from core.files.store import Store

        return Store(self.settings.data_dir / "files")

    @cached_property
    def roles_by_permission(self) -> dict[str, frozenset[Role]]:
        """Who holds which permission."""
        return {name: permission.roles for name, permission in self.permissions.items()}

    @cached_property
    def plugin_blueprints(self) -> frozenset[str]:
        """The blueprints that belong to plugins."""
        return frozenset(self.host.blueprint_names)

    def is_demonstration(self, session: Session) -> bool:
        """Whether this database was loaded as a demonstration, with its well-known accounts."""
        from core.demo.service import is_demonstration

        return is_demonstration(session)

    def declare(
        self,
        permissions: Iterable[Permission] = (),
        nav_items: Iterable[NavItem] = (),
        settings_forms: Iterable[SettingsForm] = (),
    ) -> None:
        """Take in what a feature or plugin declares."""
        self.permissions.update({permission.name: permission for permission in permissions})
        self.nav_items.extend(nav_items)
        self.settings_forms.extend(settings_forms)


def catalog_folders(further: Iterable[Path] = ()) -> list[Path]:
    """Where message catalogs lie: the core's, each bundled plugin's, and further ones; one domain for all."""
    plugins = [*sorted(ROOT.parent.glob("plugins/*/translations")), *further]
    return list(dict.fromkeys([ROOT / "translations", *(folder for folder in plugins if unreadable(folder) is None)]))


@cache
def unreadable(folder: Path) -> Exception | None:
    """Why the catalogs in a folder cannot be read; a plugin's broken catalog must cost its own words only."""
    for language in LANGUAGES:
        try:
            Translations.load(folder, [language])
        except Exception as problem:  # noqa: BLE001 - reading a broken catalog may raise anything
            return problem
    return None


def spoken(language: str | None = None) -> str:
    """The given language, else the first known one that LANGUAGE names, else Chinese."""
    named = [language or "", *os.environ.get("LANGUAGE", "").split(":")]
    return next(
        (one for one in LANGUAGES for name in named if name and one.split("_")[0] == name.split("_")[0]), LANGUAGES[0]
    )


def catalog(language: str | None = None) -> NullTranslations:
    """The merged catalog of a language, as :func:`spoken` names it."""
    chosen = spoken(language)
    merged: NullTranslations = NullTranslations()
    for folder in catalog_folders():
        found = Translations.load(folder, [chosen])
        merged = (
            merged.merge(found)
            if isinstance(merged, Translations) and isinstance(found, Translations)
            else found
            if isinstance(found, Translations)
            else merged
        )
    return merged
