"""Commands of the audit."""

from __future__ import annotations

import json

import click

from core.audit.service import verify
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
@click.option("--json", "as_json", is_flag=True)
def verify_chain(*, as_json: bool) -> None:
    """Walk the chain of entries; exits 1 and names the first that was altered, removed, moved or cut off."""
    database = Platform.from_environ().database
    require_core(database)
    with database.reading() as session:
        verdict = verify(session)
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
    else:
        click.echo(
            _("The chain is broken: %(fault)s. Compare with a backup from before.", fault=verdict.fault), err=True
        )
    if not verdict.is_intact:
        raise SystemExit(1)


COMMANDS = [audit]
