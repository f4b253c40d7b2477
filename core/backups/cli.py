"""The commands ``lianzhan db backup``, ``db backups`` and ``db restore``."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

import click

from core.backups import archive, keeping, restoring, service
from core.backups.archive import Manifest
from core.backups.models import BackupRun
from core.backups.tasks import finish, missing_words
from core.clock import STATION_ZONE, now
from core.errors import Busy
from core.platform import Platform
from core.words import lazy as _
from core.words import unpacked


@click.command(
    "backup",
    help=str(
        _(
            "Write database, secret key, photos and documents into one file, while the platform runs; prints its path. Exits 1 when a file that records name was missing."
        )
    ),
)
@click.argument("file", type=click.Path(path_type=Path), required=False)
def backup(*, file: Path | None) -> None:
    """Write everything into one file, while the platform runs; prints its path."""
    platform, at = Platform.from_environ(), now()
    settings = platform.settings
    target = (file or service.default_file(settings, at)).absolute()
    manifest = service.backup(settings, platform.database, target, at)
    click.echo(str(target))
    run = BackupRun(reason="by_hand", started_at=at, file_name=target.name)
    with suppress(Busy), platform.database.writing("command: db backup") as session:
        session.add(run)
        finish(session, run, manifest, target.stat().st_size, now())
    if manifest.missing:
        raise click.ClickException(str(missing_words(manifest.missing)))


@click.command(
    "backups", help=str(_("List the backups in their folder, newest first, and say whether the last one went well."))
)
@click.option("--json", "as_json", is_flag=True)
def backups(*, as_json: bool) -> None:
    """List the backups; exits 1 when the last one failed, or the night's is missing."""
    platform = Platform.from_environ()
    kept = keeping.kept_in(platform.settings.backup_dir)
    with platform.database.reading() as session:
        standing = keeping.standing(session, now())
    if as_json:
        lines = [{"file": str(one.path), "at": one.at.isoformat(), "bytes": one.size} for one in kept]
        failed = str(unpacked(standing.failed.error)) if standing.failed else None
        click.echo(json.dumps({"backups": lines, "failed": failed, "late": standing.is_late}, ensure_ascii=False))
    else:
        for one in kept:
            click.echo(f"{one.at.astimezone(STATION_ZONE):%Y-%m-%d %H:%M}  {one.size / 2**20:9.1f} MB  {one.path}")
        if standing.failed:
            click.echo(_("The last backup failed: %(reason)s", reason=unpacked(standing.failed.error)), err=True)
        if standing.is_late:
            click.echo(_("The backup of the last night is missing: see whether the worker runs."), err=True)
    if standing.failed or standing.is_late:
        raise SystemExit(1)


@click.command(
    "restore",
    help=str(_("Put a backup in place of database, secret key, photos and documents; stop the server first.")),
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help=str(_("Replace the records that are there, after a backup of them.")))
@click.option(
    "--check", is_flag=True, help=str(_("Only read the backup from beginning to end, and say what is in it."))
)
def restore(*, file: Path, replace: bool, check: bool) -> None:
    """Put a backup in place of what is there. Exits 1 when the audit chain does not hold."""
    platform = Platform.from_environ()
    if check:
        _tell(archive.read(file.absolute()))
        return
    done = restoring.restore(platform.settings, platform.database, file.absolute(), now(), replace=replace)
    click.echo(_("Restored the backup of %(at)s.", at=done.manifest.made_at))
    if done.before:
        click.echo(_("What was there before is in %(file)s.", file=done.before))
    if done.key_is_set:
        click.echo(
            _("LIANZHAN_SECRET_KEY is set to another key and stays in force: everybody has to sign in again."), err=True
        )
    if done.back:
        click.echo(
            _(
                "%(n)s people who were erased after this backup was made are back. Erase them again: %(names)s",
                n=len(done.back),
                names=", ".join(done.back),
            ),
            err=True,
        )
    if done.fault is not None:
        raise click.ClickException(str(_("The audit chain does not hold: %(fault)s.", fault=done.fault)))
    click.echo(
        _("The audit chain is intact: %(n)s entries, as when the backup was made.", n=done.manifest.audit_entries)
    )
    click.echo(_("Run `lianzhan db status` to see whether tables are to be brought up to date."))


def _tell(manifest: Manifest) -> None:
    click.echo(
        _(
            "A whole backup of %(at)s: %(database)s, %(entries)s entries of the audit, %(files)s photos and documents.",
            at=manifest.made_at,
            database=manifest.database,
            entries=manifest.audit_entries,
            files=manifest.files,
        )
    )
    if manifest.missing:
        click.echo(missing_words(manifest.missing), err=True)


COMMANDS = [backup, backups, restore]
