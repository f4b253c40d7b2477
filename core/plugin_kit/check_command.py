"""``lianzhan plugin check``: what a plugin promises, as a checklist."""

from __future__ import annotations

import json
from itertools import groupby
from pathlib import Path

import click

from core.plugin_kit.check import DONE, EXEMPT, TO_DO, Checklist, Item
from core.plugin_kit.check import check as proved
from core.plugin_kit.places import package_folder
from core.words import gettext
from core.words import lazy as _

MARKS = {DONE: "✓", EXEMPT: "–", TO_DO: "✗"}
LINES = 12
"""So much of what is to be mended is shown."""


@click.command(
    "check", help=str(_("Prove what a plugin promises: done, exempt (and why), to do (and how to mend it)."))
)
@click.argument("path", type=click.Path(path_type=Path), default=".")
@click.option(
    "--only", metavar="KEY", multiple=True, help=str(_("Prove this promise alone; may be said several times."))
)
@click.option("--json", "as_json", is_flag=True, help=str(_("Print as JSON.")))
def check(path: Path, only: tuple[str, ...], *, as_json: bool) -> None:
    """Print the checklist; exit status 0 only when nothing is to do."""
    package_folder(path)  # says at once where there is no plugin
    if not as_json:
        click.echo(_("The promises are being proved; this takes a few minutes."), err=True)
    checklist = proved(path, only)
    if as_json:
        click.echo(json.dumps(checklist.facts(), ensure_ascii=False))
    else:
        _print(checklist)
    if not checklist.is_kept:
        raise SystemExit(1)


def _print(checklist: Checklist) -> None:
    items = sorted(checklist.items, key=lambda item: item.key)
    said: set[str] = set()
    for key, of_key in groupby(items, key=lambda item: item.key):
        click.echo(key)
        for item in of_key:
            click.echo(f"  {MARKS[item.outcome]} {gettext(item.sentence)}")
            _print_detail(item, said)
    counted = {outcome: len(checklist.having(outcome)) for outcome in MARKS}
    click.echo(
        _(
            "%(plugin)s: %(done)s done, %(exempt)s exempt, %(to_do)s to do",
            plugin=checklist.plugin,
            done=counted[DONE],
            exempt=counted[EXEMPT],
            to_do=counted[TO_DO],
        )
    )
    if not checklist.is_whole:
        click.echo(_("Everything else is proved once the plugin loads."))


def _print_detail(item: Item, said: set[str]) -> None:
    """The reason or the way to mend it, once."""
    if item.outcome == EXEMPT:
        reason = _("exempt: %(reason)s", reason=item.detail)
        click.echo(f"      {reason}")
    elif item.outcome == TO_DO:
        lines = item.detail.splitlines()
        if item.detail in said:
            lines = [str(_("to do: as above"))]
        elif lines:
            lines[0] = str(_("to do: %(sentence)s", sentence=lines[0]))
        if len(lines) > LINES:
            # The last line says how to mend what the others name.
            more = str(_("... and %(count)s more", count=len(lines) - LINES))
            lines = [*lines[: LINES - 1], more, lines[-1]]
        said.add(item.detail)
        for line in lines:
            click.echo(f"      {line}")


COMMAND = check
