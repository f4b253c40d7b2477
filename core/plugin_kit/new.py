"""``lianzhan plugin new mustard``: a package of its own, complete, which shows its page as soon as it is installed."""

from __future__ import annotations

import keyword
import os
import re
import shlex
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import click

from core.errors import DomainError
from core.plugin_host.manifest import BUNDLED, CORE, discover
from core.plugin_kit import messages
from core.plugin_kit.places import place_of
from core.plugin_kit.rendering import PARTS, Asked, rendered, words
from core.settings import Settings
from core.words import LazyText
from core.words import lazy as _

LONGEST_NAME: Final = 30
"""With more, the names of a table's constraints would not fit into PostgreSQL's 63 characters."""
LONGEST_TITLE: Final = 60
OURS: Final = frozenset({"core", BUNDLED, "lianzhan", "static", "components", "errors", "layout"})
"""Names that mean something in addresses, templates or imports of the platform."""
_NAME: Final = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_TITLE: Final = re.compile(r"[A-Za-z][A-Za-z0-9 ,.&'()/-]*")


class PluginNameRefused(DomainError):
    """A name that no new plugin can have."""

    code = "plugin_name_refused"
    message = _("A plugin cannot be called %(name)s: %(problem)s")


class PluginTitleRefused(DomainError):
    """A title that cannot stand in code, or means something else already."""

    code = "plugin_title_refused"
    message = _("A plugin cannot have the title %(title)s: %(problem)s")


class FolderInUse(DomainError):
    """There is something where the plugin would be written."""

    code = "folder_in_use"
    message = _(
        "%(folder)s is there already, and nothing was written. Choose another folder with --into, or move away what is there."
    )


class UnknownPart(DomainError):
    """A part that no skeleton has."""

    code = "unknown_part"
    message = _("%(part)s cannot be left out. What can be is %(parts)s.")


def new(asked: Asked, into: Path, plugins_path: tuple[Path, ...] = ()) -> Path:
    """Write the plugin into a folder of its own inside `into`, and say where it is; nothing is overwritten.

    Raises PluginNameRefused, PluginTitleRefused or FolderInUse.
    """
    _check_name(asked.name, plugins_path)
    _check_title(asked)
    folder = (into / asked.distribution).absolute()
    if folder.is_symlink() or (folder.exists() and not (folder.is_dir() and not any(folder.iterdir()))):
        raise FolderInUse(folder=str(folder))
    for path, text in rendered(asked).items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    _translate(folder, {**words(), asked.title: asked.chinese_title})
    return folder


def parts_without(named: str) -> frozenset[str]:
    """The parts that stay when those named, with commas between, are left out. Raises UnknownPart."""
    left_out = {part.strip() for part in named.split(",") if part.strip()}
    for part in sorted(left_out - PARTS.keys()):
        raise UnknownPart(part=part, parts=", ".join(PARTS))
    return frozenset(PARTS) - left_out


def _check_name(name: str, plugins_path: tuple[Path, ...]) -> None:
    if problem := _problem_of_word(name) or _problem_of_place(name, plugins_path):
        raise PluginNameRefused(name=name, problem=problem)


def _problem_of_word(name: str) -> LazyText | None:
    """What is wrong with the name as a word."""
    if not _NAME.fullmatch(name):
        return _(
            "tables, addresses and the package begin with it. Write small letters, digits and single underscores, as in field_days."
        )
    if len(name) > LONGEST_NAME:
        return _("tables begin with it. Write at most %(most)s letters.", most=LONGEST_NAME)
    if keyword.iskeyword(name):
        return _("this is a word of Python itself. Choose another.")
    return None


def _problem_of_place(name: str, plugins_path: tuple[Path, ...]) -> LazyText | None:
    """Who has the name already."""
    if name in OURS or (CORE / name).is_dir() or (CORE / f"{name}.py").is_file():
        return _("the name belongs to the core. Choose another.")
    if any(found.name == name for found in discover(plugins_path)):
        return _("a plugin of this name is installed. Choose another, or uninstall that one.")
    if find_spec(f"lianzhan_{name}") is not None:
        return _("a package lianzhan_%(name)s is installed. Choose another name, or uninstall that one.", name=name)
    return None


def _check_title(asked: Asked) -> None:
    if not _TITLE.fullmatch(asked.title) or len(asked.title) > LONGEST_TITLE:
        problem = _(
            "it stands in code, in English: letters, digits and simple signs, %(most)s at most. Say the Chinese one with --chinese-title.",
            most=LONGEST_TITLE,
        )
        raise PluginTitleRefused(title=asked.title, problem=problem)
    if not asked.chinese_title.isprintable() or "%" in asked.chinese_title:
        raise PluginTitleRefused(title=asked.chinese_title, problem=_("it has signs that no title has."))
    spoken = messages.remembered(messages.Catalogs(CORE, (), messages.beside(CORE)))
    known = spoken.get(asked.title, asked.chinese_title)
    if known != asked.chinese_title:
        problem = _("the platform has this word already, and calls it %(known)s in Chinese.", known=known)
        raise PluginTitleRefused(title=asked.title, problem=problem)


def _translate(folder: Path, given: dict[str, str]) -> None:
    """Make the plugin's catalog; a word that is spoken here already is translated as it is spoken."""
    catalogs = messages.catalogs_of(place_of(folder))
    with messages.one_at_a_time():
        messages.update(catalogs)
        known = messages.remembered(catalogs)
        messages.translate(catalogs, {english: text for english, text in given.items() if english not in known})
        messages.compile_all(catalogs)


@click.command("new", help=str(_("Begin a plugin: a package of its own that works, to be changed.")))
@click.argument("name")
@click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    default=".",
    help=str(_("The folder in which its own folder is made; otherwise here.")),
)
@click.option("--title", help=str(_("What people call it, in English; otherwise its name.")))
@click.option("--chinese-title", help=str(_("What people call it, in Chinese; otherwise as in English.")))
@click.option(
    "--without", default="", help=str(_("Parts to be left out, with commas between: %(parts)s.", parts=",".join(PARTS)))
)
def command(name: str, into: Path, title: str | None, chinese_title: str | None, without: str) -> None:
    """Begin a plugin, and say what to do next."""
    title = title or name.replace("_", " ").capitalize()
    asked = Asked(name, title, chinese_title or title, parts_without(without))
    # The settings make the data directory, which nobody needs who begins a plugin.
    further = Settings.from_environ().plugins_path if os.environ.get("LIANZHAN_PLUGINS_PATH") else ()
    folder = new(asked, into, further)
    click.echo(
        _("%(folder)s is written. Its README.md says how to change, test and ship it. Next:", folder=str(folder))
    )
    click.echo(f"    pip install -e {_shown(folder)}")
    click.echo("    lianzhan db upgrade")
    click.echo(f"    lianzhan plugin enable {name}")
    click.echo("    lianzhan serve --dev")


def _shown(folder: Path) -> str:
    """The folder as one would type it here, in a shell."""
    here = Path.cwd()
    return shlex.quote(f"./{folder.relative_to(here)}" if folder.is_relative_to(here) else str(folder))


COMMAND = command
