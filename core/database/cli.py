"""Commands of the database."""

from __future__ import annotations

import json
from typing import Any

import click
from sqlalchemy import Connection

from core.backups import cli as backups
from core.database.migrations import MigrationFailed, RevisionUnreadable, Unit, core_unit, pending, upgrade
from core.platform import Platform
from core.words import lazy as _


@click.group(help=str(_("The database: its tables and their versions.")))
def db() -> None:
    """Group of the database's commands."""


@db.command("upgrade", help=str(_("Bring the tables of the core and of every plugin up to date.")))
def upgrade_all() -> None:
    """Bring the tables of the core and of every plugin up to date. What fails is rolled back whole; the rest goes on."""
    platform = Platform.from_environ()
    failed = 0
    _tell("core", upgrade(platform.database, core_unit()))
    for unit in platform.host.units():
        try:
            _tell(unit.name, upgrade(platform.database, unit))
            platform.host.settled(unit.name, "migration")
        except (MigrationFailed, RevisionUnreadable) as problem:
            failed += 1
            platform.host.note_failure(unit.name, "migration", problem)
            click.echo(str(problem), err=True)
    if failed:
        raise SystemExit(1)


@db.command("status", help=str(_("Say what is pending, unit by unit; exits 1 when something is.")))
@click.option("--json", "as_json", is_flag=True)
def status(*, as_json: bool) -> None:
    """What is pending, unit by unit. Exits 1 when something is."""
    platform = Platform.from_environ()
    with platform.database.engine.connect() as connection:
        core_waits = pending(connection, core_unit())
        waiting: dict[str, list[str]] = {"core": core_waits}
        if not core_waits:
            waiting |= {unit.name: _pending(connection, unit) for unit in platform.host.units()}
    if as_json:
        click.echo(json.dumps(waiting))
    else:
        for name, revisions in waiting.items():
            click.echo(_("%(unit)s: %(state)s", unit=name, state=", ".join(revisions) or _("up to date")))
    if any(waiting.values()):
        raise SystemExit(1)


def _pending(connection: Connection, unit: Unit) -> list[str]:
    """What is pending; of a plugin whose revisions cannot be read, the sentence that says so."""
    try:
        return pending(connection, unit)
    except RevisionUnreadable as problem:
        return [str(problem)]


def _tell(unit: str, done: list[str]) -> None:
    state: Any = _("upgraded to %(revision)s", revision=done[-1]) if done else _("up to date")
    click.echo(_("%(unit)s: %(state)s", unit=unit, state=state))


for command in backups.COMMANDS:
    db.add_command(command)
COMMANDS = [db]
