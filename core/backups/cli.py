"""The commands ``lianzhan db backup`` and ``lianzhan db restore``."""

from __future__ import annotations

from pathlib import Path

import click

from core.backups import service
from core.clock import now
from core.platform import Platform
from core.words import lazy as _


@click.command(
    "backup", help=str(_("Write database and secret key into one file, while the platform runs; prints its path."))
)
@click.argument("file", type=click.Path(path_type=Path), required=False)
def backup(*, file: Path | None) -> None:
    """Write database and secret key into one file, while the platform runs; prints its path."""
    platform, at = Platform.from_environ(), now()
    target = (file or service.default_file(platform.settings, at)).absolute()
    service.backup(platform.settings, platform.database, target, at)
    click.echo(str(target))


@click.command(
    "restore", help=str(_("Put a backup in place of the database and the secret key; stop the server first."))
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help=str(_("Replace the records that are there, after a backup of them.")))
def restore(*, file: Path, replace: bool) -> None:
    """Put a backup in place of the database and the secret key. Exits 1 when the audit chain does not hold."""
    platform = Platform.from_environ()
    done = service.restore(platform.settings, platform.database, file.absolute(), now(), replace=replace)
    click.echo(_("Restored the backup of %(at)s.", at=done.manifest.made_at))
    if done.before:
        click.echo(_("What was there before is in %(file)s.", file=done.before))
    if done.key_is_set:
        click.echo(
            _("LIANZHAN_SECRET_KEY is set to another key and stays in force: everybody has to sign in again."), err=True
        )
    if done.fault is not None:
        raise click.ClickException(str(_("The audit chain does not hold: %(fault)s.", fault=done.fault)))
    click.echo(
        _("The audit chain is intact: %(n)s entries, as when the backup was made.", n=done.manifest.audit_entries)
    )
    click.echo(_("Run `lianzhan db status` to see whether tables are to be brought up to date."))


COMMANDS = [backup, restore]
