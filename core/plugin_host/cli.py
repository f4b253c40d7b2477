"""Commands of the plugin host."""

from __future__ import annotations

import json

import click

from core.clock import now
from core.database.engine import unreachable_explained
from core.database.migrations import require_core
from core.platform import Platform
from core.plugin_host import purge as purging
from core.plugin_host import service, tracing
from core.plugin_host.errors import NameNotTyped
from core.plugin_kit import cli as kit
from core.words import lazy as _


class Commands(click.Group):
    """The commands of the host and, loaded when they are asked for, those of the developer's kit."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, the host's first."""
        return [*super().list_commands(ctx), *sorted(kit.COMMANDS)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name."""
        return super().get_command(ctx, cmd_name) or kit.command(cmd_name)


@click.group(cls=Commands, help=str(_("Plugins: how they stand, enabling, disabling, purging.")))
def plugin() -> None:
    """Group of the plugin host's commands."""


@plugin.command("list", help=str(_("Every plugin with its version, state, failures and pending migrations.")))
@click.option("--json", "as_json", is_flag=True, help=str(_("Print as JSON.")))
def list_all(*, as_json: bool) -> None:
    """Every plugin that is installed, enabled, or has left records."""
    platform = Platform.from_environ()
    with unreachable_explained(platform.database):
        platform.database.engine.connect().close()
    with platform.database.reading() as session:
        every = service.statuses(platform.host, session)
    if as_json:
        click.echo(json.dumps([status.facts() for status in every], ensure_ascii=False))
        return
    if platform.host.safe_mode:
        click.echo(_("Safe mode: no plugin is loaded (LIANZHAN_SAFE_MODE)."))
    if not every:
        click.echo(_("No plugin is installed."))
    for status in every:
        click.echo(f"{status.name} {status.version}".rstrip() + f"  {status.state.words}")
        if status.reason:
            click.echo(f"    {status.reason}")
        for failure in status.failures:
            what = f"{failure.error}: {failure.message}" if failure.message else failure.error
            click.echo(
                "    "
                + str(
                    _(
                        "failed in %(hook)s, %(count)s times: %(error)s, at %(place)s",
                        hook=failure.hook,
                        count=failure.count,
                        error=what,
                        place=failure.place,
                    )
                )
            )
        if status.pending:
            click.echo("    " + str(_("migrations to run: %(pending)s", pending=", ".join(status.pending))))


@plugin.command("enable", help=str(_("Let a plugin run, from the next start on.")))
@click.argument("name")
def enable(name: str) -> None:
    """Enable a plugin."""
    platform = Platform.from_environ()
    require_core(platform.database)
    with platform.database.writing(actor="command: plugin enable") as session:
        after = service.enable(platform.host, session, name, now())
    click.echo(_("%(name)s is enabled. A server that is running takes it up when it is started again.", name=name))
    if after.comes_from:
        click.echo(
            _(
                "It comes from the package %(package)s and is trusted code: it reaches everything the platform reaches. Its code is remembered as it is now, and `lianzhan plugin list` says when it has changed.",
                package=after.comes_from,
            )
        )


@plugin.command("disable", help=str(_("Stop a plugin, at once; its records stay.")))
@click.argument("name")
def disable(name: str) -> None:
    """Disable a plugin."""
    platform = Platform.from_environ()
    require_core(platform.database)
    with platform.database.writing(actor="command: plugin disable") as session:
        service.disable(platform.host, session, name)
    click.echo(_("%(name)s is disabled. Its records stay.", name=name))


@plugin.command("purge", help=str(_("Remove everything a plugin has in the database, after a backup.")))
@click.argument("name")
@click.option("--yes", is_flag=True, help=str(_("Do not ask for the name to be typed.")))
@click.option("--without-backup", is_flag=True, help=str(_("Make no backup first.")))
def purge(name: str, *, yes: bool, without_backup: bool) -> None:
    """Purge a plugin; its code need not be there."""
    platform = Platform.from_environ()
    found = purging.check(platform.database, name)
    if not yes:
        click.echo(
            _("This removes %(tables)s tables of %(name)s with all their records.", tables=len(found.tables), name=name)
        )
        if click.prompt(str(_("Type the name of the plugin to purge it"))).strip() != name:
            raise NameNotTyped(name=name)
    settings = None if without_backup else platform.settings
    gone = purging.purge(platform.database, name, at=now(), actor="command: plugin purge", settings=settings)
    click.echo(
        _(
            "%(name)s is purged: %(tables)s tables removed. The backup is %(backup)s.",
            name=name,
            tables=len(gone.tables),
            backup=gone.backup or "-",
        )
    )


@plugin.command(
    "trace", help=str(_("Which hooks of which plugins a page calls, in what order, how long, and what fails."))
)
@click.argument("url")
@click.option("--as", "username", help=str(_("The account that looks; without it, a stranger.")))
@click.option("--json", "as_json", is_flag=True, help=str(_("Print as JSON.")))
def trace(url: str, username: str | None, *, as_json: bool) -> None:
    """Ask for a page of this machine's platform, without a server."""
    from core.app import create_app  # late: the application stands on the plugin host

    traced = tracing.trace(create_app(), url, username)
    if as_json:
        click.echo(json.dumps(traced.facts(), ensure_ascii=False))
        return
    for line in traced.lines():
        click.echo(line)


COMMANDS = [plugin]
