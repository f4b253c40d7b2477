"""``lianzhan plugin messages``: the catalog of a plugin in its own repository."""

from __future__ import annotations

import json
from pathlib import Path

import click

from core.errors import DomainError
from core.plugin_kit import messages
from core.plugin_kit.places import place_of
from core.words import lazy as _

PLACE = click.argument("path", type=click.Path(path_type=Path), default=".")


class NotTranslations(DomainError):
    """A file of translations that is no JSON object of texts."""

    code = "not_translations"
    message = _('%(file)s must hold one JSON object of texts, {"English": "translation"}: %(problem)s')


@click.group("messages", help=str(_("The translations of a plugin: its catalog follows the code.")))
def group() -> None:
    """Group of the commands about catalogs."""


@group.command("update", help=str(_("Bring the catalog in line with the code; forget what is no longer said.")))
@PLACE
def update(path: Path) -> None:
    """Rewrite the catalog, and say what waits for a translation."""
    catalogs = messages.catalogs_of(place_of(path))
    with messages.one_at_a_time():
        messages.update(catalogs)
    for one in messages.missing(catalogs):
        click.echo(one)


@group.command("translate", help=str(_('Merge translations, {"English": "translation"}, and list what is missing.')))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@PLACE
def translate(file: Path, path: Path) -> None:
    """Merge the translations of a file."""
    catalogs = messages.catalogs_of(place_of(path))
    given = translations_in(file)
    with messages.one_at_a_time():
        unplaced = messages.translate(catalogs, given)
    for text in unplaced:
        click.echo(_("not in the code: %(text)s", text=repr(text)))
    for one in messages.missing(catalogs):
        click.echo(one)


@group.command("check", help=str(_("Fail unless every message is translated, once and faithfully.")))
@PLACE
def check(path: Path) -> None:
    """Say what is not yet fit to be read."""
    catalogs = messages.catalogs_of(place_of(path))
    with messages.one_at_a_time():
        wrong = messages.problems(catalogs)
    for one in wrong:
        click.echo(one)
    if wrong:
        raise SystemExit(1)
    click.echo(_("%(count)s messages, all translated", count=messages.count(catalogs)))


@group.command("compile", help=str(_("Compile the catalog, so that the platform speaks it.")))
@PLACE
def compile_catalog(path: Path) -> None:
    """Make the .mo beside the .po."""
    with messages.one_at_a_time():
        made = messages.compile_all(messages.catalogs_of(place_of(path)))
    for file in made:
        click.echo(str(file))


def translations_in(file: Path) -> dict[str, str]:
    """The translations a file holds. Raises NotTranslations."""
    try:
        words = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as problem:
        raise NotTranslations(file=str(file), problem=str(problem)) from problem
    if not isinstance(words, dict) or not all(isinstance(text, str) for text in words.values()):
        raise NotTranslations(file=str(file), problem=_("it holds something else."))
    return words


COMMAND = group
