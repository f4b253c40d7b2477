"""``lianzhan plugin permissions``: who gets which answer from a plugin's addresses, written down for review."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import click

from core.errors import DomainError
from core.plugin_host.manifest import discover
from core.plugin_kit.errors import TestingNotInstalled
from core.plugin_kit.places import Place, place_of
from core.words import lazy as _

OF_THE_HOUSE = "python -m tests.house.permissions"
"""What writes the files of the plugins that live among the platform's own."""


class PluginNotFound(DomainError):
    """A plugin whose addresses cannot be asked, as the platform does not find it."""

    code = "plugin_not_found"
    message = _(
        "The platform does not find %(package)s, so nobody can be asked. Run `pip install -e .` in %(repository)s, with the entry point lianzhan.plugins in its setup.cfg, then try again."
    )


@click.command(
    "permissions",
    help=str(
        _(
            "Write down who gets which answer from the addresses of the plugin at PATH. Read what changed: it is what people may do."
        )
    ),
)
@click.argument("path", type=click.Path(path_type=Path), default=Path())
def permissions(path: Path) -> None:
    """Ask every address as every role, and write the answers where people review them."""
    # Said now: whatever is said after pages were asked is in the language of the last page.
    read_them = str(_("Read what changed before you keep it: a line is a right."))
    for file in write_for(place_of(path)):
        click.echo(str(file))
    click.echo(read_them)


def write_for(place: Place) -> list[Path]:
    """Write the answers of a plugin; none where it has no addresses. Raises PluginNotFound, TestingNotInstalled."""
    if find_spec("pytest") is None:
        raise TestingNotInstalled
    found = next((each for each in discover(()) if each.folder.resolve() == place.folder), None)
    if found is None:
        raise PluginNotFound(package=place.package, repository=str(place.repository))
    from core.testing.about import Subject  # late: what tests stand on is needed by this command alone
    from core.testing.promises.permissions import Review, Unanswered, review_of

    subject = Subject(found.name, found, place.repository)
    review = Review(lambda _owner, _world: place.permissions, OF_THE_HOUSE) if place.is_bundled else review_of(subject)
    try:
        return review.write(subject)
    except Unanswered as problem:
        raise click.ClickException(str(problem)) from problem


COMMAND = permissions
