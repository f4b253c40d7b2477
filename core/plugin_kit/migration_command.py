"""``lianzhan plugin migration``: the next migration of a plugin, from its models."""

from __future__ import annotations

from pathlib import Path

import click

from core.plugin_kit.places import place_of
from core.words import lazy as _


@click.command(
    "migration",
    help=str(
        _("Write the next migration of a plugin from its models: lianzhan plugin migration [PATH] TITLE. Then read it.")
    ),
)
@click.argument("path_and_title", metavar="[PATH] TITLE", nargs=-1, required=True)
@click.option("--empty", is_flag=True, help=str(_("Write one to be filled by hand, to move records.")))
def migration(path_and_title: tuple[str, ...], *, empty: bool) -> None:
    """Compare a plugin's models with the tables its revisions make, and write what differs."""
    from core.plugin_kit.migration import write_for  # late: only this command needs the models and Alembic

    *path, title = path_and_title
    if len(path) > 1:
        raise click.UsageError(str(_("The title is one text: put it into quotation marks.")))
    written = write_for(place_of(Path(*path)), title, empty=empty)
    click.echo(str(written))
    click.echo(_("Read it before you keep it: a column that was renamed looks like one dropped and one added."))


COMMAND = migration
