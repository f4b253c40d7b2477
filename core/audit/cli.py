"""Commands of the audit."""

from __future__ import annotations

import json
from pathlib import Path

import click

from core.audit.service import verify
from core.backups import archive
from core.database.migrations import require_core
from core.platform import Platform
from core.words import lazy as _


@click.group(help=str(_("The audit: who changed, exported or looked at what.")))
def audit() -> None:
    """Group of the audit's commands."""


@audit.command(
    "verify",
    help=str(_("Walk the chain of entries; exits 1 and names the first that was altered, removed, moved or cut off.")),
)
@click.option(
    "--backup",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help=str(
        _(
            "Also compare with the head that this backup has kept: a chain that was written anew or cut with its head shows."
        )
    ),
)
@click.option("--json", "as_json", is_flag=True)
def verify_chain(backup: Path | None, *, as_json: bool) -> None:
    """Walk the chain of entries; exits 1 and names the first that was altered, removed, moved or cut off."""
    database = Platform.from_environ().database
    require_core(database)
    manifest = archive.read(backup) if backup else None
    known = {manifest.audit_entries: manifest.audit_head} if manifest and manifest.audit_entries else {}
    with database.reading() as session:
        verdict = verify(session, known)
    if as_json:
        facts = {
            "entries": verdict.entries,
            "head": verdict.head,
            "intact": verdict.is_intact,
            "fault_at": verdict.fault_at,
            "fault": str(verdict.fault or ""),
        }
        click.echo(json.dumps(facts, ensure_ascii=False))
    elif verdict.is_intact:
        click.echo(_("%(n)s entries, the chain is intact. Head: %(head)s", n=verdict.entries, head=verdict.head))
        if manifest:
            click.echo(
                _(
                    "The backup of %(made_at)s knows the same up to entry %(n)s.",
                    made_at=manifest.made_at,
                    n=manifest.audit_entries,
                )
            )
    else:
        click.echo(
            _("The chain is broken: %(fault)s. Compare with a backup from before.", fault=verdict.fault), err=True
        )
    if not verdict.is_intact:
        raise SystemExit(1)


COMMANDS = [audit]
