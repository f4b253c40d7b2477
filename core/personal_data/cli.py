"""The command ``lianzhan retention``."""

from __future__ import annotations

import json

import click

from core.clock import today
from core.database.migrations import require_core
from core.personal_data.retention import apply, dry_run
from core.platform import Platform
from core.words import lazy as _


@click.command(
    help=str(_("Show which personal data have been kept long enough; with --apply, erase them.")),
)
@click.option("--apply", "applies", is_flag=True, help=str(_("Erase what is shown.")))
@click.option("--json", "as_json", is_flag=True)
def retention(*, applies: bool, as_json: bool) -> None:
    """Show which personal data have been kept long enough; with --apply, erase them."""
    platform = Platform.from_environ()
    require_core(platform.database)
    _host = platform.host  # the plugins say which of their tables keep people
    with platform.database.reading() as session:
        due = dry_run(session, today())
    if as_json:
        click.echo(
            json.dumps(
                [{"what": str(one.title), "years": one.years, "count": one.count} for one in due], ensure_ascii=False
            )
        )
    else:
        for one in due:
            click.echo(
                _(
                    "%(what)s: kept for %(years)s, %(count)s would go",
                    what=one.title,
                    years=_("%(n)s years", n=one.years) if one.years else _("ever"),
                    count=one.count,
                )
            )
    if applies:
        with platform.database.writing(actor="command: retention") as session:
            gone = apply(session, today())
        click.echo(_("Erased: %(count)s.", count=gone), err=as_json)


COMMANDS = [retention]
