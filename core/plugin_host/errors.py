"""What can go wrong with a plugin, each with a sentence that says what now."""

from __future__ import annotations

from core.errors import DomainError
from core.words import lazy as _


class ManifestInvalid(DomainError):
    """A plugin.toml that cannot be read or makes no sense."""

    code = "manifest_invalid"
    message = _("%(file)s: %(problem)s")


class ApiMismatch(DomainError):
    """The plugin was written for other versions of the plugin API."""

    code = "plugin_api_mismatch"
    message = _(
        "%(plugin)s was written for plugin API %(wanted)s, and this platform offers %(offered)s. Install a version of the plugin made for API %(offered)s."
    )


class RequirementMissing(DomainError):
    """A plugin it cannot work without is not active."""

    code = "plugin_requirement_missing"
    message = _(
        "%(plugin)s waits for %(required)s, which is %(state)s. It starts by itself once %(required)s is active."
    )


class RequirementCircle(DomainError):
    """Plugins that require each other."""

    code = "plugin_requirement_circle"
    message = _(
        "%(plugin)s requires itself by way of %(circle)s. Remove one of these from `requires` in plugin.toml; `uses` may go both ways."
    )


class PluginPending(DomainError):
    """Migrations have not been run."""

    code = "plugin_pending"
    message = _("%(plugin)s has migrations to run: %(pending)s. Run `lianzhan db upgrade`, then start again.")


class PluginBroken(DomainError):
    """The plugin raised while it was loaded."""

    code = "plugin_broken"
    message = _("%(plugin)s could not be loaded (%(stage)s): %(error)s, at %(where)s.")


class PluginRefused(DomainError):
    """The plugin does something a plugin must not do."""

    code = "plugin_refused"
    message = _("%(plugin)s: %(problem)s")


class PluginChanged(DomainError):
    """The code of a third-party plugin is not that which an administrator has enabled."""

    code = "plugin_changed"
    message = _(
        "The code of %(plugin)s is not what was enabled: it is %(now)s now. %(when)s Look at what has changed, then enable it again, or disable it."
    )


class PluginNotInstalled(DomainError):
    """A name that no installed plugin has."""

    code = "plugin_not_installed"
    status = 404
    message = _("No plugin named %(name)s is installed. Installed are: %(known)s.")


class PurgeRefused(DomainError):
    """Other tables still point into the plugin's."""

    code = "purge_refused"
    message = _("%(plugin)s cannot be purged: %(tables)s point to its tables. Purge the plugins they belong to first.")


class NothingToPurge(DomainError):
    """Neither tables nor settings of such a plugin exist."""

    code = "nothing_to_purge"
    status = 404
    message = _("There is nothing of %(name)s in the database: no table, no switch, no failure. Check the name.")


class NameNotTyped(DomainError):
    """The name that confirms a purge was not typed."""

    code = "name_not_typed"
    field = "name"
    message = _("Type %(name)s exactly to purge it; nothing was removed.")


class BackupImpossible(DomainError):
    """No backup could be made before a purge."""

    code = "backup_impossible"
    message = _(
        "No backup could be made before the purge: %(reason)s. Make one yourself and run `lianzhan plugin purge %(plugin)s --without-backup`."
    )
